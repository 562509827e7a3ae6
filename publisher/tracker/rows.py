"""Reads one raw row with the readers of `fields`, `dates` and `links`."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from publisher.tracker.dates import read_date
from publisher.tracker.fields import Misfit, read_district, read_name, read_office, read_state
from publisher.tracker.links import read_handle, read_link
from publisher.tracker.raw import BROKEN
from publisher.tracker.running import read_special, read_standing
from publisher.tracker.text import clean, folded, is_damaged, shown
from publisher.tracker.values import HeldRow, Office, Row, Rule, SourceSpec
from publisher.tracker.vocabulary import Vocabulary

_FIX = "correct the row in the tracker"
LONGEST_KEY, LONGEST_WORD = 200, 40
"""Characters that are kept of an id (a longer one holds the row), and of a party or part of a name."""
Raw = Mapping[str, str]


class RowReader:
    """Everything that is the same for all rows of a poll; `trusted` are rows whose name a person vouched for."""

    def __init__(self, spec: SourceSpec, today: date, trusted: frozenset[bytes] = frozenset()) -> None:
        self.fields = tuple(spec.columns)
        self.words = Vocabulary(spec.statuses)
        self.today = today
        self.trusted = trusted

    def broken(self, raw: Raw, digest: bytes) -> HeldRow:
        """A row whose form is broken."""
        return HeldRow(None, raw, f"Expected a whole row, but {raw[BROKEN]}: {_FIX}.", Rule.DAMAGED, digest)

    def read(self, cells: tuple[str, ...], digest: bytes, raw: Callable[[], Raw]) -> Row | HeldRow:
        """The row as understood, or held with the first reason found."""
        said = {field: _clean(cell) for field, cell in zip(self.fields, cells, strict=True)}
        key = said["id"] or None if "id" in said else None
        called = said.get("name") or f"{said.get('first', '')} {said.get('last', '')}".strip()
        for field, cell in () if "".join(cells).isascii() else zip(self.fields, cells, strict=True):
            if is_damaged(cell):
                why = f"Expected readable text in {field}, came {shown(cell)} with damaged letters: {_FIX}."
                return HeldRow(key, raw(), why, Rule.DAMAGED, digest, called)
        try:
            return self._row(said, called, key, digest, raw)
        except Misfit as misfit:
            why = f"Row of {shown(called) if called else 'nobody named'}: {misfit}; {_FIX}."
            return HeldRow(key, raw(), why, misfit.rule, digest, called)

    def _row(
        self, said: Mapping[str, str], called: str, key: str | None, digest: bytes, raw: Callable[[], Raw]
    ) -> Row | HeldRow:
        name = called if digest in self.trusted and called else read_name(called)
        office, state, district = _seat(said["office"], said["state"], said.get("district", ""))
        if "id" in said and key is None:
            raise Misfit("the id is empty")
        standing, special = read_standing(said.get("standing", "")), read_special(said.get("special", ""))
        race = f"{office}/{state}" if district is None else f"{office}/{state}/{district}"
        race += "/special" if special else ""  # beside the regular race for the same seat
        key = key or f"{race}/{folded(name)}"
        if len(key) > LONGEST_KEY:
            raise Misfit(f"the id has {len(key)} characters, at most {LONGEST_KEY} are kept: shorten it")
        status, status_note = self.words.read(said["status"])
        if status is None:
            why = f"Row of {shown(name)}: the status {shown(said['status'])} is not in the vocabulary; map the word."
            return HeldRow(key, raw(), why, Rule.VOCABULARY, digest, name)
        said_at, precision, date_note = read_date(said.get("date", ""), self.today)
        evidence, evidence_note = read_link(said.get("evidence", ""), "evidence")
        photo, photo_note = read_link(said.get("photo", ""), "photo")
        handle, handle_note = read_handle(said.get("handle", ""))
        return Row(
            key=key,
            name=name,
            first=said.get("first", "")[:LONGEST_WORD],
            last=said.get("last", "")[:LONGEST_WORD],
            office=office,
            state=state,
            district=district,
            party=said.get("party", "")[:LONGEST_WORD],
            status=status,
            said_at=said_at,
            precision=precision,
            evidence=evidence,
            photo=photo,
            handle=handle,
            notes=tuple(n for n in (status_note, date_note, evidence_note, photo_note, handle_note) if n),
            digest=digest,
            raw=raw(),
            standing=standing,
            special=special,
        )


_clean = lru_cache(maxsize=8192)(clean)
"""Most cells of a column are like others."""


@lru_cache(maxsize=4096)  # a tracker has some hundred seats, and many rows
def _seat(office: str, state: str, district: str) -> tuple[Office, str, int | None]:
    code = read_state(state)
    chamber = read_office(office, code)
    return chamber, code, read_district(district, chamber, code)
