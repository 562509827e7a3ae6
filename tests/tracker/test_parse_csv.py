import pytest

from publisher.tracker.raw import BROKEN
from publisher.tracker.values import Quarantine, SourceSpec
from tests.tracker.at_hand import parse

COLUMNS = {"name": "Name", "office": "Office", "state": "State", "status": "Status"}
SPEC = SourceSpec("demo", "tracker.csv", columns=COLUMNS)
HEAD = b"Name,Office,State,Status\n"


def test_cells_come_as_they_are() -> None:
    assert parse(HEAD + b'"Lee ""Bo"" Sample",Senate, ME ,=1+1\n', SPEC) == [
        {"Name": 'Lee "Bo" Sample', "Office": "Senate", "State": " ME ", "Status": "=1+1"}
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + HEAD + b"Lee,Senate,ME,signed",
        (HEAD + b"Lee,Senate,ME,signed\n").replace(b"\n", b"\r\n"),
        (HEAD + b"Lee,Senate,ME,signed\n").replace(b"\n", b"\r"),
        "Name\u00a0,\u200bOffice, State,Status\nLee,Senate,ME,signed\n".encode(),
        HEAD + b"\n\nLee,Senate,ME,signed\n\n",
    ],
)
def test_marks_line_ends_and_spaces_in_the_header_do_not_matter(body: bytes) -> None:
    assert parse(body, SPEC) == [{"Name": "Lee", "Office": "Senate", "State": "ME", "Status": "signed"}]


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    row = parse(b"Status,Note,State,Office,Name\nsigned,x,ME,Senate,Lee\n", SPEC)[0]
    assert (row["Name"], row["Status"], row["Note"]) == ("Lee", "signed", "x")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "came an empty answer"),
        (b" \r\n\xef\xbb\xbf", "came an empty answer"),
        (b"<!DOCTYPE html><title>Log in</title>", "came a web page"),
        (HEAD.decode().encode("utf-16"), "came UTF-16"),
        (HEAD + "José,Senate,ME,signed\n".encode("latin-1"), "came another encoding"),
        (HEAD + b'"Lee,Senate,ME,signed\n', "something else in line"),
        (HEAD + b'"Lee" Sample,Senate,ME,signed\n', "something else in line 2"),
        (HEAD + b"L" * 200_000 + b",Senate,ME,signed\n", "something else in line 2"),
        (b"Name,Name,Office,State,Status\n", "“Name” twice: rename"),
        (b"Name,Office,State,Sttus\n", "column “Status” for status, came “Sttus” in its place"),
        (b"Name,Office,State,Activity\n", "came “Activity” in its place"),
    ],
)
def test_a_document_that_cannot_be_trusted_is_refused_as_a_whole(body: bytes, why: str) -> None:
    with pytest.raises(Quarantine, match=r"^Expected ") as caught:
        parse(body, SPEC)
    assert why in caught.value.reason
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize(("line", "cells"), [(b"Lee,Senate,ME", 3), (b"Lee,Senate,ME,signed,,x", 6)])
def test_a_row_with_another_number_of_cells_is_marked_broken(line: bytes, cells: int) -> None:
    rows = parse(HEAD + line + b"\nBo,Senate,GA,signed\n", SPEC)
    assert rows[0][BROKEN] == f"line 2 has {cells} cells where the header has 4"
    assert BROKEN not in rows[1]


def test_columns_without_a_name_may_be_several() -> None:
    row = parse(b"Name,Office,State,Status,,\nLee,Senate,ME,signed,a,b\n", SPEC)[0]
    assert (row["(column 5)"], row["(column 6)"]) == ("a", "b")


def test_without_a_map_any_table_is_shown() -> None:
    assert parse(b"Who,What\nLee,yes\n", SourceSpec("new", "tracker.csv")) == [{"Who": "Lee", "What": "yes"}]


def test_a_header_alone_is_a_tracker_without_rows() -> None:
    assert parse(HEAD, SPEC) == []
