"""Raw rows at hand: a reading at once, and a table made of rows. The program itself never holds a whole table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from publisher.tracker.formats import load
from publisher.tracker.raw import BROKEN
from publisher.tracker.table import Line, RawRow
from publisher.tracker.values import Reading, SourceSpec


def parse(came: Reading | bytes, spec: SourceSpec) -> list[RawRow]:
    """All rows at once, column -> cell, in their order; entirely blank rows too. `bytes` are a reading of one page.

    Every row has every column of the table. Without `spec.columns` any table comes as it is, for whoever looks for a
    map. A row whose form is broken has `raw.BROKEN` among its keys and says there what is wrong. Raises Quarantine for
    whatever makes the reading as a whole unusable: empty, not UTF-8, a web page, no such list, columns missing.
    """
    reading = Reading(False, (came,), "", "", "", "", 0.0) if isinstance(came, bytes) else came
    table = load(spec.format).table(reading, spec)
    rows = [table.raw(record) for _, record in table]
    lacking = dict.fromkeys(table.columns, "")
    return [lacking | row for row in rows]


class Rows:
    """A table of raw rows that are at hand already."""

    def __init__(self, rows: Iterable[Mapping[str, str]], fields: Mapping[str, str]) -> None:
        self._rows = list(rows)
        self._mapped = tuple(fields.values())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all rows, in the order in which they came up."""
        return tuple(dict.fromkeys(column for row in self._rows for column in row if column != BROKEN))

    def __iter__(self) -> Iterator[Line]:
        for row in self._rows:
            yield (None if BROKEN in row else tuple(row.get(column, "") for column in self._mapped)), row

    def raw(self, record: Any) -> RawRow:
        """The row itself."""
        return dict(record)
