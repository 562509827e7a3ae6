"""A stored source, as the tracker modules want it."""

from django.conf import settings

from publisher.models import Source
from publisher.net import Guard
from publisher.tracker.parse import parse
from publisher.tracker.read import fetch
from publisher.tracker.table import Rows, Table
from publisher.tracker.understand import understand
from publisher.tracker.understood import LastGood, Understood
from publisher.tracker.values import Decided, Reading, SourceSpec


def spec_of(source: Source) -> SourceSpec:
    """The source's location and map as a value. Raises `ValueError` when the stored map cannot be used."""
    return SourceSpec(
        name=source.name,
        location=source.location,
        format=source.format,  # type: ignore[arg-type]
        columns=source.columns,
        statuses=source.statuses,
        allowed_hosts=tuple(source.allowed_hosts),
    )


def guard() -> Guard:
    """The guard for outgoing addresses with this installation's exceptions."""
    return Guard(settings.ALLOW_NETWORKS)


def read(spec: SourceSpec, *, etag: str = "", last_modified: str = "") -> Reading:
    """One read of the source. Raises `tracker.Unreachable`."""
    return fetch(spec, etag=etag, last_modified=last_modified, guard=guard())


def understood_of(
    reading: Reading, spec: SourceSpec, last: LastGood | None = None, decided: Decided | None = None
) -> Understood:
    """What the reading says that the last good one did not. Raises `tracker.Quarantine`."""
    return understand(table_of(reading, spec), spec, last, decided=decided)


def table_of(reading: Reading, spec: SourceSpec) -> Table:
    """The reading's rows, not yet understood. Raises `tracker.Quarantine`."""
    return Rows(parse(reading.body, spec), spec.columns)
