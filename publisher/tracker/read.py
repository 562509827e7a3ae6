"""Brings a source's bytes, from a file or over HTTP, without reading again what has not changed."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher.net import Answer, Guard, NetError, get
from publisher.tracker.values import Reading, SourceSpec


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long one read may take: bytes of body, seconds in all."""

    max_bytes: int = 64_000_000
    seconds: float = 30.0


class Unreachable(Exception):
    """The source could not be read this time; the last good state stays. `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fetch(
    spec: SourceSpec,
    etag: str = "",
    last_modified: str = "",
    guard: Guard | None = None,
    limits: Limits | None = None,
    sha256: str = "",
) -> Reading:
    """Read the source once.

    `etag` and `last_modified` are those of the last good reading (RFC 9110, 13.1), `sha256` its body's hash: the same
    bytes are unchanged whatever the server says of them, since some change their ETag at will. Raises Unreachable.
    """
    limits = limits or Limits()
    started = time.monotonic()
    if spec.address.lower().startswith(("http://", "https://")):
        answer = _over_http(spec, etag, last_modified, guard or Guard(), limits)
    else:
        answer = _from_file(spec.address, limits)
    digest = hashlib.sha256(answer.body).hexdigest()
    unchanged = answer.status == 304 or digest == sha256
    return Reading(
        unchanged=unchanged,
        body=b"" if unchanged else answer.body,
        etag=answer.headers.get("etag", etag if answer.status == 304 else ""),
        last_modified=answer.headers.get("last-modified", last_modified if answer.status == 304 else ""),
        sha256=sha256 if answer.status == 304 else digest,
        url=answer.url,
        seconds=time.monotonic() - started,
    )


def _over_http(spec: SourceSpec, etag: str, last_modified: str, guard: Guard, limits: Limits) -> Answer:
    headers = {"Accept": "text/csv, application/json;q=0.9, */*;q=0.1"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    try:
        answer = get(spec.address, guard, headers, limits.max_bytes, limits.seconds, spec.allowed_hosts)
    except NetError as error:
        raise Unreachable(str(error)) from error
    asked = bool(etag or last_modified)
    if answer.status == 200 or (answer.status == 304 and asked):
        return answer
    raise Unreachable(f"Expected the tracker, came the HTTP status {answer.status}: {_advice(answer.status)}.")


def _advice(status: int) -> str:
    if status in (401, 403):
        return "make the address readable without a login"
    if status in (404, 410):
        return "correct the address, nothing is there"
    return "wait, it is tried again at the next poll"


def _from_file(location: str, limits: Limits) -> Answer:
    if "://" in location and not location.startswith("file://"):
        raise Unreachable("Expected a file, http or https address, came another kind: give one of these.")
    path = Path(unquote(urlsplit(location).path) if location.startswith("file://") else location)
    try:
        # A pipe or a device could block for ever or never end.
        if not path.is_file():
            raise Unreachable(f"There is no file {path}: check the path.")
        with path.open("rb") as file:
            body = file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        raise Unreachable(f"The file {path} cannot be read ({type(error).__name__}): check its permissions.") from error
    if len(body) > limits.max_bytes:
        raise Unreachable(f"The file {path} has more than {limits.max_bytes:,} bytes: shorten it or raise the limit.")
    return Answer(200, {}, body, path.absolute().as_uri())
