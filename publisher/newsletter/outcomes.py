"""What is handed over, and what became of it, whoever it was handed to."""

import re
from dataclasses import dataclass
from typing import Literal, Protocol

from django.conf import settings

from publisher.channels.scrub import scrubbed

State = Literal["sent", "failed", "queued", "uncertain"]
_SECRET = re.compile("key|token|secret|password", re.IGNORECASE)


class Unreachable(Exception):
    """The relay takes no mail from us now: nothing was handed over, and the next message would fare no better."""


class Letter(Protocol):
    """A message in its envelope. Both addresses may stand in a header (`headers.address`)."""

    @property
    def sender(self) -> str: ...

    @property
    def recipient(self) -> str: ...

    def data(self) -> bytes:
        """The whole message with CRLF, not dot-stuffed."""
        ...

    def wire(self) -> bytes:
        """The same with its dots doubled, as SMTP carries it, without the final one."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. `queued`: certainly not sent, may be tried again. `code` is the relay's, or 0."""

    state: State
    code: int = 0
    reply: str = ""


def decoded(reply: bytes | str) -> str:
    """A relay's words as one line that any database takes: PostgreSQL stores no NUL."""
    text = _text(reply)
    return text[:300] if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)[:300]


def without_secrets(reply: bytes | str) -> str:
    """The same of a no, which may repeat the log-in or the key that we sent."""
    keys = (value for name, value in settings.ANYMAIL.items() if _SECRET.search(name) and isinstance(value, str))
    return decoded(scrubbed(_text(reply), [settings.EMAIL_HOST_PASSWORD or "", *keys]))


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
