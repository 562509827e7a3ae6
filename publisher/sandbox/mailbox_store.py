"""What the sandbox's relay accepted, kept in a folder: one file a mail, in the order of arrival."""

import json
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Mail:
    """One accepted mail: its number, the envelope's recipient, when it came (UTC), and its bytes."""

    number: int
    to: str
    at: datetime
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def summary(self) -> dict[str, Any]:
        """As /sandbox/state shows it. A mail with a List-Id is the newsletter's, any other goes to staff."""
        message = self.message
        return {
            "number": self.number,
            "to": self.to,
            "subject": str(message.get("Subject", "")),
            "message_id": str(message.get("Message-ID", "")),
            "kind": "newsletter" if message.get("List-Id") else "staff",
            "at": self.at.isoformat(timespec="seconds"),
        }


class MailStore:
    """Thread-safe; what it holds is there again after a restart."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._mails = [_read(file) for file in sorted(folder.glob("*.eml"))]

    def add(self, to: str, data: bytes) -> Mail:
        """Keeps one mail before the relay says that it has it."""
        with self._lock:
            mail = Mail(len(self._mails) + 1, to, datetime.now(UTC), data)
            head = json.dumps({"to": to, "at": mail.at.isoformat()}).encode()
            (self._folder / f"{mail.number:08d}.eml").write_bytes(head + b"\n" + data)
            self._mails.append(mail)
        return mail

    def all(self) -> list[Mail]:
        """Every mail, oldest first."""
        with self._lock:
            return list(self._mails)

    def get(self, number: int) -> Mail | None:
        """The mail of that number."""
        return next((mail for mail in self.all() if mail.number == number), None)

    def state(self) -> dict[str, Any]:
        """All mails, and how many copies too many there are of a recipient and Message-ID."""
        mails = [mail.summary() for mail in self.all()]
        copies = Counter((mail["to"].casefold(), mail["message_id"]) for mail in mails if mail["kind"] == "newsletter")
        return {"mails": mails, "duplicates": sum(copies.values()) - len(copies)}


def _read(file: Path) -> Mail:
    head, _, data = file.read_bytes().partition(b"\n")
    about = json.loads(head)
    return Mail(int(file.stem), about["to"], datetime.fromisoformat(about["at"]), data)
