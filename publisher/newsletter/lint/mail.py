"""A finished mail as the rules see it: its bytes, its headers, its two parts, and what we have to say in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from urllib.parse import urlsplit

from publisher.newsletter.lint.page import Page, read

GOOGLE = "Google, email sender guidelines"
LEAST_TOKEN = 16
"""Letters of a token; of the 64 that ours are made of, as many are 96 bits."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class House:
    """What every mail of ours says: the postal address, and the disclaimer of at least one language."""

    postal_address: str
    disclaimers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. `way_out` is the address that ends the subscription; empty where its header is not as it should be."""

    data: bytes
    message: EmailMessage
    html: str
    text: str
    way_out: str
    house: House
    page: Page = field(repr=False)

    @property
    def sender_domain(self) -> str:
        """The domain in From, in small letters; empty if there is no address in it."""
        return self.address("From").rpartition("@")[2].lower()

    @property
    def token(self) -> str:
        """What tells this recipient from others: the end of the way out; empty where it is too short to."""
        end = urlsplit(self.way_out).path.rpartition("/")[2]
        return end if len(end) >= LEAST_TOKEN else ""

    def address(self, name: str) -> str:
        """The one address of a header; empty where there is none, or several."""
        found: Sequence[Address] = getattr(self.message[name], "addresses", ())
        return str(found[0].addr_spec) if len(found) == 1 else ""

    def lines(self, name: str) -> list[bytes]:
        """A header as it stands in the bytes, folded as it is, without its name; one entry for each."""
        head = self.data.partition(b"\r\n\r\n")[0]
        pattern = rb"^" + re.escape(name.encode()) + rb":[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)"
        return re.findall(pattern, head, re.MULTILINE | re.IGNORECASE)


def of_bytes(data: bytes, house: House) -> Mail:
    """A mail from its bytes, whole, with CRLF."""
    message = message_from_bytes(data, policy=default)
    text, html = _content(message, "plain"), _content(message, "html")
    found = re.fullmatch(r"<([^<>,\s]+)>", str(message["List-Unsubscribe"] or "").strip())
    return Mail(data, message, html, text, found[1] if found else "", house, read(html))


def of_parts(html: str, text: str, way_out: str) -> Mail:
    """A mail that is not put together yet, for the rules that ask about its parts alone."""
    return Mail(b"", EmailMessage(), html, text, way_out, House("", ()), read(html))


def safe(address: str) -> bool:
    """Whether it is an address of the web that is read encrypted, or one of this machine, as in the demo."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here(address)))


def here(address: str) -> bool:
    """Whether an address leads to this machine."""
    return urlsplit(address).hostname in _LOOPBACK


def _content(message: EmailMessage, kind: str) -> str:
    """A part's text; empty where there is none, or where it cannot be read."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):
        return ""
