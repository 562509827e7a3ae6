"""Keeping the rows of an accepted poll: versions, keys, persons. Written only where something changed."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from publisher.models import Candidacy, Person, Poll, RowVersion, Source, SourceKey
from publisher.tracker.compare import Comparison
from publisher.tracker.values import Row
from publisher.truth.firsthand import Firsthand
from publisher.truth.identity import newcomer
from publisher.truth.matching import Doubt, Matcher, renamed

T = TypeVar("T")
CHUNK = 500


@dataclass(slots=True)
class Kept:
    """What keeping a poll did: the candidacies whose rows say something else than before, and the rows in doubt."""

    moved: list[int] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def keep(source: Source, poll: Poll, comparison: Comparison, now: datetime) -> Kept:
    """Writes what `comparison` found: new versions, ended ones, new keys, rows that went missing or came back.

    At a baseline (`poll.baseline`) every row is settled as it stands: nothing of it is news.
    """
    for chunk in chunks(comparison.missing):
        SourceKey.objects.filter(source=source, key__in=chunk, missing_since=None).update(missing_since=now)
    for chunk in chunks(comparison.back):
        SourceKey.objects.filter(source=source, key__in=chunk).update(missing_since=None)
    keeper = _Keeper(source, poll, Matcher(source, comparison.missing), now)
    for rows in chunks(change.row for change in comparison.changed):
        keeper.changed(rows)
    for rows in chunks(comparison.new):
        keeper.new(rows)
    if poll.baseline:
        _settle_what_waited(source)
    return keeper.kept


class _Keeper:
    """Writes rows chunk by chunk; a chunk is a handful of statements, however many rows it has."""

    def __init__(self, source: Source, poll: Poll, matcher: Matcher, now: datetime) -> None:
        self.source, self.poll, self.matcher, self.now = source, poll, matcher, now
        self.firsthand = Firsthand(source)
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
        for row in rows:
            doubt, decision = renamed(row, keys[row.key].candidacy), self.matcher.decided(row)
            if doubt and decision is None and not self.poll.baseline:
                self.kept.doubts.append(doubt)
                self.kept.moved.append(doubt.candidacy)  # what waits to go out about them must not go now
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
        fresh: list[tuple[Row, Candidacy, SourceKey]] = []
        versions: list[tuple[Row, int]] = []
        for row in rows:
            found = self.matcher.of(row)
            doubt = found if isinstance(found, Doubt) else self.firsthand.doubt(row) if found is None else None
            if doubt and not self.poll.baseline:
                self.kept.doubts.append(doubt)
            elif isinstance(found, int):
                self._take_over(row, found)
                versions.append((row, found))
            else:
                candidacy = newcomer(row, self.source.cycle)
                fresh.append((row, candidacy, self._key(row, candidacy)))
        Person.objects.bulk_create([candidacy.person for _, candidacy, _ in fresh])
        Candidacy.objects.bulk_create([candidacy for _, candidacy, _ in fresh])
        SourceKey.objects.bulk_create([key for _, _, key in fresh])
        self._add_versions([*versions, *((row, candidacy.pk) for row, candidacy, _ in fresh)])

    def _key(self, row: Row, candidacy: Candidacy) -> SourceKey:
        # Until its first change is told, a new row counts as pending.
        status = row.status if self.poll.baseline or self.firsthand.was_there(row) else "pending"
        unsettled = status != row.status
        return SourceKey(source=self.source, key=row.key, candidacy=candidacy, status=status, unsettled=unsettled)

    def _take_over(self, row: Row, candidacy: int) -> None:
        """The row of a known candidacy: its key is another now, or this source speaks of it for the first time."""
        key = SourceKey.objects.filter(source=self.source, candidacy_id=candidacy).first()
        if key is None:
            key = self._key(row, Candidacy.objects.get(pk=candidacy))
        else:
            self._end_versions([key.key])
            key.key, key.missing_since, key.unsettled = row.key, None, key.status != row.status
            self._follow([row], {row.key: SourceKey.objects.select_related("candidacy__person").get(pk=key.pk)})
            self.kept.moved.append(candidacy)
        if self.poll.baseline:
            key.status, key.unsettled = row.status, False
        key.save()

    def _hand_over(self, key: SourceKey, row: Row) -> None:
        """The key stands for somebody new from now on; whom it stood for stays as they were."""
        candidacy = newcomer(row, self.source.cycle)
        candidacy.person.save()
        candidacy.save()
        key.candidacy, key.status = candidacy, "pending"
        key.save(update_fields=["candidacy", "status"])

    def _follow(self, rows: list[Row], keys: dict[str, SourceKey]) -> None:
        """A new spelling, party or district follows the row; none of them is ever an event."""
        persons, candidacies, open_keys = [], [], []
        for row in rows:
            key = keys[row.key]
            person, candidacy = key.candidacy.person, key.candidacy
            if _set(person, name=row.name, first=row.first, last=row.last, handle=row.handle):
                persons.append(person)
            if _set(candidacy, party=row.party, office=row.office, us_state=row.state, district=row.district):
                candidacies.append(candidacy)
            settled = row.status if self.poll.baseline else key.status
            if _set(key, status=settled, unsettled=settled != row.status):
                open_keys.append(key)
        Person.objects.bulk_update(persons, ["name", "first", "last", "handle"])
        Candidacy.objects.bulk_update(candidacies, ["party", "office", "us_state", "district"])
        SourceKey.objects.bulk_update(open_keys, ["status", "unsettled"])

    def _end_versions(self, keys: list[str]) -> None:
        current = RowVersion.objects.filter(source=self.source, key__in=keys, last_seen=None)
        current.update(last_seen=self.now, last_poll=self.poll)

    def _add_versions(self, rows: Iterable[tuple[Row, int]]) -> None:
        RowVersion.objects.bulk_create(
            RowVersion(
                source=self.source,
                key=row.key,
                candidacy_id=candidacy,
                digest=row.digest.hex(),
                raw=dict(row.raw),
                understood=as_json(row),
                status=row.status,
                first_poll=self.poll,
                first_seen=self.now,
            )
            for row, candidacy in rows
        )


def _settle_what_waited(source: Source) -> None:
    """A change that was not yet settled when the baseline was taken is a part of it."""
    for key in SourceKey.objects.filter(source=source, unsettled=True):
        now = RowVersion.objects.filter(source=source, key=key.key, last_seen=None).first()
        SourceKey.objects.filter(pk=key.pk).update(status=now.status if now else key.status, unsettled=False)


def as_json(row: Row) -> dict[str, Any]:
    """A row as it was understood, for the store."""
    value = asdict(row)
    value["raw"] = None
    value["digest"] = row.digest.hex()
    value["said_at"] = row.said_at.isoformat() if row.said_at else None
    value["notes"] = list(row.notes)
    return value


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The same, in lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def _set(row: Any, **fields: Any) -> bool:
    """Sets fields of a model; True if one was another before."""
    moved = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in moved.items():
        setattr(row, name, value)
    return bool(moved)
