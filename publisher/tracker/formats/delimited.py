"""Rows of cells between separators: CSV by RFC 4180, TSV, published sheets. UTF-8 with or without a byte order mark."""

import csv
import io
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from publisher.tracker import mapping
from publisher.tracker.formats.base import Asked, Format
from publisher.tracker.formats.visit import Visit
from publisher.tracker.raw import BROKEN, check_page, not_utf8
from publisher.tracker.table import Line, RawRow
from publisher.tracker.text import clean, shown, storable
from publisher.tracker.values import Quarantine, Reading, Rule, SourceSpec

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


@dataclass(frozen=True, slots=True)
class Form:
    """How the cells of a document stand beside each other. `separator`: a key of `SEPARATORS`."""

    label: str
    separator: str = "comma"
    quoted: bool = True


class Delimited(Format):
    """One document in one of these forms, from a file or over HTTP."""

    place = "a file, or an http(s) address"
    hosts: ClassVar[tuple[str, ...]] = ()
    """Where redirects may lead besides."""

    @abstractmethod
    def form(self, spec: SourceSpec) -> Form:
        """How this source's cells stand beside each other."""

    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        visit = Visit(spec, asked, self.seconds, hosts=self.hosts)
        answer = visit.document()
        return visit.reading([answer.body], answer)

    def table(self, reading: Reading, spec: SourceSpec) -> "DelimitedTable":
        return DelimitedTable(reading.pages[0], spec, self.form(spec))


class DelimitedTable:
    """One document. Its rows are read from the bytes each time it is iterated; the header once, at the beginning."""

    def __init__(self, page: bytes, spec: SourceSpec, form: Form) -> None:
        check_page(page, form.label)
        self._page = page
        self._spec = spec
        self._form = form
        self.columns = self._guarded(self._reader(), self._header)

    def __iter__(self) -> Iterator[Line]:
        reader = self._reader()
        next(reader, None)
        pick, width = picker(self._spec, self.columns), len(self.columns)
        # Decoded strictly, a page without NUL holds nothing that cannot be stored.
        rows = (list(map(storable, cells)) for cells in reader) if b"\0" in self._page else reader
        try:
            for cells in rows:
                if len(cells) == width:
                    yield pick(cells), cells
                elif cells:
                    yield self._uneven(cells, reader.line_num, pick)
        except (UnicodeDecodeError, csv.Error) as error:
            raise self._reason(error, reader.line_num) from None

    def raw(self, record: Any) -> RawRow:
        return record if isinstance(record, dict) else dict(zip(self.columns, record, strict=True))

    def _reader(self) -> "Reader":
        text = io.TextIOWrapper(io.BytesIO(self._page), encoding="utf-8-sig", newline="")
        separator = SEPARATORS[self._form.separator]
        if self._form.quoted:
            return csv.reader(text, strict=True, delimiter=separator)
        return csv.reader(text, strict=True, delimiter=separator, quoting=csv.QUOTE_NONE)

    def _guarded(self, reader: "Reader", read: Callable[[list[str]], tuple[str, ...]]) -> tuple[str, ...]:
        try:
            return read(next(reader, []))
        except (UnicodeDecodeError, csv.Error) as error:
            raise self._reason(error, reader.line_num) from None

    def _header(self, cells: list[str]) -> tuple[str, ...]:
        """Column names, cleaned; a column without a name is called by its position and not mapped by accident."""
        header = [clean(storable(cell)) or f"(column {position})" for position, cell in enumerate(cells, start=1)]
        check_twice(header)
        other = [name for name, mark in SEPARATORS.items() if len(header) == 1 and mark in cells[0]]
        if other:
            raise Quarantine(
                f"Expected a {self._form.separator} between the cells, came a {other[0]}: "
                f"add it as csv with --option separator={other[0]}."
            )
        mapping.check_columns(header, self._spec)
        return tuple(header)

    def _uneven(self, cells: list[str], line: int, pick: Callable[[Sequence[str]], tuple[str, ...]]) -> Line:
        """A short row of nothing but empty cells is a blank one; any other number of cells breaks the row."""
        width = len(self.columns)
        if len(cells) < width and not any(cell.strip() for cell in cells):
            blank = cells + [""] * (width - len(cells))
            return pick(blank), blank
        row = dict.fromkeys(self.columns, "") | dict(zip(self.columns, cells, strict=False))
        if any(cell.strip() for cell in cells):
            row[BROKEN] = f"line {line} has {len(cells)} cells where the header has {width}"
        row |= {f"(column {n})": cell for n, cell in enumerate(cells[width:], start=width + 1)}
        return (None if BROKEN in row else pick(cells)), row

    def _reason(self, error: UnicodeDecodeError | csv.Error, line: int) -> Quarantine:
        if isinstance(error, UnicodeDecodeError):
            return not_utf8(self._page)
        return Quarantine(
            f"Expected {self._form.separator}-separated rows, came something else in line {line} ({error}): "
            "correct the quotes there or export the tracker again."
        )


def picker(spec: SourceSpec, columns: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes the mapped cells out of a row, in the order of the map."""
    places = [columns.index(column) for column in spec.columns.values()]
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


def check_twice(header: Sequence[str]) -> None:
    """Refuses a table in which two columns have one name: nobody could say which is meant. Raises Quarantine."""
    twice = [name for name, times in Counter(header).items() if times > 1 or name == BROKEN]
    if twice:
        raise Quarantine(f"Expected every column once, came {shown(twice[0])} twice: rename one of them.", Rule.COLUMNS)
