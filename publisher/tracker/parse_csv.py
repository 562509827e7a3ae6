"""Comma-separated rows by RFC 4180, in UTF-8 with or without a byte order mark."""

import csv
import io
from collections import Counter

from publisher.tracker import mapping
from publisher.tracker.raw import BROKEN, not_utf8
from publisher.tracker.text import clean, shown, storable
from publisher.tracker.values import Quarantine, SourceSpec


def csv_rows(body: bytes, spec: SourceSpec) -> list[dict[str, str]]:
    """One dict a row. Raises Quarantine."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline=""), strict=True)
    try:
        header = _header(next(reader, []), spec)
        return [_row(header, cells, reader.line_num) for cells in reader if cells]
    except UnicodeDecodeError:
        raise not_utf8(body) from None
    except csv.Error as error:
        raise Quarantine(
            f"Expected comma-separated rows, came something else in line {reader.line_num} ({error}): "
            "correct the quotes there or export the tracker again."
        ) from None


def _header(cells: list[str], spec: SourceSpec) -> list[str]:
    """Column names, cleaned; a column without a name is called by its position and cannot be mapped by accident."""
    header = [clean(storable(cell)) or f"(column {position})" for position, cell in enumerate(cells, start=1)]
    twice = [name for name, times in Counter(header).items() if times > 1 or name == BROKEN]
    if twice:
        raise Quarantine(f"Expected every column once, came {shown(twice[0])} twice: rename one of them.")
    mapping.check_columns(header, spec)
    return header


def _row(header: list[str], cells: list[str], line: int) -> dict[str, str]:
    row = dict(zip(header, map(storable, cells), strict=False))
    if len(cells) == len(header):
        return row
    row |= dict.fromkeys(header[len(cells) :], "")
    if any(cell.strip() for cell in cells):
        row[BROKEN] = f"line {line} has {len(cells)} cells where the header has {len(header)}"
        row |= {f"(column {n})": storable(cell) for n, cell in enumerate(cells[len(header) :], start=len(header) + 1)}
    return row
