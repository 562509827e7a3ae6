"""One copy, made into a letter: its envelope, and the values that its message is joined with."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.conf import settings

from publisher import crypto
from publisher.newsletter import sender
from publisher.newsletter.compile import Compiled, stuffed

Signer = Callable[[bytes], bytes]
"""Gives the header lines that sign this message, to stand before it."""


class Numbered(Protocol):
    """What tells one copy from all others."""

    @property
    def issue_id(self) -> int: ...

    @property
    def subscriber_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Addressed:
    """A copy with all that its letter needs; `hashes` are what its address would be suppressed by."""

    pk: int
    issue_id: int
    subscriber_id: int
    language: str
    attempts: int
    email: str
    key: str
    hashes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def domain(self) -> str:
        """Where its mail goes."""
        return self.email.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Filled:
    """A copy's letter: `message` with these values in its slots. The bytes are joined when they are asked for."""

    sender: str
    recipient: str
    message: Compiled
    values: tuple[bytes, ...]
    sign: Signer | None = None

    def data(self) -> bytes:
        """The whole message, with its signature where we sign."""
        joined = self.message.fill(self.values)
        return self.sign(joined) + joined if self.sign else joined

    def wire(self) -> bytes:
        """The same with its dots doubled: where we do not sign, they were when it was compiled."""
        return stuffed(self.data()) if self.sign else self.message.wire(self.values)


def letter(copy: Addressed, messages: Mapping[str, Compiled], at: datetime, sign: Signer | None = None) -> Filled:
    """This copy in its language (the issue's first if it has not that one). Raises `HeaderError`."""
    message = messages.get(copy.language) or next(iter(messages.values()))
    values = message.values(copy.email, message_id(copy), leaving(copy.key), at)
    return Filled(return_path(copy), copy.email, message, values, sign)


def leaving(key: str) -> str:
    """The address that ends the subscription whose token has this key (RFC 8058)."""
    return f"{settings.BASE_URL}/u/{crypto.token_of('subscriber', key)}"


def message_id(copy: Numbered) -> str:
    """The same for each attempt at this copy, and without the address (RFC 5322, 3.6.4, wants it unique).

    It is keyed so that nobody can count subscribers or claim a copy by making one up; staff find it in a relay's log.
    """
    return f"<{copy.issue_id}.{copy.subscriber_id}.{proof(copy)}@{sender.domain()}>"


def proof(copy: Numbered) -> str:
    """What only our mail to this recipient bears."""
    text = f"publisher/message-id/{copy.issue_id}.{copy.subscriber_id}".encode()
    return hmac.digest(settings.SECRET_WORDS[-1].encode(), text, "sha256").hex()[:20]


def return_path(copy: Numbered) -> str:
    """Whom the relay tells what became of it: one address a copy (VERP) where there is a mailbox for that."""
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{copy.issue_id}.{copy.subscriber_id}.{proof(copy)}@{domain}" if local else sender.address()
