"""Handing one message to the relay, with an exact border between "certainly not sent" and "may have been sent".

Django's backend connects, starts TLS and logs in; the transaction is our own, because `smtplib.sendmail` hides on
which side of the final dot it broke. RFC 5321, 4.1.1.4: until the dot the relay has accepted nothing; after it only
its reply says.
"""

import re
import smtplib
from contextlib import suppress
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from publisher.errors import Refusal
from publisher.newsletter import dkim
from publisher.newsletter.outcomes import Outcome, State, Unreachable, decoded

__all__ = ["Outcome", "Relay", "Unreachable"]

PER_CONNECTION = 200
"""Messages until a fresh connection: many relays close one after about so many."""

_BY_CLASS: dict[int, State] = {2: "sent", 4: "queued", 5: "failed"}
_DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


class Relay:
    """The relay of the EMAIL_* settings, over one connection that is reused. Use `with`."""

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None
        self._used = 0
        self._signer: dkim.Signer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Hands over one message (whole, with CRLF, not dot-stuffed). Raises `Unreachable` and nothing else."""
        connection = self._begin(sender)
        self._used += 1
        try:
            code, reply = connection.rcpt(recipient)
            if code in (250, 251):
                code, reply = connection.docmd("DATA")
            if code != 354:
                return self._refused(connection, code, reply)
            signature = self._signer(message) if self._signer else b""
            _socket(connection).sendall(_DOT_AT_START.sub(b"..", signature + message))
        except OSError as cause:  # smtplib's errors are OSErrors too
            # The dot was not written: dropping the connection makes the relay forget the message.
            self._drop()
            return Outcome("queued", 0, _text(cause))
        try:
            _socket(connection).sendall(b".\r\n")
            code, reply = connection.getreply()
        except OSError as cause:
            self._drop()
            return Outcome("uncertain", 0, f"The relay did not answer the final dot: {_text(cause)}")
        return Outcome(_BY_CLASS.get(code // 100, "uncertain"), max(code, 0), decoded(reply))

    def close(self) -> None:
        """Says goodbye, if there is anybody to say it to."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.quit()
        self._drop()

    def _begin(self, sender: str) -> smtplib.SMTP:
        """A connection on which MAIL was accepted. A kept one that has ended meanwhile costs a new one, no more."""
        if self._connection is not None and self._used < PER_CONNECTION:
            with suppress(OSError):
                if self._connection.mail(sender)[0] == 250:
                    return self._connection
        self.close()
        try:
            self._signer = dkim.signer()
            self._connection = connection = _connected()
            code, reply = connection.mail(sender)
        except OSError as cause:
            self._drop()
            raise Unreachable(_text(cause)) from cause
        except Refusal as cause:  # what was to be signed does not leave unsigned
            raise Unreachable(str(cause)) from cause
        if code != 250:
            self.close()
            raise Unreachable(f"it refuses mail from {sender}: {code} {decoded(reply)}")
        return connection

    def _refused(self, connection: smtplib.SMTP, code: int, reply: bytes) -> Outcome:
        """A refusal before the message: by RFC 5321, 4.2.1, one in 5xx is for good and any other may pass."""
        try:
            reset = connection.rset()[0] == 250
        except OSError:
            reset = False
        if not reset:
            self._drop()
        return Outcome("failed" if code // 100 == 5 else "queued", max(code, 0), decoded(reply))

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._used = None, 0


def _connected() -> smtplib.SMTP:
    """A new connection, made as for staff mail: certificates are checked, and there is a timeout."""
    if not settings.EMAIL_HOST:
        raise Unreachable("no relay is set; set EMAIL_URL to smtp://HOST:PORT")
    backend = EmailBackend()
    try:
        backend.open()
        connection = backend.connection
        assert connection is not None
        connection.ehlo_or_helo_if_needed()
        # The dot is a small packet after a large one: with Nagle's rule it would wait 40 ms for the relay's late ACK.
        _socket(connection).setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    except OSError:
        with suppress(OSError):
            backend.close()
        raise
    return connection


def _socket(connection: smtplib.SMTP) -> socket:
    if connection.sock is None:
        raise smtplib.SMTPServerDisconnected("the relay has closed the connection")
    return connection.sock


def _text(cause: Exception) -> str:
    if isinstance(cause, smtplib.SMTPResponseException):
        return f"{cause.smtp_code} {decoded(cause.smtp_error)}"
    return decoded(f"{type(cause).__name__}: {cause}")
