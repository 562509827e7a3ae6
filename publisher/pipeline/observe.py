"""Reading the tracker: each poll is accepted, unchanged, or quarantined whole with its reason."""

import gc
import hashlib
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.models import Poll, Source, User
from publisher.tracker.compare import Comparison
from publisher.tracker.read import Unreachable
from publisher.tracker.values import Quarantine, Reading, Rule, SourceSpec
from publisher.truth import changes, doubts, known, rows
from publisher.truth.again import read_again
from publisher.truth.following import follow
from publisher.truth.hold import hold_untrue
from publisher.truth.judging import beside, details, judge
from publisher.truth.reading import read, spec_of, understood_of

READ_LEASE = timedelta(seconds=120)
NO_ANSWER = {"expected": "an answer from the tracker", "came": "none that could be read"}


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one read of one source did. `state` is empty when somebody else is reading it right now.

    `held` are rows that a person must look at. `peak_mib` is the most memory that this process had used when the poll
    ended, in MiB.
    """

    source: str
    state: str
    reason: str = ""
    rows: int = 0
    held: int = 0
    changes: list[int] = field(default_factory=list)
    baseline: bool = False
    seconds: float = 0.0
    peak_mib: float = 0.0


class Stopped(Quarantine):
    """The brake stopped the poll: with the rows concerned, for the page where a person judges it."""

    def __init__(self, reason: str, rule: Rule, shown: dict[str, Any]) -> None:
        super().__init__(reason, rule)
        self.shown = shown


def poll(source_id: int, *, now: datetime | None = None) -> PollReport:
    """Reads the source once and records what changed. Writes nothing but the poll when it cannot be trusted.

    One reader a source at a time: a second caller returns at once. Raises nothing for what a tracker can do wrong.
    """
    started = time.monotonic()
    now = now or timezone.now()
    with _reading(source_id, now) as source, _without_collecting():
        if source is None:
            return PollReport(str(source_id), "", "The source is paused or being read by somebody else.")
        report = _read(source, now)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = replace(report, seconds=round(time.monotonic() - started, 3), peak_mib=round(peak, 1))
    if report.changes:
        nudge.send("draft_new")
    return report


@contextmanager
def _reading(source_id: int, now: datetime) -> Iterator[Source | None]:
    """The source, while the caller is its one reader; None if it is paused or somebody else reads it."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    if not Source.objects.filter(free, pk=source_id, paused_at=None).update(
        lease_until=now + READ_LEASE, fence=F("fence") + 1
    ):
        yield None
        return
    source = Source.objects.get(pk=source_id)
    try:
        yield source
    finally:
        Source.objects.filter(pk=source_id, fence=source.fence).update(lease_until=None, read_at=now)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Lets the cycle collector rest: rows are texts and tuples without cycles, and it would walk all of them often."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(source: Source, now: datetime) -> PollReport:
    spec = spec_of(source)
    # Another map of columns or another cycle is another baseline.
    fresh = not source.baseline_at or source.baseline_map != map_digest(source)
    reading: Reading | None = None
    try:
        reading = read(spec, etag="" if fresh else source.etag, last_modified="" if fresh else source.last_modified)
        if reading.unchanged or (not fresh and reading.sha256 == source.body_sha256):
            return _unchanged(source, reading, now)
        return _take(source, spec, reading, now, baseline=fresh)
    except Quarantine as cause:
        return _quarantine(source, cause, reading.sha256 if reading else "", now)
    except Unreachable as cause:
        return _quarantine(source, Quarantine(cause.reason, Rule.UNREACHABLE), "", now)


def map_digest(source: Source) -> str:
    """What a baseline holds for. New status words are no new map: what they say was never understood before."""
    value = [source.location, source.format, source.columns, source.cycle]
    value += [source.options] if source.options else []  # another query or list is another table
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _unchanged(source: Source, reading: Reading, now: datetime) -> PollReport:
    with transaction.atomic():
        last = Poll.objects.filter(source=source).order_by("-started_at", "-pk").first()
        poll = last if last and last.state == "unchanged" else Poll.objects.create(source=source, started_at=now)
        found = changes.settle(source, poll, now)
        if poll.state == "reading" or found:
            poll = poll if poll.state == "reading" else Poll.objects.create(source=source, started_at=now)
            workflow.move(poll, "accepted" if found else "unchanged", finished_at=timezone.now())
        _good(source, poll, now, body_sha256=reading.sha256)
        hold_untrue([change.candidacy_id for change in found])
    return PollReport(source.name, poll.state, changes=[change.pk for change in found])


def _take(source: Source, spec: SourceSpec, reading: Reading, now: datetime, *, baseline: bool) -> PollReport:
    last = known.last_good(source)
    # At a baseline every row is understood anew: the map may give the same cells another meaning.
    understood = understood_of(reading, spec, {} if baseline else last, known.decided(source))
    comparison = beside(source, understood, last)
    why = judge(source, comparison, baseline=baseline)
    by = _released_by(source, why.rule, reading.sha256) if why else None
    if why and by is None:
        raise Stopped(why.reason, Rule(why.rule), details(source, why, comparison))
    twice = frozenset() if baseline else read_again(source, spec, reading, comparison)
    renumbered = why is not None and why.rule == Rule.ROW_NUMBERS
    return _accept(source, reading, comparison, now, baseline=baseline, twice=twice, by=by, renumbered=renumbered)


def _released_by(source: Source, rule: str, sha256: str) -> User | None:
    """Who accepted these very bytes as they are, although the brake had stopped them for this reason; None: nobody."""
    polls = Poll.objects.filter(
        source=source, state="accepted", rule=rule, body_sha256=sha256, accepted_by__isnull=False
    )
    found = polls.select_related("accepted_by").first()
    return found.accepted_by if found else None


def _accept(
    source: Source,
    reading: Reading,
    comparison: Comparison,
    now: datetime,
    *,
    baseline: bool,
    twice: frozenset[str],
    by: User | None,
    renumbered: bool,
) -> PollReport:
    understood = comparison.understood
    with transaction.atomic():
        poll = Poll.objects.create(
            source=source,
            started_at=now,
            baseline=baseline,
            rows=understood.count - understood.held_count,
            bytes=reading.size,
            body_sha256=reading.sha256,
            accepted_by=by,
        )
        kept = rows.keep(source, poll, comparison, now, renumbered=renumbered)
        held = [doubts.of_row(row) for row in understood.held] + [doubts.of_doubt(doubt) for doubt in kept.doubts]
        doubts.settle(source, poll, held, now)
        found = [] if baseline else changes.settle(source, poll, now, read_twice=twice)
        follow(source, kept.moved, besides={change.pk for change in found})
        if baseline:
            source.baseline_at, source.baseline_map = now, map_digest(source)
        source.etag, source.last_modified = reading.etag, reading.last_modified
        source.save(update_fields=["baseline_at", "baseline_map", "etag", "last_modified"])
        workflow.move(
            poll, "accepted", by=by, finished_at=timezone.now(), data={"rows": poll.rows, "changes": len(found)}
        )
        _good(source, poll, now, body_sha256=reading.sha256)
        hold_untrue([*(change.candidacy_id for change in found), *kept.moved])
    return PollReport(source.name, "accepted", "", poll.rows, len(held), [change.pk for change in found], baseline)


def _good(source: Source, poll: Poll, now: datetime, **fields: str) -> None:
    """After a read that was accepted or unchanged: what was quarantined before is healed."""
    Source.objects.filter(pk=source.pk).update(good_at=now, **fields)
    for bad in Poll.objects.filter(source=source, state="quarantined"):
        workflow.move(bad, "healed", healed_by=poll)


def _quarantine(source: Source, cause: Quarantine, sha256: str, now: datetime) -> PollReport:
    """Keeps the last good state. The same trouble at the next read is the same quarantined poll, not a new one."""
    report = PollReport(source.name, "quarantined", cause.reason)
    last = Poll.objects.filter(source=source).order_by("-started_at", "-id").first()
    known = last and last.state in ("quarantined", "ignored")  # of an outage there are no bytes to know it by
    if last and known and last.reason == cause.reason and last.body_sha256 == sha256:
        return report
    if sha256 and Poll.objects.filter(source=source, state="ignored", body_sha256=sha256, reason=cause.reason).exists():
        return report
    with transaction.atomic():
        shown = cause.shown if isinstance(cause, Stopped) else NO_ANSWER if cause.rule == Rule.UNREACHABLE else {}
        poll = Poll.objects.create(source=source, started_at=now, rule=cause.rule, details=shown, body_sha256=sha256)
        workflow.move(poll, "quarantined", reason=cause.reason, finished_at=timezone.now())
    return report
