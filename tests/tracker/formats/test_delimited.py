"""CSV, TSV and published sheets, from files and over HTTP."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tracker.formats import Unreachable, load
from publisher.tracker.raw import BROKEN
from publisher.tracker.values import Quarantine, Reading, Rule, SourceSpec
from tests.net.conftest import ok
from tests.tracker.formats.conftest import Served, cells, read, refused, rows

COLUMNS = {"name": "Name", "state": "State", "status": "Status"}
HEAD = b"Name,State,Status\n"


def came(*pages: bytes) -> Reading:
    return Reading(False, pages, "", "", "", "", 0.0)


def test_a_line_holds_the_mapped_cells_in_the_order_of_the_map() -> None:
    spec = SourceSpec("demo", "t.csv", columns={"status": "Status", "name": "Name"})
    assert cells(came(HEAD + b"Lee,ME,signed\n"), spec) == [("signed", "Lee")]


@pytest.mark.parametrize("columns", [{}, {"status": "Status"}])
def test_a_map_of_one_column_or_none_gives_tuples_too(columns: dict[str, str]) -> None:
    spec = SourceSpec("demo", "t.csv", columns=columns)
    assert cells(came(HEAD + b"Lee,ME,signed\n"), spec) == [("signed",) if columns else ()]


def test_a_broken_row_has_no_cells_and_says_why_and_a_short_blank_one_is_blank() -> None:
    spec = SourceSpec("demo", "t.csv", columns=COLUMNS)
    body = HEAD + b"Lee,ME\n,\nBo,GA,signed\n"
    assert cells(came(body), spec) == [None, ("", "", ""), ("Bo", "GA", "signed")]
    assert rows(came(body), spec)[0][BROKEN] == "line 2 has 2 cells where the header has 3"


def test_a_table_can_be_read_twice() -> None:
    spec = SourceSpec("demo", "t.csv", columns=COLUMNS)
    table = load("csv").table(came(HEAD + b"Lee,ME,signed\n"), spec)
    assert list(table) == list(table)
    assert table.columns == ("Name", "State", "Status")


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b" \r\n", Rule.EMPTY),
        (b"<html>", Rule.FORM),
        (b"Name,State\n", Rule.COLUMNS),
        (b"Name,State,Status,Name\n", Rule.COLUMNS),
        (HEAD + b'"Lee\n', Rule.FORM),
        (HEAD + b"\xff\n", Rule.FORM),
    ],
)
def test_what_is_no_table_names_its_rule(body: bytes, rule: Rule) -> None:
    spec = SourceSpec("demo", "t.csv", columns=COLUMNS)
    with pytest.raises(Quarantine) as caught:
        rows(came(body), spec)
    assert caught.value.rule is rule


@pytest.mark.parametrize(("name", "mark"), [("semicolon", ";"), ("tab", "\t"), ("bar", "|")])
def test_another_separator_is_named_and_can_be_set(name: str, mark: str) -> None:
    body = f"Name{mark}State{mark}Status\nLee{mark}ME{mark}signed\n".encode()
    with pytest.raises(Quarantine, match=f"--option separator={name}"):
        rows(came(body), SourceSpec("demo", "t.csv", columns=COLUMNS))
    spec = SourceSpec("demo", "t.csv", columns=COLUMNS, options={"separator": name})
    assert cells(came(body), spec) == [("Lee", "ME", "signed")]


def test_nul_in_a_cell_becomes_a_mark_of_damage() -> None:
    spec = SourceSpec("demo", "t.csv", columns=COLUMNS)
    assert cells(came(HEAD + b"L\0e,ME,signed\n"), spec) == [("L\ufffde", "ME", "signed")]


def test_tsv_quotes_as_spreadsheets_do_or_not_at_all() -> None:
    body = b'Name\tState\tStatus\n"Lee ""Bo"", Jr."\tME\tsigned\n'
    spec = SourceSpec("demo", "t.tsv", "tsv", COLUMNS)
    assert cells(came(body), spec) == [('Lee "Bo", Jr.', "ME", "signed")]
    plain = SourceSpec("demo", "t.tsv", "tsv", COLUMNS, options={"quotes": "no"})
    assert cells(came(b'Name\tState\tStatus\n"Bo" Sample\tME\tsigned\n'), plain) == [('"Bo" Sample', "ME", "signed")]


def test_a_tsv_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("Name\tState\tStatus\nLee\tME\tsigned\n")
    spec = SourceSpec("demo", str(tmp_path / "t.tsv"), "tsv", COLUMNS)
    reading = read(spec)
    assert cells(reading, spec) == [("Lee", "ME", "signed")]
    assert read(spec, sha256=reading.sha256).unchanged


Serve = Callable[[Callable[[str, Mapping[str, str]], bytes]], Served]


def test_a_published_sheet_may_be_handed_out_by_googles_other_hosts(serve: Serve, names: dict[str, list[str]]) -> None:
    names |= {"docs.google.com": ["127.0.0.1"], "doc-0a-sheets.googleusercontent.com": ["127.0.0.1"]}

    def answers(path: str, headers: Mapping[str, str]) -> bytes:
        if headers["host"].startswith("docs."):
            port = headers["host"].rpartition(":")[2]
            return refused("307 Temporary Redirect", f"Location: http://doc-0a-sheets.googleusercontent.com:{port}/x")
        return ok(HEAD + b"Lee,ME,signed\n")

    served = serve(answers)
    spec = SourceSpec("demo", f"http://docs.google.com:{served.port}/pub?output=csv", "sheet", COLUMNS)
    assert cells(read(spec), spec) == [("Lee", "ME", "signed")]
    with pytest.raises(Unreachable, match="not an allowed host"):
        read(SourceSpec("demo", spec.location, "csv", COLUMNS))


def test_a_sheet_that_is_not_published_says_so(serve: Serve) -> None:
    served = serve(lambda path, headers: refused("302 Found", "Location: https://accounts.google.com/ServiceLogin"))
    with pytest.raises(Unreachable, match=r"came Google's log-in: publish it"):
        read(SourceSpec("demo", f"{served.url}/pub", "sheet", COLUMNS))


def test_a_sheet_settles_for_ten_minutes_unless_somebody_says_otherwise() -> None:
    assert load("sheet").settle_seconds == 600


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=6), st.sampled_from(["comma", "semicolon", "tab", "bar"]))
def test_whatever_is_written_comes_back(written: list[tuple[str, str, str]], separator: str) -> None:
    marks = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=marks[separator], quoting=csv.QUOTE_ALL)
    writer.writerows([("Name", "State", "Status"), *written])
    spec = SourceSpec("demo", "t.csv", columns=COLUMNS, options={"separator": separator})
    assert cells(came(out.getvalue().encode()), spec) == written
