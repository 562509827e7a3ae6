"""Subscribers as a CSV file that `newsletter import` reads again."""

import csv
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from publisher.models import Subscriber
from publisher.newsletter.subscriber_lines import COLUMNS

FIELDS = ("email", "language", "us_state", "rhythm", "consent_source", "consent_at")
HEADER = (*COLUMNS, *FIELDS[len(COLUMNS) :])
ROWS_IN_MEMORY = 2000


def export_to(path: Path) -> int:
    """Writes the active subscribers to `path`, readable by its owner alone; gives how many.

    The file is there whole or not at all. Those who left are not in it, so that no import can bring them back, and no
    tokens are, since who has one can unsubscribe its owner. Raises OSError.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            number = export(file)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return number


def export(file: IO[str]) -> int:
    """Writes the active subscribers as CSV, in constant memory; gives how many."""
    writer = csv.writer(file)
    writer.writerow(HEADER)
    number = 0
    for number, row in enumerate(_rows(), 1):  # noqa: B007 - the last number is the result
        writer.writerow([harmless(str(cell)) for cell in row])
    return number


def harmless(cell: str) -> str:
    """The cell, with an apostrophe where a spreadsheet would run it as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _rows() -> Iterator[tuple[object, ...]]:
    active = Subscriber.objects.filter(state="active").order_by("id").values_list(*FIELDS)
    for *cells, at in active.iterator(chunk_size=ROWS_IN_MEMORY):
        yield *cells, at.isoformat(timespec="seconds")
