"""What a mail in the bounce mailbox says, of whom, and about which of our messages.

A report that is one by its form is read by the standard library: RFC 3464 (delivery status), RFC 5965 (complaint).
What bounces without that form is read by flufl.bounce, which knows the words of old mail programs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses
from typing import Any, Literal

from flufl.bounce import all_failures

Kind = Literal["hard", "soft", "complaint"]

MOST_BYTES = 1_000_000
"""Of one mail: a report stands at its beginning."""
_ADDRESS = re.compile(r"[^\s\x00-\x1f<>()\[\];,:\"]+@[^\s\x00-\x1f<>()\[\];,:\"]+")
_MESSAGE_ID = re.compile(r"<[^\s<>]+@[^\s<>]+>")
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
_LONGEST = 300
_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class Returned:
    """`recipients`: whom the report names. `message_ids`: of our mail, as the report quotes it. `came_to`: the
    addresses it was sent to, of which one may say by itself which copy it is about. `said`: why, on one line."""

    kind: Kind
    recipients: tuple[str, ...]
    message_ids: tuple[str, ...]
    came_to: tuple[str, ...]
    said: str


def read(data: bytes) -> Returned | None:
    """The report in a mail; None for anything else, such as an answer of somebody who is away. Raises nothing."""
    try:
        message = message_from_bytes(data[:MOST_BYTES])
        return _complaint(message) or _status(message) or _in_words(message)
    except Exception:  # noqa: BLE001 - anybody may write to that mailbox, and the parsers have their own troubles
        return None


def hard(status: str) -> bool:
    """Whether an enhanced status code (RFC 3463) is about the address, and for good.

    Not so: a full mailbox, a message that is too long, a refusal for reasons of policy. Those are no fault of the
    address, and the next mail may arrive. 5.0.0 says no more than "for good".
    """
    found = _STATUS.search(status)
    if not found or found[1] != "5":
        return False
    return (found[2], found[3]) in {("0", "0"), ("2", "1"), ("4", "4")} or found[2] == "1"


def _complaint(message: Message) -> Returned | None:
    for part in _parts(message, "message/feedback-report"):
        for report in _blocks(part):
            kind = _text(report, "Feedback-Type").lower()
            if kind == "not-spam" or not kind:
                continue
            names = [*report.get_all("Original-Rcpt-To", []), *report.get_all("Removal-Recipient", [])]
            return _made("complaint", message, names, f"Reported as {kind}")
    return None


def _status(message: Message) -> Returned | None:
    hards: list[str] = []
    softs: list[str] = []
    said = ""
    for part in _parts(message, "message/delivery-status"):
        for block in _blocks(part):
            action, status = _text(block, "Action").lower(), _text(block, "Status")
            if action not in ("failed", "delayed"):
                continue
            names = [_text(block, name) for name in ("Final-Recipient", "Original-Recipient")]
            (hards if action == "failed" and hard(status) else softs).extend(names)
            said = said or f"{status} {_text(block, 'Diagnostic-Code')}"
    if hards:
        return _made("hard", message, hards, said)
    return _made("soft", message, softs, said) if softs else None


def _in_words(message: Message) -> Returned | None:
    """What bounces without a report. An answer by itself, or one that a person wrote, is none."""
    if any(_parts(message, "message/delivery-status")) or _text(message, "Auto-Submitted").lower() == "auto-replied":
        return None
    sender = _text(message, "Return-Path") or _text(message, "From")
    if not ("<>" in sender or re.search(r"mailer-daemon|postmaster", sender, re.IGNORECASE)):
        return None
    temporary, permanent = all_failures(message)
    names = permanent or temporary
    found = [name.decode("ascii", "replace") for name in sorted(names)]
    return _made("hard" if permanent else "soft", message, found, _text(message, "Subject")) if found else None


def _made(kind: Kind, message: Message, names: Iterable[Any], said: str) -> Returned:
    recipients = [found for name in names for found in _ADDRESS.findall(_line(str(name)))]  # of a long one, hours
    to = getaddresses([str(value) for name in _TO for value in message.get_all(name, [])])
    return Returned(
        kind,
        tuple(dict.fromkeys(recipients)),
        tuple(dict.fromkeys(_quoted_ids(message))),
        tuple(dict.fromkeys(address for _, address in to if address)),
        _line(said),
    )


def _quoted_ids(message: Message) -> Iterator[str]:
    """Message-IDs of what the report quotes, whole or its headers; never the report's own."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            for inner in _blocks(part):
                yield from _MESSAGE_ID.findall(_text(inner, "Message-ID"))
        elif kind == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            if isinstance(headers, bytes):
                inner = message_from_string(headers.decode("utf-8", "replace"))
                yield from _MESSAGE_ID.findall(_text(inner, "Message-ID"))


def _parts(message: Message, kind: str) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == kind)


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a report, or the message that a part holds; some programs encode what must not be."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for block in payload:
            if isinstance(block, Message):
                yield block
                if not block.keys() and isinstance(block.get_payload(), str):
                    yield message_from_string(str(block.get_payload()))
        return
    decoded = part.get_payload(decode=True)
    text = decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else str(payload)
    for piece in re.split(r"\r?\n\r?\n", text):
        yield message_from_string(piece)


def _text(message: Message, name: str) -> str:
    return _line(str(message.get(name, "")))


def _line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))[:_LONGEST]
