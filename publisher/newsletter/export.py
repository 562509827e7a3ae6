"""Subscribers as a CSV file that `newsletter import` reads again."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from publisher.models import Subscriber
from publisher.newsletter.cells import harmless
from publisher.newsletter.subscriber_lines import COLUMNS

FIELDS = ("email", "language", "us_state", "own_state_only", "rhythm", "consent_source", "consent_at")
"""Of each of `COLUMNS`, in their order."""
ROWS_IN_MEMORY = 2000
Row = tuple[object, ...]
Watch = Callable[[Iterator[Row]], Iterable[Row]]


def export_to(path: Path, watch: Watch = iter) -> int:
    """Writes the active subscribers to `path`, readable by its owner alone; gives how many. `watch` sees each row pass.

    The file is there whole or not at all. Those who left are not in it, so that no import can bring them back, and no
    tokens are, since who has one can unsubscribe its owner. Raises OSError.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            number = export(file, watch)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return number


def export(file: IO[str], watch: Watch = iter) -> int:
    """Writes the active subscribers as CSV, in constant memory; gives how many."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    number = 0
    for number, row in enumerate(watch(_rows()), 1):  # noqa: B007 - the last number is the result
        writer.writerow([harmless(str(cell)) for cell in row])
    return number


def _rows() -> Iterator[Row]:
    active = Subscriber.objects.filter(state="active").order_by("id").values_list(*FIELDS)
    for email, language, us_state, own, rhythm, source, at in active.iterator(chunk_size=ROWS_IN_MEMORY):
        yield email, language, us_state, "yes" if own else "no", rhythm, source, at.isoformat()
