"""Handing messages to the relay, with an exact border between "certainly not sent" and "may have been sent".

Django's backend connects, starts TLS and logs in; the transaction is our own (`session.py`), because
`smtplib.sendmail` hides on which side of the final dot it broke. RFC 5321, 4.1.1.4: until the dot the relay has
accepted nothing; after it only its reply says.
"""

import smtplib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from publisher.errors import Refusal
from publisher.newsletter import dkim
from publisher.newsletter.compile import stuffed
from publisher.newsletter.outcomes import Letter, Outcome, State, Unreachable, decoded, without_secrets
from publisher.newsletter.session import GO_ON, NotGiven, Session

__all__ = ["Outcome", "Plain", "Relay", "Unreachable"]

PER_CONNECTION = 200
"""Messages until a fresh connection: many relays close one after about so many."""

_BY_CLASS: dict[int, State] = {2: "sent", 4: "queued", 5: "failed"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A finished message (whole, with CRLF, not dot-stuffed) in its envelope."""

    sender: str
    recipient: str
    message: bytes

    def data(self) -> bytes:
        """The message."""
        return self.message

    def wire(self) -> bytes:
        """The message with its dots doubled."""
        return stuffed(self.message)


class Relay:
    """The relay of the EMAIL_* settings, over one connection that is reused. Use `with`."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Hands over one message, signed where we sign. Raises `Unreachable` and nothing else."""
        try:
            sign = dkim.signer()
        except Refusal as cause:  # what was to be signed does not leave unsigned
            raise Unreachable(str(cause)) from cause
        return self._hand_over(Plain(sender, recipient, sign(message) + message if sign else message), None)

    def send_each(self, letters: Iterable[Letter]) -> Iterator[Outcome]:
        """Hands over one after the other and gives what became of each, in order. Raises `Unreachable`.

        One is taken from `letters` before the outcome of the one before it is given: its envelope may have been
        written, never a byte of its message.
        """
        coming = iter(letters)
        letter = next(coming, None)
        try:
            while letter is not None:
                following = next(coming, None)
                yield self._hand_over(letter, following)
                letter = following
        finally:
            if self._session is not None and self._session.begun is not None:
                self._drop()

    def close(self) -> None:
        """Says goodbye, if there is anybody to say it to."""
        if self._session is not None:
            self._session.close()
        self._session = None

    def _hand_over(self, letter: Letter, following: Letter | None) -> Outcome:
        session = self._begun(letter)
        try:
            code, reply = session.addressed(letter)
        except OSError as cause:  # smtplib's errors are OSErrors too
            return self._unsent(cause)
        if code != GO_ON:
            return self._refused(code, reply)
        try:
            session.give(letter.wire(), following if session.used < PER_CONNECTION else None)
            code, reply = session.answer()
        except NotGiven as cause:
            return self._unsent(cause.__cause__ or cause)
        except OSError as cause:
            self._drop()
            return Outcome("uncertain", 0, f"The relay did not answer the final dot: {_text(cause)}")
        state = _BY_CLASS.get(code // 100, "uncertain")
        if state == "uncertain":
            self._drop()  # whatever it says next, it is not known what it answers
        return Outcome(state, code, (decoded if state == "sent" else without_secrets)(reply))

    def _begun(self, letter: Letter) -> Session:
        """A connection on which MAIL was accepted. A kept one that has ended meanwhile costs a new one, no more."""
        kept = self._session
        if kept is not None and (kept.begun is letter or kept.used < PER_CONNECTION):
            try:
                if kept.begin(letter)[0] == 250:
                    return kept
            except OSError:
                self._drop()
        self.close()
        try:
            self._session = session = Session()
            code, reply = session.begin(letter)
        except OSError as cause:
            self._drop()
            raise Unreachable(_text(cause)) from cause
        if code != 250:
            self._drop()
            raise Unreachable(f"it refuses mail from {letter.sender}: {code} {without_secrets(reply)}")
        return session

    def _refused(self, code: int, reply: bytes) -> Outcome:
        """A refusal before the message: by RFC 5321, 4.2.1, one in 5xx is for good and any other may pass."""
        if code // 100 not in (2, 4, 5) or code == 421:
            self._drop()
        return Outcome("failed" if code // 100 == 5 else "queued", max(code, 0), without_secrets(reply))

    def _unsent(self, cause: BaseException) -> Outcome:
        """The dot was not written: dropping the connection makes the relay forget the message."""
        self._drop()
        return Outcome("queued", 0, _text(cause))

    def _drop(self) -> None:
        if self._session is not None:
            self._session.drop()
        self._session = None


def _text(cause: BaseException) -> str:
    if isinstance(cause, smtplib.SMTPResponseException):
        return f"{cause.smtp_code} {without_secrets(cause.smtp_error)}"
    return without_secrets(f"{type(cause).__name__}: {cause}")
