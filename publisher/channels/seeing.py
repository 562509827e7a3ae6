"""What a service shows of a post besides words: its pictures, and numbers."""

from ipaddress import ip_network
from urllib.parse import urlsplit

from publisher.channels.errors import Unknown
from publisher.net.exchange import get
from publisher.net.guard import Guard, NetError

MOST_BYTES = 12_000_000
_SECONDS = 15.0
_OK = 200
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def fetched(address: str, endpoint: str) -> bytes:
    """The bytes at an address that a service gave us; only a stand-in's own (`endpoint`) may be on this machine.

    Raises Unknown.
    """
    stands_in = bool(endpoint) and urlsplit(address).netloc == urlsplit(endpoint).netloc
    try:
        answer = get(address, Guard(_LOOPBACK if stands_in else ()), max_bytes=MOST_BYTES, seconds=_SECONDS)
    except (NetError, ValueError) as cause:
        raise Unknown(f"The picture could not be fetched. {cause}") from None
    if answer.status != _OK:
        raise Unknown(f"The picture could not be fetched (HTTP {answer.status}).")
    return answer.body


def count(value: object) -> int | None:
    """A number of things as a service tells it; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
