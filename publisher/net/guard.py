"""Says where an address really leads, before anything is opened (OWASP: server-side request forgery)."""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from publisher.net.addresses import Address, is_public, unwrapped

_PORTS = {"http": 80, "https": 443}
_NO_RESOLVER = frozenset({socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_SYSTEM, socket.EAI_MEMORY})
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]")


class NetError(Exception):
    """An address could not be read. Prints as one plain sentence."""


class Blocked(NetError):
    """The address must not be opened."""


class NoAnswer(NetError):
    """The address may be opened, but nothing usable came back in time."""


class UnknownHost(NoAnswer):
    """The names that the internet knows do not include `host`: said by whoever keeps the names, not by a dead line."""

    def __init__(self, sentence: str, host: str) -> None:
        super().__init__(sentence)
        self.host = host


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address. Whoever connects uses `addresses` and never resolves `host` again."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]

    @property
    def authority(self) -> str:
        """What goes into the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets public http and https addresses through, and `allow_networks` besides."""

    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def check(self, url: str) -> Target:
        """Where `url` leads, resolved once and pinned.

        One refused address among several refuses the name: a name that answers with both is an attack or a mistake.
        Raises Blocked, or NoAnswer if the name is unknown.
        """
        scheme, host, port, path = split(url)
        return Target(scheme, host, port, path, self.pinned(host, port))

    def pinned(self, host: str, port: int) -> tuple[Address, ...]:
        """The addresses of `host`, resolved once, for whatever speaks no http. Raises Blocked or NoAnswer."""
        addresses = _resolve(host, port)
        for address in addresses:
            if not self.allows(address):
                raise Blocked(
                    f"{host} leads to {address}, which is not a public address: use a public one, or add its network "
                    "to PUBLISHER_ALLOW_NETWORKS."
                )
        return addresses

    def allows(self, address: Address) -> bool:
        """True if this very address may be opened."""
        inner = unwrapped(address)
        return is_public(inner) or any(inner in network for network in self.allow_networks)


def split(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query; the fragment stays here, as in every request.

    Every decision about an address uses this one reading of it. Raises Blocked.
    """
    if _NOT_IN_A_URL.search(url):
        raise Blocked("The address contains a space, a backslash or a control character: write it percent-encoded.")
    try:
        parsed = parse_url(url)
    except LocationParseError:
        raise Blocked("The address cannot be understood: write it as https://host/path.") from None
    if parsed.scheme not in _PORTS:
        raise Blocked("Only http and https addresses are read: write the address as https://host/path.")
    if parsed.auth is not None:
        raise Blocked("The address contains a user name or password: take it out, addresses are shown and logged.")
    host = (parsed.host or "").strip("[]").rstrip(".")
    if not host:
        raise Blocked("The address names no host: write it as https://host/path.")
    return parsed.scheme, host, parsed.port or _PORTS[parsed.scheme], parsed.request_uri


def _resolve(host: str, port: int) -> tuple[Address, ...]:
    """Every address of `host`, in the resolver's order. Its time is bounded by the system's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as cause:
        if getattr(cause, "errno", None) in _NO_RESOLVER:
            raise NoAnswer(f"The name {host} cannot be looked up right now: try again later.") from None
        raise UnknownHost(f"The name {host} is not known: check the address.", host) from None
    # The zone of a link-local address ("%eth0") tells nothing about who may be reached.
    return tuple(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
