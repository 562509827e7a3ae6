"""Keys that name somebody else than before. Many at once mean that they are row numbers: a row was put in or taken out.

Such a key tells nothing of who stands in its row. Where a person accepts the read all the same, or where the map is
another one, the rows are matched by race and name as if they were new, and each person keeps the answer that they had.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Left

from publisher.models import Poll, QuarantinedRow, RowVersion, Source, SourceKey
from publisher.rules.brake import Limits
from publisher.tracker.compare import Comparison
from publisher.tracker.values import Row, Rule
from publisher.truth.chunks import chunks
from publisher.truth.matching import SURE, Doubt, Matcher, another, similarity


@dataclass(frozen=True, slots=True)
class Stranger:
    """A row of a known key, and the name that the key had before."""

    row: Row
    before: str


def strangers(source: Source, comparison: Comparison, *, sure: bool = False) -> Iterator[Stranger]:
    """The rows of known keys that name somebody else than before, or with `sure` all that may.

    A new spelling, by marriage too, is nobody else; nor is the same name in another state. Rows of which a person has
    said who they are do not count.
    """
    if not comparison.before:
        return  # a first read: no pass over its rows for nothing
    answered = _asked(source, "accepted")
    for rows in chunks(change.row for change in comparison.changed):
        keys = SourceKey.objects.filter(source=source, key__in=[row.key for row in rows])
        known = {key: one for key, *one in keys.values_list("key", "candidacy__person__name", "candidacy__us_state")}
        for row in rows:
            name, us_state = known.get(row.key, (row.name, row.state))
            if row.name == name or row.digest.hex() in answered:
                continue
            alike = similarity(row.name, name) >= SURE
            if not alike and (sure or row.state != us_state or another(row.name, name)):
                yield Stranger(row, name)


def replaced(source: Source, comparison: Comparison, limits: Limits) -> tuple[int, str]:
    """How many keys name somebody else, with one of them in words; 0 where too few rows changed to be too many.

    Those that wait for a person's answer already are not counted again.
    """
    if len(comparison.understood.digest_of) <= limits.most_replaced(comparison.known):
        return 0, ""
    waiting, count, example = _asked(source, "open"), 0, ""
    for one in strangers(source, comparison):
        if one.row.digest.hex() not in waiting:
            count += 1
            example = example or f"id {one.row.key}, which was {one.before} and is now {one.row.name}"
    return count, example


def loosened(source: Source, comparison: Comparison) -> set[str]:
    """The keys that say no longer who stands in their row; where they are many, all that may name somebody else."""
    keys = {one.row.key for one in strangers(source, comparison)}
    if len(keys) > Limits(**source.limits).most_replaced(comparison.known):
        keys |= {one.row.key for one in strangers(source, comparison, sure=True)}
    return keys


def park(source: Source, poll: Poll, keys: set[str], now: datetime) -> None:
    """Takes these keys from whom they stood for, who are missing until a row names them again: their answer is kept."""
    for chunk in chunks(keys):
        aside = Concat(Left("key", 120), Value(f" until poll {poll.pk}, "), Cast("pk", CharField()))
        SourceKey.objects.filter(source=source, key__in=chunk).update(key=aside, missing_since=now)
        current = RowVersion.objects.filter(source=source, key__in=chunk, last_seen=None)
        current.update(last_seen=now, last_poll=poll)


def news(source: Source, comparison: Comparison) -> dict[str, int]:
    """What it would tell of persons if it were accepted: status -> how many come to it. Changes nothing."""
    loose = loosened(source, comparison)
    matcher = Matcher(source, {*comparison.missing, *loose})
    settled = dict(SourceKey.objects.filter(source=source).values_list("candidacy_id", "status"))
    told: Counter[str] = Counter()
    for change in comparison.changed:
        if change.row.key not in loose:
            told[change.row.status] += change.row.status != change.before.status
    for row in named_anew(comparison, loose):
        found = matcher.of(row)
        if not isinstance(found, Doubt):
            told[row.status] += row.status != settled.get(found or 0, "pending")
    return {status: count for status, count in told.items() if count}


def named_anew(comparison: Comparison, loose: set[str]) -> Iterator[Row]:
    """The rows to be matched by race and name: those of loosened keys, and the new ones."""
    if loose:
        yield from (change.row for change in comparison.changed if change.row.key in loose)
    yield from comparison.new


def _asked(source: Source, state: str) -> set[str]:
    """Digests of rows of which it was asked whether their key names somebody else."""
    rows = QuarantinedRow.objects.filter(source=source, rule=Rule.OTHER_PERSON, state=state)
    return set(rows.values_list("digest", flat=True))
