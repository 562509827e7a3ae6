"""What a format makes of one reading: its rows one after the other, with the mapped cells in a fixed order.

A format never interprets a cell. It is read as a stream: a table of 100,000 rows is never in memory as rows.
"""

from collections.abc import Iterator
from typing import Any, Protocol

RawRow = dict[str, str]
"""A row as it came: the tracker's column -> the cell's text. Of a broken row, `raw.BROKEN` says what is wrong."""

Line = tuple[tuple[str, ...] | None, Any]
"""The cells of the mapped columns in the order of `SourceSpec.columns` ("" for one that the row lacks), or None for a
row whose form is broken; and the format's own record of the row, for `Table.raw`."""


class Table(Protocol):
    """One reading, taken apart. Iterating it once to the end is the whole check of its form.

    Raises `Quarantine`, at the beginning or while it is iterated, for whatever makes the reading as a whole unusable:
    not UTF-8, a web page, a mapped column that is missing. Nothing of a table may be believed before its end is seen.
    """

    @property
    def columns(self) -> tuple[str, ...]:
        """The tracker's column names in their order; complete once the table was iterated to its end."""

    def __iter__(self) -> Iterator[Line]:
        """Every row that came, blank and broken ones too."""

    def raw(self, record: Any) -> RawRow:
        """The whole row of a line's record, for the archive and for people."""
