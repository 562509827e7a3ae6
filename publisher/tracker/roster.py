"""A roster: who runs for which seat, or sits in it, in a file that the coalition keeps. Rows are set beside it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from publisher.errors import Refusal
from publisher.tracker.fields import Misfit, read_district, read_name, read_office, read_state
from publisher.tracker.formats.delimited import SEPARATORS
from publisher.tracker.synonyms import suggested
from publisher.tracker.text import clean, is_damaged, shown, storable

MOST_BYTES, MOST_PEOPLE = 64_000_000, 100_000
UNREADABLE = 0.1
"""The share of rows from which on the file is no roster, or not one of these columns."""
EXAMPLES = 3
SAMPLE = 200
"""Rows that are looked at to tell what a column holds."""
_NEEDED = ("office", "state", "district")

Cells = Mapping[str, str]


class Entry(NamedTuple):
    """One name in one seat; as in a tracker's row: `district` is 0 for a seat at large and None for the Senate."""

    name: str
    office: str
    state: str
    district: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file says. Somebody with a full name besides first and last ones has an entry for each.

    `people` are the rows that could be read, `unread` the others, `examples` sentences about a few of those.
    """

    entries: tuple[Entry, ...]
    people: int
    unread: int = 0
    examples: tuple[str, ...] = ()


def read_roster(file: Path) -> Roster:
    """The roster in a CSV file (UTF-8; comma, semicolon, tab or bar), its columns known by their names.

    Raises `Refusal`: no such file, too large, no table, a column that is missing, too many rows that cannot be read.
    """
    try:
        header, *rows = _table(file)
    except csv.Error as cause:
        raise Refusal(f"The roster {file} is no CSV file ({cause}): export it again.") from cause
    columns = _columns(file, header, [cells for _, cells in rows[:SAMPLE]])
    people, unread, examples, entries = 0, 0, [], []
    for line, cells in rows:
        try:
            entries += _entries(_row(header[1], cells), columns)
            people += 1
        except Misfit as misfit:
            unread += 1
            examples += [f"line {line}: {misfit}"] if unread <= EXAMPLES else []
    if people > MOST_PEOPLE:
        raise Refusal(f"The roster {file} has {people:,} people, at most {MOST_PEOPLE:,} are kept: leave old ones out.")
    if not people or unread > UNREADABLE * len(rows):
        why = f"{unread:,} of {len(rows):,} rows cannot be read, such as {examples[0]}" if rows else "it has no rows"
        raise Refusal(f"The roster {file} is not one of seats in Congress: {why}. Correct the file.")
    return Roster(tuple(entries), people, unread, tuple(examples))


def _table(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, each with its number; the first is the header."""
    if not file.is_file():  # a pipe or a device could block for ever
        raise Refusal(f"There is no file {file}: check the path; a roster is a file on this machine.")
    with file.open("rb") as opened:
        body = opened.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refusal(f"The roster {file} has more than {MOST_BYTES:,} bytes: leave out what is not needed.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"The roster {file} is not text in UTF-8: export it as CSV in UTF-8.") from None
    first = text[: text.find("\n") + 1] or text
    mark = max(SEPARATORS.values(), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=mark)
    found = ((reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells))
    yield next(found, (0, []))
    yield from islice(found, MOST_PEOPLE * 2)


def _columns(file: Path, header: tuple[int, list[str]], sample: list[list[str]]) -> dict[str, str]:
    """Our field -> the roster's column. Raises `Refusal` that names what is missing."""
    names = [clean(storable(cell)) for cell in header[1]]
    if not any(names):
        raise Refusal(f"The roster {file} is empty: it needs a header, and a row for each person.")
    twice = [name for name, times in Counter(names).items() if name and times > 1]
    values = {name: [cells[place] for cells in sample if place < len(cells)] for place, name in enumerate(names)}
    found = suggested(names, values)
    missing = [field for field in _NEEDED if field not in found]
    if not ("name" in found or {"first", "last"} <= found.keys()):
        missing.insert(0, "name (or first and last name)")
    if missing or twice:
        why = f"no column for {', '.join(missing)}" if missing else f"the column {shown(twice[0])} twice"
        came = ", ".join(shown(name) for name in names[:12])
        raise Refusal(f"The roster {file} has {why}; its columns are {came}. Give each its name, once.")
    return found


def _row(names: list[str], cells: list[str]) -> Cells:
    if len(cells) != len(names):
        raise Misfit(f"{len(cells)} cells where the header has {len(names)}")
    return {clean(storable(name)): clean(storable(cell)) for name, cell in zip(names, cells, strict=True)}


def _entries(row: Cells, columns: Mapping[str, str]) -> list[Entry]:
    """The person under each name that the row gives them. Raises Misfit."""
    said = {field: row[column] for field, column in columns.items()}
    parts = f"{said.get('first', '')} {said.get('last', '')}".strip()
    written = [name for name in (said.get("name", ""), parts) if name]
    if not written or any(map(is_damaged, written)):
        raise Misfit(f"the name {shown(written[0])} has damaged letters" if written else "the name is empty")
    names = dict.fromkeys(map(read_name, written))
    state = read_state(said["state"])
    office = read_office(said["office"], state)
    # Rolls number the Senate's classes in a column of its own, and some leave a zero for the district.
    district = None if office == "senate" else read_district(said["district"], office, state)
    return [Entry(name, office, state, district) for name in names]
