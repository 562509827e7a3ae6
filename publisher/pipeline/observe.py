"""Reading the tracker: each poll is accepted, unchanged, or quarantined whole with its reason."""

import hashlib
import json
import resource
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.models import Poll, Source
from publisher.rules.brake import Counts, Limits, reason_to_stop
from publisher.tracker.compare import compare
from publisher.tracker.read import Unreachable
from publisher.tracker.values import Quarantine, Reading, Understood
from publisher.truth import changes, rows
from publisher.truth.hold import hold_untrue
from publisher.truth.reading import read, rows_of, spec_of

READ_LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one read of one source did. `state` is empty when somebody else is reading it right now.

    `peak_mib` is the most memory that this process had used when the poll ended, in MiB.
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


def poll(source_id: int, *, now: datetime | None = None) -> PollReport:
    """Reads the source once and records what changed. Writes nothing but the poll when it cannot be trusted.

    One reader a source at a time: a second caller returns at once. Raises nothing for what a tracker can do wrong.
    """
    started = time.monotonic()
    now = now or timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    if not Source.objects.filter(free, pk=source_id, paused_at=None).update(
        lease_until=now + READ_LEASE, fence=F("fence") + 1
    ):
        return PollReport(str(source_id), "", "The source is paused or being read by somebody else.")
    source = Source.objects.get(pk=source_id)
    try:
        report = _read(source, now)
    finally:
        Source.objects.filter(pk=source_id, fence=source.fence).update(lease_until=None, read_at=now)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = replace(report, seconds=round(time.monotonic() - started, 3), peak_mib=round(peak, 1))
    if report.changes:
        nudge.send("draft_new")
    return report


def _read(source: Source, now: datetime) -> PollReport:
    spec = spec_of(source)
    fresh = not source.baseline_at or source.baseline_map != map_digest(source)
    try:
        reading = read(spec, etag="" if fresh else source.etag, last_modified="" if fresh else source.last_modified)
        if reading.unchanged or (not fresh and reading.sha256 == source.body_sha256):
            return _unchanged(source, reading, now)
        understood = rows_of(reading, spec)
        return _accept(source, reading, understood, now, baseline=fresh)
    except (Unreachable, Quarantine) as cause:
        return _quarantine(source, str(cause), now)


def map_digest(source: Source) -> str:
    """What a baseline holds for: another map or cycle is another baseline."""
    value = [source.location, source.format, source.columns, source.statuses, source.cycle]
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _unchanged(source: Source, reading: Reading, now: datetime) -> PollReport:
    with transaction.atomic():
        poll = Poll.objects.create(source=source, started_at=now, body_sha256=reading.sha256)
        found = changes.settle(source, now)
        workflow.move(poll, "accepted" if found else "unchanged", finished_at=timezone.now())
        _heal(source, poll)
        hold_untrue([change.candidacy_id for change in found])
    return PollReport(source.name, poll.state, changes=[change.pk for change in found])


def _accept(source: Source, reading: Reading, understood: Understood, now: datetime, *, baseline: bool) -> PollReport:
    before = rows.known(source)
    comparison = compare(before, understood)
    counts = Counts(
        before=0 if baseline else len(before),
        now=len(understood.rows) + len(understood.held),
        missing=len(comparison.missing),
        changed=comparison.status_changes,
        held=understood.failing,
    )
    if stop := reason_to_stop(counts, Limits(**source.limits)):
        raise Quarantine(stop)
    with transaction.atomic():
        poll = Poll.objects.create(
            source=source,
            started_at=now,
            baseline=baseline,
            rows=len(understood.rows),
            held=[{"key": row.key, "raw": dict(row.raw), "reason": row.reason} for row in understood.held],
            bytes=reading.size,
            body_sha256=reading.sha256,
        )
        moved = rows.keep(source, poll, comparison, now)
        found = []
        if baseline:
            rows.settle_baseline(source)
            source.baseline_at, source.baseline_map = now, map_digest(source)
        else:
            found = changes.settle(source, now)
        source.etag, source.last_modified, source.body_sha256 = reading.etag, reading.last_modified, reading.sha256
        source.save(update_fields=["baseline_at", "baseline_map", "etag", "last_modified", "body_sha256"])
        workflow.move(poll, "accepted", finished_at=timezone.now(), data={"rows": poll.rows, "changes": len(found)})
        _heal(source, poll)
        hold_untrue([*(change.candidacy_id for change in found), *moved])
    return PollReport(source.name, "accepted", "", poll.rows, len(poll.held), [change.pk for change in found], baseline)


def _quarantine(source: Source, reason: str, now: datetime) -> PollReport:
    """Keeps the last good state. The same trouble at the next read is the same quarantined poll, not a new one."""
    last = Poll.objects.filter(source=source).order_by("-started_at", "-id").first()
    if last is None or last.state != "quarantined" or last.reason != reason:
        with transaction.atomic():
            last = Poll.objects.create(source=source, started_at=now)
            workflow.move(last, "quarantined", reason=reason, finished_at=timezone.now())
    return PollReport(source.name, "quarantined", reason)


def _heal(source: Source, good: Poll) -> None:
    for bad in Poll.objects.filter(source=source, state="quarantined"):
        workflow.move(bad, "healed", healed_by=good)
