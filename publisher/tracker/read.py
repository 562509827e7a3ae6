"""Brings a source's bytes, whatever its format, without reading again what has not changed."""

from publisher.net import Guard
from publisher.tracker.formats import Asked, Limits, Unreachable, load
from publisher.tracker.values import Reading, SourceSpec

__all__ = ["Limits", "Unreachable", "fetch"]


def fetch(
    spec: SourceSpec,
    etag: str = "",
    last_modified: str = "",
    guard: Guard | None = None,
    limits: Limits | None = None,
    sha256: str = "",
) -> Reading:
    """Read the source once.

    `etag` and `last_modified` are those of the last good reading (RFC 9110, 13.1), `sha256` its hash: the same bytes
    are unchanged whatever the server says of them, since some change their ETag at will. Raises Unreachable, or
    Quarantine if what came shows that it is no such source.
    """
    format = load(spec.format)
    try:
        format.options(spec.options)
    except ValueError as error:
        raise Unreachable(str(error)) from error
    return format.read(spec, Asked(etag, last_modified, sha256, guard or Guard(), limits or Limits()))
