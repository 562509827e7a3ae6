"""What the sandbox's relay accepted, kept in a folder: one file a mail, in the order of arrival."""

import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from typing import Any

from publisher.sandbox.sameness import repeats, wording


@dataclass(frozen=True, slots=True)
class Mail:
    """One accepted mail: its number, the envelope's recipient, when it came (UTC), and what its headers say."""

    number: int
    to: str
    at: datetime
    sender: str
    subject: str
    message_id: str
    kind: str
    file: Path

    @property
    def data(self) -> bytes:
        """The bytes as they came over the wire."""
        return self.file.read_bytes().partition(b"\n")[2]

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = BytesParser(policy=policy.default).parsebytes(self.data)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def words(self) -> str:
        """What it says, whichever announcement's address it leads to."""
        part = self.message.get_body(("plain", "html"))
        return wording(f"{self.subject} {part.get_content() if part else ''}")

    def summary(self) -> dict[str, Any]:
        """As /sandbox/state shows it."""
        names = ("number", "to", "subject", "message_id", "kind")
        return {name: getattr(self, name) for name in names} | {"at": self.at.isoformat(timespec="seconds")}


class MailStore:
    """Thread-safe; what it holds is there again after a restart. It keeps headers in memory, bodies on disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._mails = {mail.number: mail for mail in map(_read, sorted(folder.glob("*.eml")))}

    def add(self, to: str, data: bytes) -> Mail:
        """Keeps one mail before the relay says that it has it."""
        at = datetime.now(UTC)
        head = json.dumps({"to": to, "at": at.isoformat()}).encode()
        with self._lock:
            number = max(self._mails, default=0) + 1
            file = self._folder / f"{number:08d}.eml"
            draft = file.with_suffix(".draft")
            draft.write_bytes(head + b"\n" + data)
            draft.rename(file)  # whole or not at all, whenever we are killed
            mail = self._mails[number] = _mail(file, to, at, data)
        return mail

    def all(self) -> list[Mail]:
        """Every mail, oldest first."""
        with self._lock:
            return list(self._mails.values())

    def get(self, number: int) -> Mail | None:
        """The mail of that number."""
        return self._mails.get(number)

    def state(self) -> dict[str, Any]:
        """All mails, and how many newsletter mails told somebody something a second time."""
        mails = self.all()
        return {"mails": [mail.summary() for mail in mails], "duplicates": duplicates(mails)}


def duplicates(mails: Iterable[Mail]) -> int:
    """How many newsletter mails came after another to the same person with its Message-ID or in the same words."""
    letters = [mail for mail in mails if mail.kind == "newsletter"]
    subjects = Counter(_subject(mail) for mail in letters)
    return len(repeats(_marks(mail, alike=subjects[_subject(mail)] > 1) for mail in letters))


def _subject(mail: Mail) -> tuple[str, str]:
    return mail.to.casefold(), wording(mail.subject)


def _marks(mail: Mail, *, alike: bool) -> list[tuple[str, str, str]]:
    """`alike`: another mail to this person has its subject. Only then its body is read from the disk."""
    told = {"id": mail.message_id, "words": mail.words if alike else ""}
    return [(mail.to.casefold(), kind, value) for kind, value in told.items() if value]


def _read(file: Path) -> Mail:
    head, _, data = file.read_bytes().partition(b"\n")
    about = json.loads(head)
    return _mail(file, about["to"], datetime.fromisoformat(about["at"]), data)


def _mail(file: Path, to: str, at: datetime, data: bytes) -> Mail:
    """A mail with a List-Id is the newsletter's; one asks to confirm a sign-up; any other goes to staff."""
    headers = BytesHeaderParser(policy=policy.default).parsebytes(data)
    asks = str(headers.get("Message-ID", "")).startswith("<sign-up.")
    return Mail(
        number=int(file.stem),
        to=to,
        at=at,
        sender=str(headers.get("From", "")),
        subject=str(headers.get("Subject", "")),
        message_id=str(headers.get("Message-ID", "")),
        kind="newsletter" if headers.get("List-Id") else "sign-up" if asks else "staff",
        file=file,
    )
