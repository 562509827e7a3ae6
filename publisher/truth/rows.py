"""Keeping the rows of an accepted poll: versions, keys, persons. Written only where something changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from publisher.models import Candidacy, Person, Poll, RowVersion, Source, SourceKey
from publisher.tracker.compare import Comparison
from publisher.tracker.values import Row
from publisher.truth.chunks import chunks
from publisher.truth.firsthand import Firsthand
from publisher.truth.inserting import as_text, insert, moment
from publisher.truth.matching import Doubt, Matcher, renamed
from publisher.truth.replaced import loosened, named_anew, park
from publisher.truth.roster import Astray, beside, seat_of


@dataclass(slots=True)
class Kept:
    """What keeping a poll did: the candidacies whose rows say something else than before, and the rows in doubt."""

    moved: list[int] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def keep(source: Source, poll: Poll, comparison: Comparison, now: datetime, *, renumbered: bool = False) -> Kept:
    """Writes what `comparison` found: new versions, ended ones, new keys, rows that went missing or came back.

    At a baseline (`poll.baseline`) every row is settled as it stands: nothing of it is news. There, and in a read that
    a person accepted as `renumbered`, race and name say whom a known key stands for now.
    """
    for chunk in chunks(comparison.missing):
        SourceKey.objects.filter(source=source, key__in=chunk, missing_since=None).update(missing_since=now)
    for chunk in chunks(comparison.back):
        SourceKey.objects.filter(source=source, key__in=chunk).update(missing_since=None)
    loose = loosened(source, comparison) if poll.baseline or renumbered else set()
    park(source, poll, loose, now)
    keeper = _Keeper(source, poll, Matcher(source, comparison.missing), now)
    for rows in chunks(change.row for change in comparison.changed if change.row.key not in loose):
        keeper.changed(rows)
    for rows in chunks(named_anew(comparison, loose)):
        keeper.new(rows)
    if poll.baseline:
        _settle_what_waited(source)
    return keeper.kept


class _Keeper:
    """Writes rows chunk by chunk; a chunk is a handful of statements, however many rows it has."""

    def __init__(self, source: Source, poll: Poll, matcher: Matcher, now: datetime) -> None:
        self.source, self.poll, self.matcher, self.now = source, poll, matcher, now
        self.seen = moment(now)
        self.firsthand = Firsthand(source)
        self.astray = Astray(source, None if poll.baseline else beside(source))  # at a baseline nothing is news
        self.kept = Kept()

    def changed(self, rows: list[Row]) -> None:
        """Rows of known keys that say something else than before."""
        keys = {
            key.key: key
            for key in SourceKey.objects.filter(source=self.source, key__in=[row.key for row in rows]).select_related(
                "candidacy__person"
            )
        }
        going: list[Row] = []
        elsewhere = self.astray.of(row for row in rows if _tells(row, keys[row.key]) or self.matcher.decided(row) == 0)
        for row in rows:
            doubt, decision = renamed(row, keys[row.key].candidacy), self.matcher.decided(row)
            asked = doubt if doubt and decision is None else elsewhere.get(row.key)
            if asked and not self.poll.baseline:
                candidacy = 0 if decision == 0 else keys[row.key].candidacy_id
                self.kept.doubts.append(replace(asked, candidacy=candidacy))
                self.kept.moved.append(keys[row.key].candidacy_id)  # what waits to go out about them must not go now
            elif doubt and decision == 0:
                self._hand_over(keys[row.key], row)
                going.append(row)
            else:
                going.append(row)
        self._end_versions([row.key for row in going])
        self._follow(going, keys)
        self._add_versions((row, keys[row.key].candidacy_id) for row in going)
        self.kept.moved += [keys[row.key].candidacy_id for row in going]

    def new(self, rows: list[Row]) -> None:
        """Rows of keys that were not there before: somebody new, or somebody known under another key."""
        fresh: list[Row] = []
        known: list[tuple[Row, int]] = []
        elsewhere = self.astray.of(rows)
        for row in rows:
            found = self.matcher.of(row)
            doubt = found if isinstance(found, Doubt) else self.firsthand.doubt(row) if found is None else None
            if doubt is None and row.key in elsewhere:
                doubt = self._elsewhere(elsewhere[row.key], found)
            if doubt and not self.poll.baseline:
                self.kept.doubts.append(doubt)
            elif isinstance(found, int):
                known.append((row, found))
            else:
                fresh.append(row)
        if known:
            self._take_over(known)
        candidacies = insert_candidacies(fresh, self.source.cycle, self.now)
        self._add_keys(zip(fresh, candidacies, strict=True))
        self._add_versions([*known, *zip(fresh, candidacies, strict=True)])

    def _elsewhere(self, doubt: Doubt, found: int | Doubt | None) -> Doubt | None:
        """The roster's doubt about a new row; None if it is a known one under another key that tells nothing new."""
        if not isinstance(found, int):
            return doubt
        self.kept.moved.append(found)
        keys = SourceKey.objects.filter(source=self.source, candidacy=found).select_related("candidacy")
        known = keys.order_by("-pk").first()
        return replace(doubt, candidacy=found) if known is None or _tells(doubt.row, known) else None

    def _add_keys(self, rows: Iterable[tuple[Row, int]]) -> None:
        insert(
            SourceKey,
            ("source", "key", "candidacy", "status", "unsettled"),
            (
                (self.source.pk, row.key, candidacy, status, status != row.status)
                for row, candidacy in rows
                for status in [self._settled(row)]
            ),
        )

    def _settled(self, row: Row) -> str:
        """Until its first change is told, a new row counts as pending."""
        return row.status if self.poll.baseline or self.firsthand.was_there(row) else "pending"

    def _take_over(self, rows: list[tuple[Row, int]]) -> None:
        """Rows of known candidacies: their keys are others now, or this source speaks of them for the first time."""
        ours = SourceKey.objects.filter(source=self.source, candidacy_id__in=[candidacy for _, candidacy in rows])
        keys = {key.candidacy_id: key for key in ours.select_related("candidacy__person").order_by("-pk")}
        self._end_versions([key.key for key in keys.values()])
        moved = [(row, keys[candidacy]) for row, candidacy in rows if candidacy in keys]
        for row, key in moved:
            key.key, key.missing_since = row.key, None
        SourceKey.objects.bulk_update(keys.values(), ["key", "missing_since"])
        self._follow([row for row, _ in moved], {row.key: key for row, key in moved})
        self._add_keys((row, candidacy) for row, candidacy in rows if candidacy not in keys)
        self.kept.moved += [key.candidacy_id for _, key in moved]

    def _hand_over(self, key: SourceKey, row: Row) -> None:
        """The key stands for somebody new from now on; whom it stood for stays as they were."""
        key.candidacy_id, key.status = insert_candidacies([row], self.source.cycle, self.now)[0], "pending"
        key.save(update_fields=["candidacy", "status"])
        key.refresh_from_db()

    def _follow(self, rows: list[Row], keys: dict[str, SourceKey]) -> None:
        """A new spelling, party or district follows the row; none of them is ever an event."""
        persons, candidacies, open_keys = [], [], []
        for row in rows:
            key = keys[row.key]
            person, candidacy = key.candidacy.person, key.candidacy
            if _set(person, name=row.name, first=row.first, last=row.last, handle=row.handle):
                persons.append(person)
            special = row.special if "special" in self.source.columns else candidacy.special
            seat = {"office": row.office, "us_state": row.state, "district": row.district, "special": special}
            if _set(candidacy, party=row.party, **seat):
                candidacies.append(candidacy)
            settled = row.status if self.poll.baseline else key.status
            if _set(key, status=settled, unsettled=settled != row.status):
                open_keys.append(key)
        Person.objects.bulk_update(persons, ["name", "first", "last", "handle"])
        Candidacy.objects.bulk_update(candidacies, ["party", "office", "us_state", "district", "special"])
        for status, unsettled in {(key.status, key.unsettled) for key in open_keys}:
            alike = [key.pk for key in open_keys if (key.status, key.unsettled) == (status, unsettled)]
            SourceKey.objects.filter(pk__in=alike).update(status=status, unsettled=unsettled)

    def _end_versions(self, keys: list[str]) -> None:
        current = RowVersion.objects.filter(source=self.source, key__in=keys, last_seen=None)
        current.update(last_seen=self.now, last_poll=self.poll)

    def _add_versions(self, rows: Iterable[tuple[Row, int]]) -> None:
        insert(
            RowVersion,
            ("source", "key", "candidacy", "digest", "raw", "understood", "status", "first_poll", "first_seen"),
            (
                (
                    self.source.pk,
                    row.key,
                    candidacy,
                    row.digest.hex(),
                    as_text(dict(row.raw)),
                    as_text(as_json(row)),
                    row.status,
                    self.poll.pk,
                    self.seen,
                )
                for row, candidacy in rows
            ),
        )


def insert_candidacies(rows: Iterable[Row], cycle: int, now: datetime) -> list[int]:
    """New persons with a candidacy each, one a row; gives the candidacies' keys in order."""
    rows, at = list(rows), moment(now)
    named = ((row.name, row.first, row.last, row.handle, at) for row in rows)
    persons = insert(Person, ("name", "first", "last", "handle", "created_at"), named)
    return insert(
        Candidacy,
        ("person", "cycle", "office", "us_state", "district", "party", "standing", "special", "created_at"),
        (
            (person, cycle, row.office, row.state, row.district, row.party, "active", row.special, at)
            for person, row in zip(persons, rows, strict=True)
        ),
    )


def _settle_what_waited(source: Source) -> None:
    """A change that was not yet settled when the baseline was taken is a part of it."""
    for key in SourceKey.objects.filter(source=source, unsettled=True):
        now = RowVersion.objects.filter(source=source, key=key.key, last_seen=None).first()
        SourceKey.objects.filter(pk=key.pk).update(status=now.status if now else key.status, unsettled=False)


def as_json(row: Row) -> dict[str, Any]:
    """A row as it was understood, for the store."""
    return {
        "key": row.key,
        "name": row.name,
        "first": row.first,
        "last": row.last,
        "office": row.office,
        "state": row.state,
        "district": row.district,
        "party": row.party,
        "status": row.status,
        "said_at": row.said_at.isoformat() if row.said_at else None,
        "precision": row.precision,
        "evidence": row.evidence,
        "photo": row.photo,
        "handle": row.handle,
        "notes": list(row.notes),
        "standing": row.standing,
        "special": row.special,
    }


def _tells(row: Row, known: SourceKey) -> bool:
    """True if the row would be news of whom its key stands for, or names another seat of theirs."""
    before = known.candidacy
    if seat_of(row) != (before.office, before.us_state, before.district):
        return True
    return row.status not in ("pending", known.status)


def _set(row: Any, **fields: Any) -> bool:
    """Sets fields of a model; True if one was another before."""
    moved = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in moved.items():
        setattr(row, name, value)
    return bool(moved)
