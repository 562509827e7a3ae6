"""Where a channel runs: at the service itself, or at a stand-in on this machine."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a channel runs: a loopback address that stands in for the service (empty: the real
    service), seconds that one request may take, and a CA file for an https stand-in.

    `before_password` is called right before a password leaves; what it raises keeps the password here."""

    endpoint: str = ""
    timeout_seconds: float = 30.0
    ca_file: str = ""
    before_password: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        if self.endpoint and not _is_loopback(self.endpoint):
            raise ValueError(
                f"{self.endpoint!r} is no loopback address. A stand-in for a service may only be "
                "http(s)://127.0.0.1:PORT, http(s)://[::1]:PORT or http(s)://localhost:PORT; "
                "leave the setting empty to use the real service."
            )


def _is_loopback(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.path not in {"", "/"} or "@" in parts.netloc:
        return False
    if parts.query or parts.fragment or port == 0:
        return False
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
