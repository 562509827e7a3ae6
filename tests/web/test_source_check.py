"""A source is looked at and mapped with clicks before it is switched on; what is there is mapped anew the same way."""

import html as markup
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publisher.models import Poll, Source
from publisher.pipeline import observe

CSV = """Candidate,Chamber,State,Seat,Pledge?,Internal
Lee Placeholder,House,OH,3,Yes,x
Zoë Příklad,House,NM,2,No,
Bo Sample,Senate,ME,,Presumed,
Kai Makebelieve,House,TX,28,,
"""
COLUMNS = {"name": "Candidate", "office": "Chamber", "state": "State", "district": "Seat", "status": "Pledge?"}
MEANS = {"Yes": "signed", "No": "refused", "Presumed": "not_announceable", "": "pending"}


class Served:
    """A tracker on loopback."""

    def __init__(self, text: str) -> None:
        self.text, self.url = text, ""

    @contextmanager
    def running(self) -> Iterator["Served"]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = served.text.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            self.url = f"http://127.0.0.1:{server.server_port}/tracker.csv"
            yield self
            server.shutdown()


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(CSV).running() as running:
        yield running


def asked(served: Served, **more: str) -> dict[str, str]:
    return {"name": "tracker", "location": served.url, "format": "", "do": "check"} | more


def typed(html: str, columns: dict[str, str] = COLUMNS, means: dict[str, str] = MEANS, **more: str) -> dict[str, str]:
    """The page's form with these choices made in it."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    form = {name: markup.unescape(value) for name, value in fields}
    words = {name.removeprefix("word-"): word for name, word in form.items() if name.startswith("word-")}
    form |= {f"means-{number}": means.get(word, "") for number, word in words.items()}
    return form | {f"column-{field}": column for field, column in columns.items()} | {"do": "check"} | more


def chosen(html: str, name: str) -> str:
    """What a select of the page has chosen."""
    options = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL)
    assert options
    found = re.search(r'<option value="([^"]*)" selected>', options[0])
    return markup.unescape(found[1]) if found else ""


def test_an_admin_maps_a_new_source_with_clicks_and_switches_it_on(as_user, admin, served):
    client = as_user(admin)
    first = client.post("/sources/new/", asked(served)).content.decode()
    assert "Switch it on" not in first
    assert (chosen(first, "column-state"), chosen(first, "column-status")) == ("State", "Pledge?")
    assert "in 1 row" in first
    assert "“Presumed”" in first
    assert "an empty cell" in first
    third = client.post("/sources/new/", typed(first)).content.decode()
    assert "Switch it on" in third
    assert "announces nothing" in third
    assert not Source.objects.exists()
    answer = client.post("/sources/new/", typed(third, do="take"))
    assert answer.status_code == 303
    source = Source.objects.get()
    assert source.columns == COLUMNS
    assert source.statuses == {"Yes": "signed", "No": "refused", "": "pending"}
    report = observe.poll(source.pk)
    assert (report.state, report.baseline, report.rows) == ("accepted", True, 4)


def test_words_of_another_column_are_not_taken_over(as_user, admin, served):
    client = as_user(admin)
    wrong = COLUMNS | {"status": "State"}
    page = client.post("/sources/new/", typed(client.post("/sources/new/", asked(served)).content.decode(), wrong))
    html = page.content.decode()
    assert "“OH”" in html
    form = typed(html, COLUMNS, {"OH": "signed", "NM": "signed", "ME": "signed", "TX": "signed"})
    again = client.post("/sources/new/", form).content.decode()
    assert "“OH”" not in again
    ready = client.post("/sources/new/", typed(again)).content.decode()
    client.post("/sources/new/", typed(ready, do="take"))
    assert "OH" not in Source.objects.get().statuses


def test_problems_are_told_where_they_are(as_user, admin, served):
    served.text = "<html>Log in</html>"
    html = as_user(admin).post("/sources/new/", asked(served)).content.decode()
    assert "came a web page" in html
    assert "Put the source or its address right" in html
    assert "Switch it on" not in html


def test_rows_that_would_be_held_are_listed(as_user, admin, served):
    served.text = CSV + "Odalys Inventada,House,Atlantis,1,Yes,\n"
    client = as_user(admin)
    html = client.post("/sources/new/", asked(served)).content.decode()
    for _again in range(2):
        html = client.post("/sources/new/", typed(html)).content.decode()
    assert "1 row would be quarantined" in html
    assert "Atlantis" in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Not A Name"}, "Use small letters"),
        ({"location": "/etc/hostname"}, "Give an http or https address"),
        ({"location": "file:///etc/hostname"}, "Give an http or https address"),
        ({"location": "sqlite:///db.sqlite3"}, "Give an http or https address"),
        ({"location": ""}, "This field is required"),
        ({"format": "xlsx"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_a_source_is_refused_with_what_to_do(as_user, admin, served, fields, said):
    answer = as_user(admin).post("/sources/new/", asked(served) | fields)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Source.objects.exists()


def test_a_name_that_is_taken_is_refused(as_user, admin, served):
    Source.objects.create(name="tracker", location=served.url, format="csv", cycle=2026)
    answer = as_user(admin).post("/sources/new/", asked(served))
    assert "already a source of that name" in answer.content.decode()


def test_switching_on_what_is_not_understood_is_refused_and_keeps_what_was_chosen(as_user, admin, served):
    client = as_user(admin)
    html = client.post("/sources/new/", typed(client.post("/sources/new/", asked(served)).content.decode())).content
    answer = client.post("/sources/new/", typed(html.decode(), COLUMNS, {"Yes": "signed"}, do="take"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "The source was not added." in page
    assert chosen(page, "column-name") == "Candidate"
    assert "signed" in [chosen(page, f"means-{number}") for number in range(4)]
    assert not Source.objects.exists()


@pytest.fixture
def mapped(db, served) -> Source:
    """A source whose status column was renamed after its baseline."""
    served.text = CSV.replace("Pledge?", "Answer")
    source = Source.objects.create(
        name="tracker",
        location=served.url,
        format="csv",
        cycle=2026,
        columns=COLUMNS | {"status": "Answer"},
        statuses={"Yes": "signed", "No": "refused", "Presumed": "pending", "": "pending", "Gone": "rescinded"},
    )
    observe.poll(source.pk)
    served.text = CSV
    observe.poll(source.pk)
    assert Poll.objects.filter(state="quarantined").exists()
    return source


def test_a_source_is_mapped_anew(as_user, admin, mapped):
    client, path = as_user(admin), f"/sources/{mapped.pk}/map/"
    html = client.get(path).content.decode()
    assert "It was “Answer” before." in html
    assert chosen(html, "column-name") == "Candidate"
    again = client.post(path, typed(html)).content.decode()
    assert "Take this map" in again
    assert "announces nothing" in again
    assert client.post(path, typed(again, do="take")).status_code == 303
    mapped.refresh_from_db()
    assert mapped.columns == COLUMNS
    assert mapped.statuses["Gone"] == "rescinded"  # a word that does not occur now keeps its meaning


def test_another_meaning_replaces_the_old_one_however_it_is_written(as_user, admin, mapped, served):
    client, path = as_user(admin), f"/sources/{mapped.pk}/map/"
    served.text = CSV.replace("Yes", "YES")
    html = client.post(path, typed(client.get(path).content.decode())).content.decode()
    client.post(path, typed(html, COLUMNS, MEANS | {"YES": "pending"}, do="take"))
    mapped.refresh_from_db()
    assert {word: status for word, status in mapped.statuses.items() if word.lower() == "yes"} == {"YES": "pending"}


def test_a_map_that_is_not_understood_is_not_taken(as_user, admin, mapped):
    form = {"do": "take", "status_column": "", "column-name": "Candidate"}
    answer = as_user(admin).post(f"/sources/{mapped.pk}/map/", form)
    assert answer.status_code == 400
    assert "Choose the column of: Office, State, Status." in answer.content.decode()
    mapped.refresh_from_db()
    assert mapped.columns["status"] == "Answer"


@pytest.fixture
def braked(mapped, served) -> Source:
    """The same source, in which any change of a status stops the read."""
    served.text = CSV.replace("Pledge?", "Answer")
    Source.objects.update(limits={"changed_rows": 0, "changed_share": 0})
    return mapped


MARKED = COLUMNS | {"status": "Answer"}


def test_what_the_old_map_said_stops_no_new_one(as_user, admin, braked):
    """A column that means something else now changes many statuses: that is why it is mapped anew."""
    client, path = as_user(admin), f"/sources/{braked.pk}/map/"
    form = typed(client.get(path).content.decode(), MARKED, MEANS | {"No": "pending"})
    html = client.post(path, form).content.decode()
    assert "would be quarantined" not in html
    assert "announces nothing" in html
    assert client.post(path, typed(html, MARKED, MEANS | {"No": "pending"}, do="take")).status_code == 303
    report = observe.poll(braked.pk)
    assert (report.state, report.baseline) == ("accepted", True)


def test_a_read_that_the_brake_would_stop_says_so_and_lets_new_words_be_mapped(as_user, admin, braked, served):
    served.text = served.text.replace("Yes", "Never")
    client, path = as_user(admin), f"/sources/{braked.pk}/map/"
    means = MEANS | {"Never": "refused"}
    html = client.post(path, typed(client.get(path).content.decode(), MARKED, means)).content.decode()
    assert "Quarantined: Expected at most 0 status changes" in html
    assert "announces nothing" not in html
    assert client.post(path, typed(html, MARKED, means, do="take")).status_code == 303
    braked.refresh_from_db()
    assert braked.statuses["Never"] == "refused"
    assert observe.poll(braked.pk).state == "quarantined"


def test_a_source_that_is_well_is_proposed_nothing(as_user, admin, braked, served):
    """Another column would be another baseline, and nobody asked for one."""
    served.text = "\n".join(f"{line},Independent" for line in served.text.splitlines()).replace(
        "Internal,Independent", "Internal,Party"
    )
    html = as_user(admin).get(f"/sources/{braked.pk}/map/").content.decode()
    assert '<option value="Party"' in html
    assert chosen(html, "column-party") == ""
    assert "announces nothing" not in html


def test_taking_the_same_map_again_changes_nothing(as_user, admin, braked):
    """Words that mean it by themselves were mapped by name once: to drop them would be another baseline."""
    client, path = as_user(admin), f"/sources/{braked.pk}/map/"
    before = (braked.columns, braked.statuses)
    html = client.get(path).content.decode()
    assert "announces nothing" not in html
    client.post(path, typed(html, MARKED, {**MEANS, "Presumed": "pending"}, do="take"))
    braked.refresh_from_db()
    assert ((braked.columns, braked.statuses), bool(braked.baseline_at)) == (before, True)


def test_only_admins_add_and_map(as_user, approver, admin, mapped):
    for path in ("/sources/new/", f"/sources/{mapped.pk}/map/"):
        assert as_user(approver).get(path).status_code == 403
        assert as_user(approver).post(path, {"do": "take"}).status_code == 403
        assert path not in as_user(approver).get("/sources/").content.decode()
        assert path in as_user(admin).get("/sources/").content.decode()


def test_hostile_columns_and_words_stay_text(as_user, admin, served):
    served.text = '<script>alert(1)</script>,State,"""><img src=x>"\nLee Placeholder,OH,"""><img src=y>"\n'
    client = as_user(admin)
    columns = {"name": "<script>alert(1)</script>", "state": "State", "status": '"><img src=x>'}
    html = client.post("/sources/new/", typed(client.post("/sources/new/", asked(served)).content.decode(), columns))
    page = html.content.decode()
    assert chosen(page, "column-status") == '"><img src=x>'
    assert "<script>alert" not in page
    assert "<img" not in page.split("<main")[1]


def test_the_report_takes_the_same_queries_for_a_long_table(as_user, admin, mapped, served):
    client, path = as_user(admin), f"/sources/{mapped.pk}/map/"
    form = typed(client.post(path, typed(client.get(path).content.decode())).content.decode())

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            page = client.post(path, form).content.decode()
            assert "Take this map" in page
        return len(asked_for)

    few = queries()
    served.text = CSV + "".join(f"Sample {n * 'a'},House,TX,{n + 1},,\n" for n in range(30))
    assert queries() == few
