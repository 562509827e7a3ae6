"""A stored source, as the tracker modules want it."""

from dataclasses import replace

from django.conf import settings

from publisher import crypto
from publisher.models import Source
from publisher.net import Guard
from publisher.tracker.parse import parse
from publisher.tracker.read import Unreachable, fetch
from publisher.tracker.understand import understand
from publisher.tracker.values import HeldRow, Reading, Row, Rule, SourceSpec, Understood

LONGEST_KEY, LONGEST_WORD, LONGEST_ADDRESS = 200, 40, 1000
"""Characters that the tables hold of an id, of a party or part of a name, and of an address."""


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


def rows_of(reading: Reading, spec: SourceSpec) -> Understood:
    """The reading's rows as understood, and as the tables can hold them. Raises `tracker.Quarantine`."""
    understood = understand(parse(reading, spec), spec)
    rows = [_fitting(row) for row in understood.rows]
    return replace(
        understood,
        rows=tuple(row for row in rows if isinstance(row, Row)),
        held=understood.held + tuple(row for row in rows if isinstance(row, HeldRow)),
    )


def _fitting(row: Row) -> Row | HeldRow:
    """One long cell must not end the whole poll: PostgreSQL refuses what is longer than its column.

    A party or a part of a name is cut, since neither is published; an address that is cut would lead elsewhere, so it
    is left out; a row whose key does not fit is held.
    """
    if len(row.key) > LONGEST_KEY:
        why = f"Expected an id of at most {LONGEST_KEY} characters, came {len(row.key)}: shorten it in the tracker."
        return HeldRow(row.key[:LONGEST_KEY], row.raw, why, Rule.TYPE)
    if max(len(row.first), len(row.last), len(row.party)) <= LONGEST_WORD and len(row.evidence) <= LONGEST_ADDRESS:
        return row
    return replace(
        row,
        first=row.first[:LONGEST_WORD],
        last=row.last[:LONGEST_WORD],
        party=row.party[:LONGEST_WORD],
        evidence=row.evidence if len(row.evidence) <= LONGEST_ADDRESS else "",
    )
