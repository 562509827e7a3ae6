"""A source is looked at and mapped with clicks before it is switched on."""

import pytest

from publisher.models import Source
from publisher.pipeline import observe
from tests.web.served import COLUMNS, CSV, asked, chosen, typed


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


def test_hostile_columns_and_words_stay_text(as_user, admin, served):
    served.text = '<script>alert(1)</script>,State,"""><img src=x>"\nLee Placeholder,OH,"""><img src=y>"\n'
    client = as_user(admin)
    columns = {"name": "<script>alert(1)</script>", "state": "State", "status": '"><img src=x>'}
    html = client.post("/sources/new/", typed(client.post("/sources/new/", asked(served)).content.decode(), columns))
    page = html.content.decode()
    assert chosen(page, "column-status") == '"><img src=x>'
    assert "<script>alert" not in page
    assert "<img" not in page.split("<main")[1]
