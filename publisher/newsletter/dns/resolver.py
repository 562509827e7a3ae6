"""Asking a name server, and nobody else."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from dns.exception import DNSException
from dns.name import EmptyLabel, LabelTooLong, NameTooLong
from dns.resolver import NXDOMAIN, NoAnswer, NoResolverConfiguration, Resolver

from publisher.errors import Refusal

SECONDS = 5.0
"""For one question, over all servers that are asked it."""


class Silent(Exception):
    """No name server gave an answer; nothing is known of the record."""


class Names:
    """Answers of the system's name servers, or of `server` (`HOST` or `HOST:PORT`, a number). Each is asked once."""

    def __init__(self, server: str = "", seconds: float = SECONDS) -> None:
        try:
            self._resolver = Resolver(configure=not server)
        except NoResolverConfiguration as cause:
            raise Refusal("This machine names no name server; set PUBLISHER_NAMESERVER to one.") from cause
        if server:
            host, port = _place(server)
            self._resolver.nameservers, self._resolver.port = [host], port
        self._resolver.lifetime = seconds
        self._resolver.timeout = seconds / 2
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each in one piece; none where there are none. Raises `Silent`."""
        return self._asked(name, "TXT")

    def mail_hosts(self, name: str) -> tuple[str, ...]:
        """The hosts that take mail for a name; a single empty one says that none does (RFC 7505). Raises `Silent`."""
        return self._asked(name, "MX")

    def has_address(self, name: str) -> bool:
        """True if the name has an address. Raises `Silent`."""
        return bool(self._asked(name, "A") or self._asked(name, "AAAA"))

    def _asked(self, name: str, kind: str) -> tuple[str, ...]:
        if (name, kind) not in self._known:
            self._known[name, kind] = self._ask(name, kind)
        return self._known[name, kind]

    def _ask(self, name: str, kind: str) -> tuple[str, ...]:
        try:
            found = self._resolver.resolve(name, kind, search=False)
        except (NXDOMAIN, NoAnswer, EmptyLabel, LabelTooLong, NameTooLong):
            return ()
        except (DNSException, OSError) as cause:
            raise Silent(f"No name server says anything about {name} ({kind}); try again.") from cause
        if kind == "TXT":
            return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in found)
        if kind == "MX":
            return tuple(str(one.exchange).rstrip(".") for one in found)
        return tuple(str(one) for one in found)


def _place(server: str) -> tuple[str, int]:
    """The number and the port of a name server. Raises `Refusal`: to look a name up, another would have to be asked."""
    try:
        parts = urlsplit(f"//{server}")
        return str(ip_address(parts.hostname or "")), parts.port or 53
    except ValueError as cause:
        raise Refusal(
            f"{server!r} is no name server; give its number, such as 192.0.2.53 or 192.0.2.53:5353."
        ) from cause
