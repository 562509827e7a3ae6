"""The sandbox tracker's rows, kept in one CSV file that a person may also edit by hand."""

import csv
import io
import json
import os
import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from publisher.sandbox.tracker_people import COLUMNS, people

HERE = ZoneInfo("America/New_York")
"""The clock of the people on the page: in UTC an evening's signature would bear the next day's date."""

STATUSES = ("pending", "signed", "refused", "rescinded")


class TrackerStore:
    """Reads the file at every call and writes it in one piece, so that a reader never meets half of it."""

    def __init__(self, folder: Path, site: str) -> None:
        self.file = folder / "tracker.csv"
        self.site = site
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        if not self.file.exists():
            self._write(people(site))

    def rows(self) -> list[dict[str, str]]:
        """Column -> cell for each candidate, in the order of the file."""
        return list(csv.DictReader(io.StringIO(self.csv().decode(), newline="")))

    def csv(self) -> bytes:
        """The file as it is."""
        return self.file.read_bytes()

    def json(self) -> bytes:
        """The same rows as an object with one list."""
        document = {"tracker": "Sandbox, fictional people", "candidates": self.rows()}
        return json.dumps(document, ensure_ascii=False, indent=1).encode()

    def change(self, key: str, status: str, **cells: str) -> dict[str, str]:
        """Give the candidate `key` a status, with today's date and our own page as evidence unless `cells` say other.

        Raises KeyError for an unknown candidate, ValueError for an unknown status or column.
        """
        if status not in STATUSES:
            raise ValueError(f"There is no status {status!r}: use one of {', '.join(STATUSES)}.")
        if strange := set(cells) - set(COLUMNS) | {"id"} & set(cells):
            raise ValueError(f"There is no column {min(strange)!r} to set: use some of {', '.join(COLUMNS[1:])}.")
        with self._lock:
            rows = self.rows()
            row = next((row for row in rows if row["id"] == key), None)
            if row is None:
                raise KeyError(key)
            row |= {"status": status, **_said(self.site, key, status), **cells}
            self._write(rows)
        return row

    def _write(self, rows: list[dict[str, str]]) -> None:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        draft = self.file.with_suffix(f".{os.getpid()}")
        draft.write_text(text.getvalue(), encoding="utf-8", newline="")
        draft.replace(self.file)


def _said(site: str, key: str, status: str) -> dict[str, str]:
    if status == "pending":
        return {"date": "", "evidence": ""}
    page = "pledge" if status == "signed" else "statement"
    return {"date": datetime.now(HERE).date().isoformat(), "evidence": f"{site}/evidence/{key}/{page}"}
