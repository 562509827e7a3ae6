"""Reads one raw row with the readers of `fields`, `dates` and `links`."""

import hashlib
from collections.abc import Mapping
from datetime import date

from publisher.tracker.dates import read_date
from publisher.tracker.fields import Misfit, read_district, read_name, read_office, read_state
from publisher.tracker.links import read_handle, read_link
from publisher.tracker.raw import BROKEN
from publisher.tracker.text import clean, folded, is_damaged, shown, word
from publisher.tracker.values import HeldRow, Row, Rule, SourceSpec
from publisher.tracker.vocabulary import vocabulary

_FIX = "correct the row in the tracker"


class RowReader:
    """Everything that is the same for all rows of a poll; `words` is the vocabulary."""

    def __init__(self, spec: SourceSpec, today: date) -> None:
        self.columns = dict(spec.columns)
        self.words = vocabulary(spec.statuses)
        self.today = today

    def read(self, raw: Mapping[str, str]) -> Row | HeldRow:
        """The row as understood, or held with the first reason found."""
        cells = {field: raw.get(column, "") for field, column in self.columns.items()}
        key = clean(cells["id"]) or None if "id" in cells else None
        if BROKEN in raw:
            return HeldRow(key, raw, f"Expected a whole row, but {raw[BROKEN]}: {_FIX}.", Rule.DAMAGED)
        for field, cell in cells.items():
            if is_damaged(cell):
                reason = f"Expected readable text in {field}, came {shown(cell)} with damaged letters: {_FIX}."
                return HeldRow(key, raw, reason, Rule.DAMAGED)
        try:
            return self._row(raw, cells, key)
        except Misfit as misfit:
            reason = f"Row of {_called(cells)}: {misfit}; {_FIX}."
            return HeldRow(key, raw, reason, misfit.rule)

    def _row(self, raw: Mapping[str, str], cells: dict[str, str], key: str | None) -> Row | HeldRow:
        said = {field: clean(cell) for field, cell in cells.items()}
        first, last = said.get("first", ""), said.get("last", "")
        name = read_name(said.get("name") or f"{first} {last}".strip())
        state = read_state(said["state"])
        office = read_office(said["office"], state)
        district = read_district(said.get("district", ""), office, state)
        if "id" in cells and key is None:
            raise Misfit("the id is empty")
        race = f"{office}/{state}" if district is None else f"{office}/{state}/{district}"
        key = key or f"{race}/{folded(name)}"
        status = self.words.get(word(said["status"]))
        if status is None:
            reason = f"Row of {shown(name)}: the status {shown(said['status'])} is not in the vocabulary; map the word."
            return HeldRow(key, raw, reason, Rule.VOCABULARY)
        said_at, precision, date_note = read_date(said.get("date", ""), self.today)
        evidence, evidence_note = read_link(said.get("evidence", ""), "evidence")
        photo, photo_note = read_link(said.get("photo", ""), "photo")
        handle, handle_note = read_handle(said.get("handle", ""))
        return Row(
            key=key,
            name=name,
            first=first,
            last=last,
            office=office,
            state=state,
            district=district,
            party=said.get("party", ""),
            status=status,
            said_at=said_at,
            precision=precision,
            evidence=evidence,
            photo=photo,
            handle=handle,
            notes=tuple(note for note in (date_note, evidence_note, photo_note, handle_note) if note),
            digest=_digest(cells, status),
            raw=raw,
        )


def _digest(cells: Mapping[str, str], status: str) -> str:
    """Over the mapped cells as they came and the status they mean; a changed map of columns changes it too."""
    parts = [status, *(f"{field}={cell}" for field, cell in sorted(cells.items()))]
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


def _called(cells: Mapping[str, str]) -> str:
    name = clean(cells.get("name", "")) or clean(f"{cells.get('first', '')} {cells.get('last', '')}")
    return shown(name) if name else "nobody named"
