"""Keeping the rows of an accepted poll: versions, keys, persons. Written only where something changed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from publisher.models import Candidacy, Person, Poll, RowVersion, Source, SourceKey
from publisher.tracker.values import Comparison, Known, Row
from publisher.truth.identity import known_races, newcomer, race_of

CHUNK = 500


def known(source: Source) -> dict[str, Known]:
    """The last good state of a source, by key."""
    current = RowVersion.objects.filter(source=source, last_seen=None)
    return {key: Known(status, digest) for key, status, digest in current.values_list("key", "status", "digest")}


def keep(source: Source, poll: Poll, comparison: Comparison, now: datetime) -> list[int]:
    """Writes what `comparison` found: new versions, ended ones, new keys, rows that went missing or came back.

    Gives the candidacies whose rows say something else than before.
    """
    moved = [change.row for change in comparison.changed]
    _end_versions(source, poll, [row.key for row in moved], now)
    SourceKey.objects.filter(source=source, key__in=comparison.missing, missing_since=None).update(missing_since=now)
    present = [row.key for row in (*moved, *comparison.same)]
    for chunk in _chunks(present):
        SourceKey.objects.filter(source=source, key__in=chunk, missing_since__isnull=False).update(missing_since=None)
    old = _of_keys(source, moved)
    _update_people(moved, old)
    _add_versions(source, poll, [*comparison.new, *moved], _candidacies(source, comparison.new) | old, now)
    return [candidacy.pk for candidacy in old.values()]


def _end_versions(source: Source, poll: Poll, keys: list[str], now: datetime) -> None:
    for chunk in _chunks(keys):
        RowVersion.objects.filter(source=source, key__in=chunk, last_seen=None).update(last_seen=now, last_poll=poll)


def _add_versions(
    source: Source, poll: Poll, rows: Iterable[Row], candidacies: dict[str, Candidacy], now: datetime
) -> None:
    RowVersion.objects.bulk_create(
        (
            RowVersion(
                source=source,
                key=row.key,
                candidacy=candidacies[row.key],
                digest=row.digest,
                raw=dict(row.raw),
                understood=as_json(row),
                status=row.status,
                first_poll=poll,
                first_seen=now,
            )
            for row in rows
        ),
        batch_size=CHUNK,
    )


def _candidacies(source: Source, rows: Iterable[Row]) -> dict[str, Candidacy]:
    """The candidacy of each new key: the one known by race and folded name, else a new one."""
    races = known_races(source.cycle)
    taken = set(SourceKey.objects.filter(source=source).values_list("candidacy_id", flat=True))
    found: dict[str, Candidacy] = {}
    fresh: list[Candidacy] = []
    for row in rows:
        wanted = newcomer(row, source.cycle)
        known_one = races.get(race_of(wanted))
        if known_one is not None and known_one.pk not in taken:
            found[row.key] = known_one
            taken.add(known_one.pk)
        else:
            found[row.key] = wanted
            fresh.append(wanted)
    Person.objects.bulk_create((candidacy.person for candidacy in fresh), batch_size=CHUNK)
    Candidacy.objects.bulk_create(fresh, batch_size=CHUNK)
    SourceKey.objects.bulk_create(
        # Until its first change is told, a new row counts as pending.
        (SourceKey(source=source, key=key, candidacy=candidacy, status="pending") for key, candidacy in found.items()),
        batch_size=CHUNK,
    )
    return found


def _of_keys(source: Source, rows: Iterable[Row]) -> dict[str, Candidacy]:
    keys = [row.key for row in rows]
    return {
        key.key: key.candidacy
        for chunk in _chunks(keys)
        for key in SourceKey.objects.filter(source=source, key__in=chunk).select_related("candidacy__person")
    }


def _update_people(rows: Iterable[Row], candidacies: dict[str, Candidacy]) -> None:
    """A new spelling, party or district follows the row; none of them is ever an event."""
    for row in rows:
        candidacy = candidacies[row.key]
        Person.objects.filter(pk=candidacy.person_id).update(
            name=row.name, first=row.first, last=row.last, handle=row.handle
        )
        Candidacy.objects.filter(pk=candidacy.pk).update(
            party=row.party, office=row.office, us_state=row.state, district=row.district
        )


def settle_baseline(source: Source) -> None:
    """Takes every current status as known: nothing of it is news."""
    for chunk_status in ("pending", "signed", "refused", "rescinded"):
        keys = RowVersion.objects.filter(source=source, last_seen=None, status=chunk_status).values("key")
        SourceKey.objects.filter(source=source, key__in=keys).update(status=chunk_status)


def as_json(row: Row) -> dict[str, Any]:
    """A row as it was understood, for the store."""
    value = asdict(row)
    value["raw"] = None
    value["said_at"] = row.said_at.isoformat() if row.said_at else None
    value["notes"] = list(row.notes)
    return value


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    whole = list(values)
    return (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))
