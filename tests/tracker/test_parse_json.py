import json

import pytest

from publisher.tracker.raw import BROKEN
from publisher.tracker.values import Quarantine, SourceSpec
from tests.tracker.at_hand import parse

COLUMNS = {"name": "name", "office": "office", "state": "state", "status": "status", "evidence": "proof"}
LEE = {"name": "Lee", "office": "Senate", "state": "ME", "status": "signed"}


def rows(document: object, path: str = "") -> list[dict[str, str]]:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return parse(body, SourceSpec("demo", f"tracker.json#{path}", "json", COLUMNS))


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([LEE], ""),
        ({"updated": "today", "candidates": [LEE]}, ""),
        ({"old": [], "data": {"rows": [LEE]}}, "data.rows"),
    ],
)
def test_the_list_is_at_the_top_alone_in_an_object_or_where_the_location_says(document: object, path: str) -> None:
    assert rows(document, path) == [LEE | {"proof": ""}]


@pytest.mark.parametrize(
    ("document", "path", "why"),
    [
        ({"old": [LEE], "new": [LEE]}, "", "came “old”, “new”: name it after #"),
        ({"data": {"rows": [LEE]}}, "", "Expected one list in the object, came none"),
        ({"rows": [LEE]}, "people", "list under “people”, came “rows”"),
        ([LEE], "people", "came no object"),
        ({"rows": {"a": LEE}}, "rows", "came a single value"),
        (b"3", "", "came a single value"),
        (b'[{"name": "Lee"', "", "something else in line 1"),
        (b"[" * 100_000, "", "nested too deep"),
        (b'[{"name": "Lee", "name": "Bo"}]', "", "“name” twice"),
        (b"[\xff]", "", "another encoding"),
        (b"<html>", "", "came a web page"),
        ([{"name": "Lee", "office": "Senate", "state": "ME"}], "", "column “status” for status"),
    ],
)
def test_a_document_that_cannot_be_trusted_is_refused_as_a_whole(document: object, path: str, why: str) -> None:
    with pytest.raises(Quarantine) as caught:
        rows(document, path)
    assert why in caught.value.reason


def test_values_become_text_as_they_were_written() -> None:
    body = b'[{"name": null, "office": true, "state": NaN, "status": 3.10, "proof": {"a": [1]}, "n": 1e999}]'
    assert rows(body)[0] == {
        "name": "", "office": "true", "state": "", "status": "3.10", "proof": '{"a": ["1"]}', "n": "1e999",
    }  # fmt: skip


def test_an_entry_that_is_no_object_is_marked_broken() -> None:
    found = rows([LEE, "Bo", None])
    assert [BROKEN in row for row in found] == [False, True, True]


def test_keys_that_differ_only_in_spaces_mark_the_row_broken() -> None:
    assert BROKEN in rows([LEE | {" name": "Bo"}])[0]


def test_every_row_has_every_column_of_the_document() -> None:
    body = json.dumps([{"who": "Lee"}, {"who": "Bo", "proof": "x"}]).encode()
    found = parse(body, SourceSpec("new", "tracker.json", "json"))
    assert found == [{"who": "Lee", "proof": ""}, {"who": "Bo", "proof": "x"}]


def test_an_empty_list_is_a_tracker_without_rows() -> None:
    assert rows([]) == []
