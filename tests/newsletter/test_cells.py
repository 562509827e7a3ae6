"""An export can be opened in any spreadsheet and read back unchanged; no file of subscribers breaks the reader."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from publisher.newsletter.cells import harmless, meant
from publisher.newsletter.subscriber_lines import COLUMNS, read

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
RISKY = st.text(st.sampled_from([*FORMULA, "'", '"', ",", ";", "|", " ", "a", "1"]), max_size=12)
ANY = st.one_of(RISKY, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


@given(ANY)
def test_no_cell_runs_as_a_formula(cell: str) -> None:
    assert not any(part.startswith(FORMULA) for part in re.split(r"[;|\t]", harmless(cell)) if part)


@given(ANY)
def test_every_cell_is_read_back_as_it_was(cell: str) -> None:
    assert meant(harmless(cell)) == cell


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_cell_that_is_harmless_is_left_alone(cell: str) -> None:
    if not re.search(r"[;|'=+\-@\t\r\n＝＋－＠]", cell):
        assert harmless(cell) == meant(cell) == cell


@given(st.lists(st.lists(ANY, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=6))
def test_whatever_a_file_holds_each_record_is_understood_or_refused_with_its_line(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    ends = 1
    expected = []
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text, quoting=csv.QUOTE_ALL).writerow(row)
        ends += sum(1 for _ in io.StringIO(text.getvalue(), newline=""))
        if any(meant(cell.strip()).strip() for cell in row):
            expected.append(ends)
    found = list(read(io.StringIO(file.getvalue(), newline="")))
    assert all(bool(line.email) != bool(line.refusal) for line in found)
    assert [line.number for line in found] == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    numbers = [line.number for line in read(io.StringIO("email,rhythm,consent_at\n" + text, newline=""))]
    assert numbers == sorted(numbers)
