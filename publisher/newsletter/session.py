"""One connection to the relay, and one transaction after the other on it (RFC 5321).

Where the relay offers PIPELINING (RFC 2920) the envelope is one write, and that of the next message goes with the final
dot of this one, so that a message costs one round trip. Where it does not, each command waits for its answer.

The border is the final dot: what the kernel was given of a message tells whether the relay can have seen it.
"""

import smtplib
from contextlib import suppress
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from ssl import SSLSocket

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from publisher.newsletter.headers import address
from publisher.newsletter.outcomes import Letter, Unreachable

GO_ON, ACCEPTED, RECIPIENT = 354, 250, (250, 251)
Answer = tuple[int, bytes]


class NotGiven(OSError):
    """The connection broke before the final dot: the relay forgets what it has."""


class Session:
    """An open connection. Everything raises OSError where it breaks; then it is of no more use."""

    def __init__(self) -> None:
        self._smtp = _connected()
        self._in_groups = self._smtp.has_extn("pipelining")
        self._to_reset = False
        self.used = 0
        self.begun: Letter | None = None
        """Whose envelope was written already, and its answers not read."""

    def begin(self, letter: Letter) -> Answer:
        """Begins a transaction; gives the answer to MAIL, or to the RSET before it where that was refused."""
        if self.begun is not letter:
            if self._in_groups:
                self._write(self._envelope(letter))
            elif self._to_reset:
                self._write(b"RSET\r\n")
        self.begun = None
        self.used += 1
        if self._to_reset:
            code, reply = self._smtp.getreply()
            if code != ACCEPTED:
                return code, reply
            self._to_reset = False
        if not self._in_groups:
            self._write(_mail(letter))
        return self._smtp.getreply()

    def addressed(self, letter: Letter) -> Answer:
        """Names the recipient and asks to give the message: 354, or the answer that refused either."""
        if not self._in_groups:
            self._write(_recipient(letter))
        code, reply = self._smtp.getreply()
        taken = code in RECIPIENT
        if taken or self._in_groups:
            if not self._in_groups:
                self._write(b"DATA\r\n")
            data = self._smtp.getreply()
            if taken:
                code, reply = data
            elif data[0] == GO_ON:  # without a recipient: the transaction is ended by a dot alone (RFC 2920, 3.1)
                self._write(b".\r\n")
                self._smtp.getreply()
        self._to_reset = code != GO_ON
        return code, reply

    def give(self, message: bytes, following: Letter | None) -> None:
        """The message, the final dot, and the envelope of the next message.

        Raises `NotGiven` if the dot was certainly not written, and OSError if it was or may have been.
        """
        end = b".\r\n"
        if following is not None and self._in_groups:
            end += self._envelope(following)
            self.begun = following
        sock = self._open()
        if isinstance(sock, SSLSocket):  # it may break after records that were written: the dot is a write of its own
            try:
                sock.sendall(message)
            except OSError as cause:
                raise NotGiven from cause
            sock.sendall(end)
            return
        data, border, written = memoryview(message + end), len(message) + 3, 0
        while written < len(data):
            try:
                written += sock.send(data[written:])
            except OSError as cause:
                if written < border:
                    raise NotGiven from cause
                raise

    def answer(self) -> Answer:
        """The answer to the final dot; a code of no class that SMTP has is 0."""
        code, reply = self._smtp.getreply()
        return max(code, 0), reply

    def close(self) -> None:
        """Says goodbye, unless the relay waits for a message."""
        if self.begun is None:
            with suppress(OSError):
                self._smtp.quit()
        self.drop()

    def drop(self) -> None:
        """Ends the connection: the relay forgets what it was given without its dot."""
        self._smtp.close()

    def _envelope(self, letter: Letter) -> bytes:
        reset = b"RSET\r\n" if self._to_reset else b""
        return reset + _mail(letter) + _recipient(letter) + b"DATA\r\n"

    def _write(self, data: bytes) -> None:
        self._open().sendall(data)

    def _open(self) -> socket:
        sock: socket | None = self._smtp.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("the relay has closed the connection")
        return sock


def _mail(letter: Letter) -> bytes:
    return f"MAIL FROM:<{address(letter.sender)}>\r\n".encode("ascii")


def _recipient(letter: Letter) -> bytes:
    return f"RCPT TO:<{address(letter.recipient)}>\r\n".encode("ascii")


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
        sock: socket | None = connection.sock
        if sock is not None:
            sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    except OSError:
        with suppress(OSError):
            backend.close()
        raise
    return connection
