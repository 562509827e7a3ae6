"""Adding a source, and looking at one before it is switched on."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Source, User
from publisher.tracker.mapping import proposed
from publisher.tracker.parse import parse
from publisher.tracker.read import Unreachable
from publisher.tracker.understand import understand
from publisher.tracker.values import Quarantine, Reading, SourceSpec
from publisher.truth import rows
from publisher.truth.reading import read

FORMATS = {".json": "json"}
LONGEST_SETTLE = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source as somebody describes it. Without a map, columns named like our fields are taken by their names."""

    name: str
    location: str
    format: str = ""
    columns: dict[str, str] | None = None
    statuses: dict[str, str] | None = None
    allowed_hosts: tuple[str, ...] = ()
    settle_seconds: int = 0
    cycle: int = 0


def add(wanted: Wanted, *, by: User | None = None) -> Source:
    """Reads the address once, fixes the map, and stores the source; its first poll is the silent baseline.

    Raises `Refusal`: name taken, address not readable, a mapped column that is not there, unknown status words.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", wanted.name):
        raise Refusal(f"{wanted.name!r} is no name for a source: use small letters, digits and hyphens, at most 40.")
    if not 0 <= wanted.settle_seconds <= LONGEST_SETTLE:
        raise Refusal(f"The settle time is {wanted.settle_seconds} seconds; give 0 to {LONGEST_SETTLE} (30 days).")
    if wanted.cycle and not 2000 <= wanted.cycle <= 2100:
        raise Refusal(f"The cycle is {wanted.cycle}; give the year of the election, such as {default_cycle()}.")
    spec = _spec(wanted)
    try:
        reading = read(spec)
        spec = _mapped(spec, reading)
        understand(parse(reading, spec), spec)
    except (Unreachable, Quarantine) as cause:
        raise Refusal(f"The source was not added. {cause}") from cause
    source = Source(
        name=spec.name,
        location=spec.location,
        format=spec.format,
        columns=dict(spec.columns),
        statuses=dict(spec.statuses),
        allowed_hosts=list(spec.allowed_hosts),
        settle_seconds=wanted.settle_seconds,
        cycle=wanted.cycle or default_cycle(),
    )
    try:
        with transaction.atomic():
            source.save()
            workflow.tell(source, "added", by=by, data={"name": source.name})
    except IntegrityError:
        raise Refusal(f"There is already a source {spec.name!r}. Choose another name.", "conflict") from None
    return source


def default_cycle() -> int:
    """The election year that is running: the even one of this or the next year."""
    year = timezone.now().year
    return year + year % 2


def check(source: Source) -> dict[str, Any]:
    """What the source shows now, understood with its map, and what the next poll would do. Changes nothing."""
    spec = _spec(
        Wanted(
            source.name,
            source.location,
            source.format,
            source.columns,
            source.statuses,
            tuple(source.allowed_hosts),
        )
    )
    report: dict[str, Any] = {"source": source.name, "location": source.location, "ok": False}
    try:
        reading = read(spec)
        raw = parse(reading, spec)
        report |= {"rows": len(raw), "columns": list(raw[0]) if raw else [], "seconds": round(reading.seconds, 3)}
        column = spec.columns.get("status", "")
        report["status_words"] = dict(Counter(row.get(column, "") for row in raw).most_common(20))
        understood = understand(raw, spec)
    except (Unreachable, Quarantine) as cause:
        return report | {"problem": str(cause)}
    before = {} if not source.baseline_at else rows.known(source)
    held = [{"key": row.key, "reason": row.reason, "raw": dict(row.raw)} for row in understood.held]
    changed = [row.name for row in understood.rows if row.key in before and before[row.key].status != row.status]
    return report | {
        "ok": True,
        "map": dict(spec.columns),
        "statuses": dict(Counter(row.status for row in understood.rows)),
        "held": held,
        "next_poll": "a silent baseline" if not source.baseline_at else f"{len(changed)} status changes",
        "changed": changed,
    }


def _spec(wanted: Wanted) -> SourceSpec:
    suffix = Path(wanted.location.partition("#")[0].partition("?")[0]).suffix.lower()
    location = wanted.location
    if "://" not in location:
        location = str(Path(location).expanduser().absolute())
    try:
        return SourceSpec(
            name=wanted.name,
            location=location,
            format=wanted.format or FORMATS.get(suffix, "csv"),  # type: ignore[arg-type]
            columns=wanted.columns or {},
            statuses=wanted.statuses or {},
            allowed_hosts=wanted.allowed_hosts,
        )
    except ValueError as cause:
        raise Refusal(str(cause)) from cause


def _mapped(spec: SourceSpec, reading: Reading) -> SourceSpec:
    """The spec with an explicit map: as given, else every column that bears the name of one of our fields."""
    if spec.columns:
        return spec
    raw = parse(reading, spec)
    columns = proposed(list(raw[0]) if raw else [])
    return SourceSpec(spec.name, spec.location, spec.format, columns, spec.statuses, spec.allowed_hosts)
