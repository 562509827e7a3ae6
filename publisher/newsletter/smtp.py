"""Handing one message to the relay, with an exact border between "certainly not sent" and "may have been sent".

smtplib connects, starts TLS and logs in; the transaction is our own, because `smtplib.sendmail` hides on which side of
the final dot it broke. RFC 5321, 4.1.1.4: until the dot the relay has accepted nothing; after it only its reply says.
"""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from django.conf import settings

PER_CONNECTION = 200
"""Messages until a fresh connection: many relays close one after about so many."""

_DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. `queued`: certainly not sent, may be tried again. `code` is the relay's, or 0."""

    state: Literal["sent", "failed", "queued", "uncertain"]
    code: int = 0
    reply: str = ""


class Relay:
    """The relay of the EMAIL_* settings, over one connection that is reused. Use `with`."""

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None
        self._used = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Hands over one message (whole, with CRLF, not dot-stuffed). Raises nothing: the outcome says it all."""
        try:
            connection = self._open()
            refused = self._envelope(connection, sender, recipient)
            if refused:
                return refused
            connection.sock.sendall(_DOT_AT_START.sub(b"..", message))  # type: ignore[union-attr]
        except (OSError, smtplib.SMTPException) as cause:
            # The dot was not written: dropping the connection makes the relay forget the message.
            self._drop()
            return Outcome("queued", _code(cause), _text(cause))
        try:
            connection.sock.sendall(b".\r\n")  # type: ignore[union-attr]
            code, reply = connection.getreply()
        except (OSError, smtplib.SMTPException) as cause:
            self._drop()
            return Outcome("uncertain", 0, f"The relay did not answer the final dot: {_text(cause)}")
        self._used += 1
        state: Literal["sent", "queued", "failed"] = (
            "sent" if code // 100 == 2 else "queued" if code // 100 == 4 else "failed"
        )
        return Outcome(state, code, _decoded(reply))

    def close(self) -> None:
        """Says goodbye, if there is anybody to say it to."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._drop()
        self._connection = None

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None and self._used < PER_CONNECTION:
            return self._connection
        self.close()
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        connection = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
        self._connection, self._used = connection, 0
        if settings.EMAIL_USE_TLS:
            connection.starttls()
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        connection.ehlo_or_helo_if_needed()
        return connection

    @staticmethod
    def _envelope(connection: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
        """MAIL, RCPT and DATA; None when the relay waits for the message."""
        steps: tuple[tuple[int, Callable[[], tuple[int, bytes]]], ...] = (
            (250, lambda: connection.mail(sender)),
            (250, lambda: connection.rcpt(recipient)),
            (354, lambda: connection.docmd("DATA")),
        )
        for wanted, step in steps:
            code, reply = step()
            if code == wanted or (wanted, code) == (250, 251):
                continue
            if code in (-1, 421):
                raise smtplib.SMTPServerDisconnected(_decoded(reply))
            connection.rset()
            return Outcome("failed" if code // 100 == 5 else "queued", code, _decoded(reply))
        return None

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _code(cause: Exception) -> int:
    return int(getattr(cause, "smtp_code", 0) or 0)


def _text(cause: Exception) -> str:
    reply = getattr(cause, "smtp_error", b"")
    return f"{type(cause).__name__}: {_decoded(reply) if reply else cause}"[:300]


def _decoded(reply: bytes | str) -> str:
    return (reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)[:300]
