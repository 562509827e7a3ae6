"""The rows of one query on a database, which is only read."""

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from publisher.net import Guard
from publisher.tracker import mapping
from publisher.tracker.formats import sql_address
from publisher.tracker.formats.base import Asked, Format, Unreachable, option
from publisher.tracker.formats.delimited import check_twice, picker
from publisher.tracker.formats.sql_query import one_select
from publisher.tracker.table import Line, RawRow
from publisher.tracker.text import clean, storable
from publisher.tracker.values import Reading, SourceSpec

CHUNK = 1000
"""Rows that are in memory as the driver made them."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked."""

    query: str = option("one SELECT; with ORDER BY, an unchanged answer is known as such")

    def __post_init__(self) -> None:
        one_select(self.query)


class Sql(Format):
    """Pages of a reading: the column names, then the rows in pieces, both as JSON lists of texts."""

    label = "SQL"
    place = "a database address without its password, such as postgresql://reader@db.example/tracker"
    credential = "the password, or the whole address with it"
    seconds = 90.0
    Options = Options

    def tidy(self, location: str) -> str:
        return sql_address.tidy(location)

    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        started = time.monotonic()
        ends = started + (asked.limits.seconds or self.seconds)
        query = one_select(self.options(spec.options).query)
        digest, pages, left = hashlib.sha256(), [], asked.limits.max_bytes
        with closing(_answer(sql_address.full(spec), query, asked.guard, ends)) as answer:
            for rows in answer:
                page = json.dumps([[cell(value) for value in row] for row in rows], ensure_ascii=False).encode()
                left -= len(page)
                if left < 0:
                    most = asked.limits.max_bytes
                    raise Unreachable(f"The query gives more than {most:,} bytes: select fewer columns or rows.")
                digest.update(page)
                pages.append(page)
        found = digest.hexdigest()
        unchanged = found == asked.sha256
        taken = time.monotonic() - started
        return Reading(unchanged, () if unchanged else tuple(pages), "", "", found, spec.location, taken)

    def table(self, reading: Reading, spec: SourceSpec) -> "QueryTable":
        return QueryTable(reading.pages, spec)


class QueryTable:
    """The answer to one query."""

    def __init__(self, pages: tuple[bytes, ...], spec: SourceSpec) -> None:
        names = json.loads(pages[0])[0]
        self._pages = pages[1:]
        self._spec = spec
        self.columns = tuple(clean(name) or f"(column {place})" for place, name in enumerate(names, start=1))
        check_twice(self.columns)
        mapping.check_columns(self.columns, spec)

    def __iter__(self) -> Iterator[Line]:
        pick = picker(self._spec, self.columns)
        for page in self._pages:
            for cells in json.loads(page):
                yield pick(cells), cells

    def raw(self, record: Any) -> RawRow:
        return dict(zip(self.columns, record, strict=True))


def _answer(address: sql_address.Address, query: str, guard: Guard, ends: float) -> sql_address.Answer:
    if sql_address.is_postgres(address.text):
        from publisher.tracker.formats import sql_postgres

        return sql_postgres.answer(address, query, guard, ends, CHUNK)
    from publisher.tracker.formats import sql_alchemy

    return sql_alchemy.answer(address, query, guard, ends, CHUNK)


def cell(value: Any) -> str:
    """A database's value as text: NULL is empty, times are ISO 8601, bytes are UTF-8 or else hexadecimal."""
    if value is None:
        return ""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | clock):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return storable(bytes(value).decode())
        except UnicodeDecodeError:
            return bytes(value).hex()
    if isinstance(value, dict | list | tuple):
        return storable(json.dumps(value, ensure_ascii=False, default=str))
    return storable(str(value))


FORMAT = Sql()
