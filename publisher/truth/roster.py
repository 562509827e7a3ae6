"""Rows beside the coalition's roster: a name that stands there in other seats alone is a row's wrong state or district.

Who is not in the roster is no matter for it, since candidates are new people; neither is one of several namesakes of
whom one has the row's seat, nor a row in whose seat the roster has somebody of a name like it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from publisher.models import QuarantinedRow, RosterSeat, Source
from publisher.tracker.roster import Entry, Roster
from publisher.tracker.values import Row, Rule
from publisher.truth.chunks import chunks
from publisher.truth.identity import folded
from publisher.truth.inserting import insert
from publisher.truth.matching import SURE, Doubt, similarity
from publisher.truth.same_name import seat_words

Seat = tuple[str, str, int | None]
SHOWN = 3
"""Other seats of one name that a sentence and a page show."""


def seat_of(row: Row | Entry) -> Seat:
    """Office, state and district; a special election is for the same seat."""
    return (row.office, row.state, row.district)


class Beside(Protocol):
    """A roster that can be asked."""

    def named(self, names: set[str]) -> list[Entry]:
        """Everybody of these folded names."""

    def of_states(self, states: set[str]) -> list[Entry]:
        """Everybody in these states."""


class Given:
    """A roster as it was read from a file."""

    def __init__(self, roster: Roster) -> None:
        self._names: dict[str, list[Entry]] = defaultdict(list)
        self._states: dict[str, list[Entry]] = defaultdict(list)
        for entry in roster.entries:
            self._names[folded(entry.name)].append(entry)
            self._states[entry.state].append(entry)

    def named(self, names: set[str]) -> list[Entry]:
        return [entry for name in names for entry in self._names.get(name, ())]

    def of_states(self, states: set[str]) -> list[Entry]:
        return [entry for state in states for entry in self._states.get(state, ())]


class Stored:
    """The roster of a source, in its table: a question is one statement, and nothing of it stays in memory."""

    def __init__(self, source: Source) -> None:
        self._seats = RosterSeat.objects.filter(source=source)

    def named(self, names: set[str]) -> list[Entry]:
        return self._entries(folded__in=names)

    def of_states(self, states: set[str]) -> list[Entry]:
        return self._entries(us_state__in=states)

    def _entries(self, **wanted: Any) -> list[Entry]:
        rows = self._seats.filter(**wanted).order_by("pk")
        return [Entry(*row) for row in rows.values_list("name", "office", "us_state", "district")]


def beside(source: Source | None, roster: Roster | None = None) -> Beside | None:
    """What a source's rows are set beside: the `roster` given, else its own, else nothing."""
    if roster:
        return Given(roster)
    return Stored(source) if source and source.roster_at else None


def keep(source: Source, roster: Roster | None, now: datetime) -> None:
    """Stores it in place of the one before; None: rows are set beside none any more. In the caller's transaction."""
    RosterSeat.objects.filter(source=source).delete()
    entries = dict.fromkeys(roster.entries) if roster else {}
    insert(
        RosterSeat,
        ("source", "folded", "name", "office", "us_state", "district"),
        ((source.pk, folded(one.name)[:200], one.name, one.office, one.state, one.district) for one in entries),
    )
    source.roster_people, source.roster_at = (roster.people, now) if roster else (0, None)
    source.save(update_fields=["roster_people", "roster_at"])


class Astray:
    """Finds rows in seats that the roster does not have for their names, but for those that a person accepted."""

    def __init__(self, source: Source | None, roster: Beside | None) -> None:
        self._source, self._roster = source, roster
        self._accepted: set[tuple[str, Seat]] | None = None

    def of(self, rows: Iterable[Row]) -> dict[str, Doubt]:
        """Key -> the doubt about its row; with no roster at once nothing, and no row is looked at."""
        return {doubt.row.key: doubt for doubt in self.doubts(rows)}

    def doubts(self, rows: Iterable[Row]) -> Iterator[Doubt]:
        """The same one after the other."""
        for chunk in chunks(rows) if self._roster else ():
            yield from self._of_chunk(chunk)

    def _of_chunk(self, rows: list[Row]) -> Iterator[Doubt]:
        assert self._roster
        listed: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._roster.named({folded(row.name) for row in rows}):
            listed[folded(entry.name)].append(entry)
        suspects = []
        for row in rows if listed else ():
            seats = {seat_of(entry) for entry in listed.get(folded(row.name), ())}
            if seats and seat_of(row) not in seats and (row.key, seat_of(row)) not in self._by_people():
                suspects.append(row)
        here: dict[Seat, list[str]] = defaultdict(list)
        for entry in self._roster.of_states({row.state for row in suspects}) if suspects else ():
            here[seat_of(entry)].append(entry.name)
        for row in suspects:
            if not any(similarity(row.name, name) >= SURE for name in here[seat_of(row)]):
                yield _doubt(row, list({seat_of(one): one for one in listed[folded(row.name)]}.values()))

    def _by_people(self) -> set[tuple[str, Seat]]:
        """Key and seat of the rows that a person accepted although the roster has another seat."""
        if self._accepted is None:
            rows = QuarantinedRow.objects.filter(source=self._source, rule=Rule.ROSTER, state="accepted")
            stored = self._source is not None and self._source.pk is not None
            found = rows.values_list("key", "data") if stored else ()
            self._accepted = {(key, (*data["seat"],)) for key, data in found if "seat" in data}
        return self._accepted


def _doubt(row: Row, entries: list[Entry]) -> Doubt:
    told = [seat_words(one.office, one.state, one.district) for one in entries[:SHOWN]]
    others = f" and {len(entries) - SHOWN} other seats" if len(entries) > SHOWN else ""
    why = (
        f"Expected {row.name} in {' or '.join(told)}{others}, as the roster has it, came "
        f"{seat_words(row.office, row.state, row.district)}: correct the tracker, or say that the row is right."
    )
    more = {"seat": list(seat_of(row)), "roster": [one._asdict() for one in entries[:SHOWN]]}
    return Doubt(row, Rule.ROSTER, why, 0, None, more)
