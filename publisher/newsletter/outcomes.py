"""What became of one message, whoever it was handed to."""

from dataclasses import dataclass
from typing import Literal

State = Literal["sent", "failed", "queued", "uncertain"]


class Unreachable(Exception):
    """The relay takes no mail from us now: nothing was handed over, and the next message would fare no better."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. `queued`: certainly not sent, may be tried again. `code` is the relay's, or 0."""

    state: State
    code: int = 0
    reply: str = ""


def decoded(reply: bytes | str) -> str:
    """A relay's words as one line that any database takes: PostgreSQL stores no NUL."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]
