"""What all formats promise."""

import pytest

from publisher.tracker.formats import FORMATS, Format, load, wishes
from publisher.tracker.formats.guess import guessed


@pytest.mark.parametrize("name", FORMATS)
def test_each_name_is_a_format_that_describes_itself(name: str) -> None:
    found = load(name)
    assert isinstance(found, Format)
    assert found.label
    assert found.place
    assert found.seconds < 120, "a poll owns its source for two minutes"
    assert all(wish.help for wish in wishes(found))


def test_an_unknown_format_names_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="use one of csv, tsv, sheet, json, wordpress, airtable, sql"):
        load("excel")


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("csv", {"colour": "red"}, "CSV has no option 'colour': use one of separator"),
        ("csv", {"separator": ","}, "use one of comma, semicolon, tab, bar"),
        ("sheet", {"gid": "0"}, "no option 'gid': leave it out"),
        ("json", {"page": "page", "next": "next"}, "give one of the options next, page and offset"),
        ("json", {"page": "page", "first": "-1"}, "number of the first page"),
        ("wordpress", {"per_page": "101"}, "give a number from 1 to 100"),
        ("sql", {}, "no query"),
    ],
)  # fmt: skip
def test_an_option_that_there_is_not_is_refused(name: str, options: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        load(name).options(options)


def test_the_options_can_be_listed_for_a_form() -> None:
    found = {wish.name: wish for wish in wishes(load("json"))}
    assert list(found) == ["next", "page", "first", "offset", "nested"]
    assert (found["first"].default, found["nested"].choices) == ("1", ("yes", "no"))


@pytest.mark.parametrize(
    ("name", "copied", "stored"),
    [
        ("sheet", "https://docs.google.com/spreadsheets/d/e/2PACX-abc_d/pubhtml?gid=7&single=true",
         "https://docs.google.com/spreadsheets/d/e/2PACX-abc_d/pub?gid=7&single=true&output=csv"),
        ("sheet", "https://docs.google.com/spreadsheets/d/e/2PACX-abc/pub?output=csv",
         "https://docs.google.com/spreadsheets/d/e/2PACX-abc/pub?output=csv"),
        ("sheet", "https://docs.google.com/spreadsheets/d/1a-B/edit?usp=sharing#gid=42",
         "https://docs.google.com/spreadsheets/d/1a-B/export?format=csv&gid=42"),
        ("sheet", "https://docs.google.com/spreadsheets/u/0/d/1a-B/edit#gid=42",
         "https://docs.google.com/spreadsheets/d/1a-B/export?format=csv&gid=42"),
        ("airtable", "https://airtable.com/appAAAAAAAAAAAAAA/tblBBBBBBBBBBBBBB/viwCCCCCCCCCCCCCC?blocks=hide",
         "https://api.airtable.com/v0/appAAAAAAAAAAAAAA/tblBBBBBBBBBBBBBB?view=viwCCCCCCCCCCCCCC"),
        ("airtable", "appAAAAAAAAAAAAAA/Candidates", "https://api.airtable.com/v0/appAAAAAAAAAAAAAA/Candidates"),
        ("wordpress", "https://site.example/wp-json/wp/v2/candidates", "https://site.example/wp-json/wp/v2/candidates"),
        ("sql", "postgresql://reader@db.example/tracker", "postgresql://reader@db.example/tracker"),
        ("csv", "https://tracker.example/rows.csv", "https://tracker.example/rows.csv"),
    ],
)  # fmt: skip
def test_what_a_person_copied_becomes_the_address_of_the_data(name: str, copied: str, stored: str) -> None:
    assert load(name).tidy(copied) == stored
    assert load(name).tidy(stored) == stored


@pytest.mark.parametrize(
    ("name", "location", "why"),
    [
        ("sheet", "sheet.csv", "Publish to web"),
        ("sheet", "https://docs.google.com/spreadsheets/d/1aB/gviz/tq?tqx=out:csv", "deleted long ago"),
        ("wordpress", "https://site.example/candidates", "wp-json"),
        ("airtable", "Candidates", "no table of Airtable"),
        ("sql", "tracker.sqlite3", "no database address"),
        ("sql", "sqlite://", "names no file"),
        ("sql", "postgresql://reader:hunter2@db.example/tracker", "contains a password"),
        ("sql", "host=db.example password=hunter2", "contains a password"),
        ("sql", "postgresql://reader@db.example/tracker?password=hunter2", "contains a password"),
    ],
)
def test_a_location_that_cannot_be_meant_is_refused(name: str, location: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        load(name).tidy(location)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("roll.csv", "csv"), ("https://tracker.example/rows", "csv"), ("roll#2.csv", "csv"), ("a=b.csv", "csv"),
        ("roll.tsv", "tsv"), ("https://tracker.example/rows.tsv?day=1", "tsv"),
        ("roll.json", "json"), ("roll.JSON#members", "json"), ("https://tracker.example/api#data.rows", "json"),
        ("https://docs.google.com/spreadsheets/d/e/2PACX-a/pubhtml", "sheet"),
        ("https://site.example/wp-json/wp/v2/candidates", "wordpress"),
        ("https://site.example/?rest_route=/wp/v2/candidates", "wordpress"),
        ("https://airtable.com/appAAAAAAAAAAAAAA/tblB", "airtable"), ("appAAAAAAAAAAAAAA/Candidates", "airtable"),
        ("postgresql://reader@db.example/x", "sql"), ("mysql+pymysql://u@db.example/x", "sql"),
        ("host=db.example dbname=x", "sql"), ("ftp://tracker.example/roll", "csv"),
    ],
)  # fmt: skip
def test_the_format_is_guessed_from_the_location(location: str, name: str) -> None:
    assert guessed(location) == name
