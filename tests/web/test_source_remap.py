"""What a source means is said anew, and no more than that changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publisher.models import Poll, Source
from publisher.pipeline import observe
from tests.web.served import COLUMNS, CSV, MEANS, chosen, typed


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
