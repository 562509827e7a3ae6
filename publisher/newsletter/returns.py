"""The mailbox that mail comes back to: by IMAP, or a folder that a mail server drops files into.

A mail is marked (IMAP: seen; folder: moved to `done`) after what it says was written down, so that a worker that ends
in between reads it again, which changes nothing: see `bouncing`.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from publisher.channels.errors import NeedsHuman, TryLater
from publisher.returned.read import MOST_BYTES

AT_MOST = 200
"""Mails in one turn; the rest in the next."""
SECONDS = 30
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
TODO = "Check PUBLISHER_BOUNCE_MAILBOX."


class Mailbox(Protocol):
    """Mails that nobody has read yet."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Each with a name for `done`, and its first megabyte."""
        ...

    def done(self, name: str) -> None:
        """It was read."""
        ...


@contextmanager
def opened() -> Iterator[Mailbox]:
    """The mailbox of the settings. Raises `NeedsHuman` where it does not open, `TryLater` where it breaks off."""
    parts = urlsplit(settings.BOUNCE_MAILBOX)
    if parts.scheme == "file":
        yield Folder(Path(unquote(parts.path)))
        return
    host, user, password = parts.hostname or "", unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme == "imap" and host not in _LOOPBACK:
        raise NeedsHuman("The password of the bounce mailbox would travel in the open.", "Use imaps:// for it.")
    try:
        connection = _connected(parts.scheme, host, parts.port)
    except (OSError, imaplib.IMAP4.error) as cause:
        raise NeedsHuman(f"The bounce mailbox at {host} cannot be reached ({type(cause).__name__}).", TODO) from cause
    try:
        connection.login(user, password)
    except imaplib.IMAP4.error as cause:
        connection.shutdown()
        raise NeedsHuman(f"The bounce mailbox at {host} refuses the log-in.", TODO) from cause
    try:
        yield Imap(connection, unquote(parts.path.strip("/")) or "INBOX")
    except (OSError, imaplib.IMAP4.error) as cause:
        raise TryLater(
            f"The bounce mailbox at {host} broke off ({type(cause).__name__}).", timedelta(minutes=1)
        ) from cause
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


class Imap:
    """One folder of a server (RFC 3501). Nothing is deleted: what was read is flagged as seen."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self._connection = connection
        quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
        status, _ = connection.select(f'"{quoted}"')
        if status != "OK":
            raise NeedsHuman(f"The bounce mailbox has no folder {folder!r}.", TODO)

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """By their unique numbers; looking sets no flag."""
        _, found = self._connection.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:AT_MOST]:
            name = number.decode("ascii")
            _, parts = self._connection.uid("FETCH", name, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            for part in parts:
                if isinstance(part, tuple):
                    yield name, part[1]

    def done(self, name: str) -> None:
        """Seen."""
        self._connection.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)")


class Folder:
    """A folder of files, each a mail as it came. What was read is moved into `done` beside them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._done = folder, folder / "done"
        try:
            self._done.mkdir(exist_ok=True)
        except OSError as cause:
            raise NeedsHuman(f"The folder of bounces cannot be written to: {folder}.", TODO) from cause

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """The oldest first. A name with a dot before it is one that is still being written."""
        files = sorted(file for file in self._folder.iterdir() if file.is_file() and not file.name.startswith("."))
        for file in files[:AT_MOST]:
            with file.open("rb") as opened_file:
                data = opened_file.read(MOST_BYTES)
            yield file.name, data

    def done(self, name: str) -> None:
        """Moved."""
        with suppress(FileNotFoundError):  # another worker was quicker
            (self._folder / name).replace(self._done / name)


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imap":
        return imaplib.IMAP4(host, port or 143, timeout=SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=SECONDS)
