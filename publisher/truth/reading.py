"""A stored source, as the tracker modules want it."""

from dataclasses import replace

from django.conf import settings

from publisher import crypto
from publisher.models import Source
from publisher.net import Guard
from publisher.tracker.formats import load
from publisher.tracker.read import Unreachable, fetch
from publisher.tracker.table import Table
from publisher.tracker.understand import understand
from publisher.tracker.understood import LastGood, Understood
from publisher.tracker.values import Decided, Reading, SourceSpec


def spec_of(source: Source) -> SourceSpec:
    """The source's location and map as a value, its secret still sealed.

    Raises `ValueError` when the stored map cannot be used.
    """
    return SourceSpec(
        name=source.name,
        location=source.location,
        format=source.format,
        columns=source.columns,
        statuses=source.statuses,
        allowed_hosts=tuple(source.allowed_hosts),
        options=source.options,
        secret=source.secret,
    )


def guard() -> Guard:
    """The guard for outgoing addresses with this installation's exceptions."""
    return Guard(settings.ALLOW_NETWORKS)


def sealed(secret: str) -> str:
    """A secret as a source keeps it and as `read` opens it."""
    return crypto.seal({"secret": secret}) if secret else ""


def read(spec: SourceSpec, *, etag: str = "", last_modified: str = "") -> Reading:
    """One read of the source; `spec.secret` is sealed. Raises `tracker.Unreachable`, or `tracker.Quarantine`."""
    return fetch(_opened(spec), etag=etag, last_modified=last_modified, guard=guard())


def _opened(spec: SourceSpec) -> SourceSpec:
    try:
        return replace(spec, secret=str(crypto.unseal(spec.secret).get("secret", "")))
    except crypto.SealBroken as cause:
        raise Unreachable(
            "The secret of this source does not open with PUBLISHER_SECRET_KEY: put the former key behind the new one, "
            "or give it again with `publisher source set NAME --secret @FILE`."
        ) from cause


def understood_of(
    reading: Reading, spec: SourceSpec, last: LastGood | None = None, decided: Decided | None = None
) -> Understood:
    """What the reading says that the last good one did not. Raises `tracker.Quarantine`."""
    return understand(table_of(reading, spec), spec, last, decided=decided)


def table_of(reading: Reading, spec: SourceSpec) -> Table:
    """The reading's rows, not yet understood. Raises `tracker.Quarantine`."""
    return load(spec.format).table(reading, spec)
