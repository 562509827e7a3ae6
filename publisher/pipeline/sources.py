"""Adding a source, changing how it is read, and looking at one before it is switched on."""

import re
from dataclasses import asdict, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.errors import Refusal
from publisher.models import Source, User
from publisher.rules.brake import Limits
from publisher.tracker.formats import load
from publisher.tracker.read import Unreachable
from publisher.tracker.roster import Roster
from publisher.tracker.values import Quarantine, SourceSpec
from publisher.truth import roster
from publisher.truth.reading import read, sealed, spec_of, understood_of
from publisher.truth.report import report
from publisher.truth.wanted import Wanted, check_secret, mapped, spec_for

__all__ = ["Wanted", "add", "change", "check", "default_cycle", "look", "set_roster"]

LONGEST_SETTLE = 30 * 24 * 3600


def add(wanted: Wanted, *, by: User | None = None) -> Source:
    """Reads the address once, fixes the map, and stores the source; its first poll is the silent baseline.

    Raises `Refusal`: name taken, address not readable, a mapped column that is not there, unknown status words.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", wanted.name):
        raise Refusal(f"{wanted.name!r} is no name for a source: use small letters, digits and hyphens, at most 40.")
    if wanted.cycle and not 2000 <= wanted.cycle <= 2100:
        raise Refusal(f"The cycle is {wanted.cycle}; give the year of the election, such as {default_cycle()}.")
    spec = spec_for(wanted)
    settle = load(spec.format).settle_seconds if wanted.settle_seconds is None else wanted.settle_seconds
    _check_times(settle, wanted.every_seconds)
    _check_limits(wanted.limits)
    try:
        reading = read(spec)
        spec = replace(spec, columns=mapped(spec, reading))
        understood_of(reading, spec)
    except (Unreachable, Quarantine) as cause:
        raise Refusal(f"The source was not added. {cause}") from cause
    source = Source(
        name=spec.name,
        location=spec.location,
        format=spec.format,
        columns=dict(spec.columns),
        statuses=dict(spec.statuses),
        allowed_hosts=list(spec.allowed_hosts),
        options=dict(spec.options),
        secret=spec.secret,
        settle_seconds=settle,
        every_seconds=wanted.every_seconds,
        limits=dict(wanted.limits),
        cycle=wanted.cycle or default_cycle(),
    )
    try:
        with transaction.atomic():
            source.save()
            workflow.tell(source, "added", by=by, data={"name": source.name})
            if wanted.roster:
                roster.keep(source, wanted.roster, timezone.now())
    except IntegrityError:
        raise Refusal(f"There is already a source {spec.name!r}. Choose another name.", "conflict") from None
    return source


def change(
    source: Source,
    *,
    settle_seconds: int | None = None,
    every_seconds: int | None = None,
    limits: dict[str, float] | None = None,
    options: dict[str, str] | None = None,
    secret: str | None = None,
    evidence_is_enough: bool | None = None,
    by: User | None = None,
) -> Source:
    """Changes how a source is read or braked, not what it means (that is `quarantine.remap`). Raises `Refusal`.

    Other options or another secret are tried first: the source is read with them. Other options are another silent
    baseline. An option without a value is taken out, and an empty secret too.
    """
    _check_times(settle_seconds or 0, every_seconds or 0)
    _check_limits(limits or {})
    wanted: dict[str, Any] = {
        "settle_seconds": settle_seconds,
        "every_seconds": every_seconds,
        "limits": None if limits is None else source.limits | limits,
        "options": None if options is None else {k: v for k, v in (source.options | options).items() if v},
        "secret": None if secret is None else sealed(secret),
        "evidence_is_enough": evidence_is_enough,
    }
    fields = {name: value for name, value in wanted.items() if value is not None}
    if not fields:
        raise Refusal("Say what to change: see `publisher source set --help`.")
    told = {name: fields[name] for name in fields if name != "secret"}
    if {"options", "secret"} & set(fields):
        _try(source, fields)
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(**fields)
        workflow.tell(source, "changed", by=by, data=told)
    source.refresh_from_db()
    return source


def set_roster(source: Source, given: Roster | None, *, by: User | None = None) -> Source:
    """Sets the source's rows beside this roster from now on, or (None) beside none.

    What it held is looked at anew in the next read. Raises `Refusal` when there is none to take away.
    """
    if given is None and not source.roster_at:
        raise Refusal(f"{source.name} has no roster: there is nothing to take away.")
    with transaction.atomic():
        roster.keep(source, given, timezone.now())
        Source.objects.filter(pk=source.pk).update(etag="", last_modified="", body_sha256="")
        workflow.tell(source, "changed", by=by, data={"roster_people": source.roster_people})
        nudge.send("poll", source.pk)
    source.refresh_from_db()
    return source


def _try(source: Source, fields: dict[str, Any]) -> None:
    """Reads the source as it would be. Raises `Refusal` if that cannot be or cannot be understood."""
    try:
        format, spec = load(source.format), spec_of(source)
        spec = replace(spec, **{name: fields[name] for name in ("options", "secret") if name in fields})
        format.options(spec.options)
        check_secret(format, given=bool(spec.secret))
        understood_of(read(spec), spec)
    except ValueError as cause:
        raise Refusal(str(cause)) from cause
    except (Unreachable, Quarantine) as cause:
        raise Refusal(f"Nothing was changed. {cause}") from cause


def check(source: Source, given: Roster | None = None) -> dict[str, Any]:
    """What the source shows now, understood with its map, and what the next poll would do. Changes nothing.

    Its rows are set beside the roster `given`, else beside its own.
    """
    try:
        spec = spec_of(source)
    except ValueError as cause:
        raise Refusal(str(cause)) from cause
    return _look(spec, source, given)


def look(wanted: Wanted) -> dict[str, Any]:
    """The same of a source that is none yet, with the map that it might have. Raises `Refusal`."""
    return _look(spec_for(wanted), None, wanted.roster)


def default_cycle() -> int:
    """The election year that is running: the even one of this or the next year."""
    year = timezone.now().year
    return year + year % 2


def _look(spec: SourceSpec, source: Source | None, given: Roster | None) -> dict[str, Any]:
    found: dict[str, Any] = {"source": spec.name, "location": spec.location, "format": spec.format, "ok": False}
    try:
        reading = read(spec)
        if not spec.columns:
            spec = replace(spec, columns=mapped(spec, reading))
        return found | report(spec, reading, source, given)
    except (Unreachable, Quarantine) as cause:
        why = str(cause)
        return found | {"problem": why, "problems": [why], "next_poll": f"quarantined: {why}"}


def _check_times(settle: int, every: int) -> None:
    if not 0 <= settle <= LONGEST_SETTLE:
        raise Refusal(f"The settle time is {settle} seconds; give 0 to {LONGEST_SETTLE} (30 days).")
    if not 0 <= every <= 24 * 3600:
        raise Refusal(f"The pace is {every} seconds; give 0 to {24 * 3600} (a day).")


def _check_limits(limits: dict[str, float]) -> None:
    known = asdict(Limits())
    for name, value in limits.items():
        if name not in known:
            raise Refusal(f"The brake has no limit {name!r}: use one of {', '.join(known)}.")
        most = 1 if name.endswith("_share") else 1_000_000
        if not 0 <= value <= most:
            raise Refusal(f"The limit {name} is {value}; give 0 to {most}.")
