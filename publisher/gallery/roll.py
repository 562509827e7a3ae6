"""Reading a roll of names to look at their cards: a table, a list in JSON, or one name a line. Nothing is decided."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from publisher.gallery.people import facts_of
from publisher.rules.wording import Facts
from publisher.tracker.fields import Misfit, read_district, read_name, read_office, read_state
from publisher.tracker.formats.delimited import SEPARATORS
from publisher.tracker.synonyms import suggested
from publisher.tracker.text import clean, storable

MAX_BYTES = 64 * 1024 * 1024
SAMPLED = 200


class NoRoll(ValueError):
    """The file holds no names that we can find; the message says what it should hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody of the roll, on line `line` of it; `problem` says why no card can be made of them, if none can."""

    line: int
    facts: Facts
    problem: str = ""


def read(data: bytes, name: str) -> Iterator[Entry]:
    """Everybody in the roll. `name` is the file's, whose ending (.csv, .tsv, .json) says what it is; else lines.

    A column for the name is needed, under any header that trackers use; without office, state or district, or with
    ones that cannot be read, the card is made for a sample seat. In a .csv commas, semicolons, tabs or bars stand
    between the cells, whichever the header has most of. Raises NoRoll.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoRoll(f"{name} is not UTF-8 text; save it as UTF-8.") from None
    ending = Path(name).suffix.lower()
    if ending == ".json":
        yield from _from_rows(_of_json(text, name), name)
    elif ending in (".csv", ".tsv"):
        yield from _from_rows(_of_table(text, name), name)
    else:
        names = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if not names:
            raise NoRoll(f"{name} is empty; write one name a line.")
        yield from (_entry(number, {"name": line}) for number, line in names)


def _of_table(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    first = text.lstrip().partition("\n")[0]
    mark = "\t" if name.lower().endswith(".tsv") else max(SEPARATORS.values(), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    filled = ((reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells))
    try:
        header = next(filled, (0, []))[1]
        if header[:1] == ["sep="]:  # how a table tells Excel what stands between its cells
            header = next(filled, (0, []))[1]
        line = 0
        for line, cells in filled:
            yield line, dict.fromkeys(header) | dict(zip(header, cells, strict=False))
    except csv.Error as cause:
        raise NoRoll(
            f"{name} cannot be read in line {reader.line_num} ({cause}); correct the quotes there, or save it again."
        ) from None
    if header and not line:
        raise NoRoll(f"{name} has a header and nobody below it; write one row a person.")


def _of_json(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        found = json.loads(text, parse_int=str)  # a number may have more digits than Python makes a number of
    except RecursionError:
        raise NoRoll(f"{name} is nested too deeply; write a list of names, or of objects with a name.") from None
    except json.JSONDecodeError as cause:
        raise NoRoll(f"{name} is not JSON: {cause}.") from None
    if isinstance(found, dict):  # an object around the list, as many addresses answer
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list) or not found:
        raise NoRoll(f"{name} holds no list of people; write a list of names, or of objects with a name.")
    for number, item in enumerate(found, 1):
        yield number, item if isinstance(item, dict) else {"name": item}


def _from_rows(rows: Iterable[tuple[int, dict[str, Any]]], name: str) -> Iterator[Entry]:
    ahead = iter(rows)
    first = list(islice(ahead, SAMPLED))
    header = [str(column) for column in (first[0][1] if first else {})]
    values = {column: [_text(row.get(column)) for _, row in first] for column in header}
    columns = suggested(header, values)
    if "name" not in columns and not {"first", "last"} <= set(columns):
        came = ", ".join(clean(storable(column)) for column in header[:12]) or "nothing"
        raise NoRoll(f"{name} has no column for the name (it has {came}); call it `name`.")
    for number, row in chain(first, ahead):
        yield _entry(number, {field: _text(row.get(column)) for field, column in columns.items()})


def _entry(number: int, cells: dict[str, str]) -> Entry:
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    facts = facts_of(name, 0)
    try:
        facts = replace(facts, name=read_name(name))
    except Misfit as cause:
        return Entry(number, facts, str(cause))
    try:
        state = read_state(cells.get("state", ""))
        office = read_office(cells.get("office", ""), state)
        district = read_district(cells.get("district", ""), office, state)
    except Misfit:
        return Entry(number, facts)
    return Entry(number, replace(facts, office=office, state=state, district=district))


def _text(cell: object) -> str:
    return "" if cell is None or isinstance(cell, list | dict) else str(cell)
