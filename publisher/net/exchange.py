"""One GET over a pinned connection, with a limit on the body and one deadline over everything."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from publisher.net.guard import Blocked, Guard, NoAnswer, Target, split

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 5
_CHUNK = 65_536
# No compression is offered: what is counted is then what was sent, and there is no bomb to unpack.
_HEADERS = {"User-Agent": "publisher", "Accept-Encoding": "identity", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case; `url` is where the last redirect led."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def get(
    url: str,
    guard: Guard,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = 10_000_000,
    seconds: float = 30.0,
    allowed_hosts: tuple[str, ...] = (),
) -> Answer:
    """Read `url` within `seconds`, redirects included; at most `max_bytes` of body.

    A redirect may lead to the same host or to `allowed_hosts` ("*.example.org" covers every host under it, "*" every
    host), never from https to http, and each hop passes the guard again. Raises Blocked or NoAnswer; any status is an
    Answer.
    """
    ends = time.monotonic() + seconds
    first = split(url)[1]
    allowed = (first, *allowed_hosts)
    for _ in range(_MOST_HOPS + 1):
        answer = _exchange(guard.check(url), url, {**_HEADERS, **(headers or {})}, max_bytes, ends)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return answer
        url = next_hop(url, answer.headers["location"], allowed)
    raise NoAnswer(f"{first} redirected more than {_MOST_HOPS} times: give the final address.")


def next_hop(url: str, location: str, allowed: tuple[str, ...], does: str = "redirected") -> str:
    """The address that `location`, found at `url`, leads to: on one of the `allowed` hosts, as in `get`.

    Raises Blocked or NoAnswer, which say that the host of `url` `does` lead elsewhere. Opens nothing.
    """
    scheme, here, _, _ = split(url)
    try:
        following = urljoin(url, location)
    except ValueError:
        raise NoAnswer(f"{here} {does} to something that is no address: give the final address.") from None
    next_scheme, host, _, _ = split(following)
    if not any(name in ("*", host) or (name.startswith("*.") and host.endswith(name[1:])) for name in allowed):
        raise Blocked(f"{here} {does} to {host}, which is not an allowed host: allow it if it is meant.")
    if scheme == "https" and next_scheme != "https":
        raise Blocked(f"{here} {does} from https to an unprotected address: give an https address.")
    return following


def _exchange(target: Target, url: str, headers: Mapping[str, str], max_bytes: int, ends: float) -> Answer:
    """One request and its answer. The timer cuts the connection at the deadline, however slowly bytes still drip."""
    raw = _connect(target, ends)
    timer = threading.Timer(_left(ends, target), _cut, [raw])
    timer.daemon = True
    timer.start()
    try:
        connection = HTTPConnection(target.host, target.port)
        connection.sock = raw
        connection.request("GET", target.path, headers={**headers, "Host": target.authority})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        body = b"" if response.status in _REDIRECTS else _body(response, target, max_bytes, ends)
    except (OSError, HTTPException, ValueError) as error:
        _left(ends, target)
        raise NoAnswer(f"{target.host} broke off the answer ({type(error).__name__}): try again later.") from error
    finally:
        timer.cancel()
        raw.close()
    _left(ends, target)
    return Answer(response.status, names, body, url)


def _connect(target: Target, ends: float) -> socket.socket:
    """A connection to the first pinned address that answers; over TLS the certificate must be the host's."""
    problem: OSError | None = None
    for address in target.addresses:
        try:
            raw = socket.create_connection((str(address), target.port), timeout=_left(ends, target))
            if target.scheme == "http":
                return raw
            raw.settimeout(_left(ends, target))
            return ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
        except OSError as error:
            problem = error
    _left(ends, target)
    if isinstance(problem, ssl.SSLCertVerificationError):
        raise NoAnswer(
            f"The certificate of {target.host} is not valid ({problem.verify_message}): its owner must renew it."
        ) from problem
    raise NoAnswer(f"{target.host} port {target.port} takes no connection: check the address.") from problem


def _body(response: HTTPResponse, target: Target, max_bytes: int, ends: float) -> bytes:
    if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise NoAnswer(f"{target.host} sent a compressed answer that was not asked for: give an address without it.")
    body = bytearray()
    while len(body) <= max_bytes:
        piece = response.read1(_CHUNK)
        if not piece:
            _left(ends, target)
            # read1, unlike read, does not say that a promised length was not reached.
            if response.length:
                raise NoAnswer(f"{target.host} broke off the answer before its end: try again later.")
            return bytes(body)
        body += piece
    raise NoAnswer(f"{target.host} sent more than {max_bytes:,} bytes: give a smaller file or raise the limit.")


def _left(ends: float, target: Target) -> float:
    """Seconds left, or NoAnswer when the time is over."""
    left = ends - time.monotonic()
    if left <= 0:
        raise NoAnswer(f"{target.host} did not answer in full in the time allowed: try again later.")
    return left


def _cut(connection: socket.socket) -> None:
    """Ends a read in another thread. The plain socket's method: SSLSocket's own would drop its TLS state first."""
    try:
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return  # closed already
