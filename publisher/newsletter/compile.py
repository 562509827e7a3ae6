"""A mail compiled once for all recipients: bytes, cut at the places where each recipient's own values go.

CSS is inlined once, the parts are quoted-printable once and their dots are doubled once; a copy is then a join of
bytes. The text is cut at the slots before it is encoded, so no soft line break can fall into a slot. All of it is
7-bit, so that no relay has to change the body and break its DKIM signature.
"""

import binascii
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, Self

import css_inline

from publisher.newsletter import headers
from publisher.newsletter.headers import HeaderError
from publisher.newsletter.lint import complaint
from publisher.words import UNSUBSCRIBE_SLOT, MailWords

__all__ = ["CompileError", "Compiled", "HeaderError", "compile_mail"]

VERSION = 1
BREAK = b"=\r\n"  # a soft line break of quoted-printable: it vanishes on decoding
ONCE = ("date", "recipient", "message_id", "unsubscribe_header")


class CompileError(ValueError):
    """A mail cannot be compiled; one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A whole message as `pieces`, with the slot `slots[n]` between the pieces n and n + 1."""

    pieces: tuple[bytes, ...]
    slots: tuple[str, ...]
    sha256: str = field(init=False)
    _wire: tuple[bytes, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.pieces) != len(self.slots) + 1:
            raise CompileError(f"{len(self.slots)} slots need {len(self.slots) + 1} pieces, not {len(self.pieces)}")
        if [slot for slot in self.slots if slot in ONCE] != list(ONCE):
            raise CompileError(f"a mail has each of {', '.join(ONCE)} once and in this order, not {self.slots}")
        if not {"unsubscribe_text", "unsubscribe_html"} <= set(self.slots):
            raise CompileError("a mail needs its unsubscribe address in the text and in the html part")
        if any(piece.startswith(b".") for piece in self.pieces):
            raise CompileError("a piece may not begin with a dot: after a slot it could begin a line, and end the mail")
        object.__setattr__(self, "_wire", tuple(map(stuffed, self.pieces)))
        content = json.dumps([VERSION, [piece.decode("ascii") for piece in self.pieces], self.slots])
        object.__setattr__(self, "sha256", hashlib.sha256(content.encode()).hexdigest())

    def join(self, recipient: str, message_id: str, unsubscribe_url: str, date: datetime) -> bytes:
        """The whole message for one recipient, with CRLF, not dot-stuffed. Raises HeaderError as `values` does."""
        return self.fill(self.values(recipient, message_id, unsubscribe_url, date))

    def values(self, recipient: str, message_id: str, unsubscribe_url: str, date: datetime) -> tuple[bytes, ...]:
        """What stands in each slot for this recipient.

        `message_id` comes with its angle brackets, `date` with its zone. Raises HeaderError for a value that
        could add a header or break a line.
        """
        address = headers.url(unsubscribe_url)
        values = {
            "date": date_line(date),
            "recipient": headers.line("To", headers.address(recipient)),
            "message_id": headers.line("Message-ID", headers.message_id(message_id)),
            "unsubscribe_header": headers.line("List-Unsubscribe", f"<{address}>"),
            "unsubscribe_text": _short(address),
            "unsubscribe_html": _short(html.escape(address)),
        }
        return tuple([values[slot] for slot in self.slots])

    def fill(self, values: Sequence[bytes]) -> bytes:
        """The whole message with these values, with CRLF, not dot-stuffed."""
        return _joined(self.pieces, values)

    def wire(self, values: Sequence[bytes]) -> bytes:
        """The same as SMTP carries it, dots doubled (RFC 5321, 4.5.2), without the final one."""
        return _joined(self._wire, list(map(stuffed, values)))

    def to_json(self) -> dict[str, Any]:
        """A JSON document from which `from_json` makes the same message again."""
        pieces = [piece.decode("ascii") for piece in self.pieces]
        return {"version": VERSION, "pieces": pieces, "slots": list(self.slots), "sha256": self.sha256}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The message of a document. Raises CompileError if it is not as it was stored."""
        if stored.get("version") != VERSION:
            raise CompileError(
                f"the stored mail has version {stored.get('version')!r}, not {VERSION}; compile it again"
            )
        made = cls(tuple(piece.encode("ascii") for piece in stored["pieces"]), tuple(stored["slots"]))
        if made.sha256 != stored["sha256"]:
            raise CompileError("the stored mail is not what was approved: its hash differs; stop this issue")
        return made


def compile_mail(words: MailWords, sender: str, list_id: str, reply_to: str = "") -> Compiled:
    """A mail for many recipients, multipart/alternative with the text first.

    `sender` is `Name <address>`, `list_id` a name like `announcements.host.example` that stays the same over all
    issues. Raises CompileError if the templates made a mail that must not go out, HeaderError for a bad header.
    """
    inlined = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False).inline(words.html)
    if problem := complaint(inlined, words.text):
        raise CompileError(problem)
    # "=_" cannot occur in quoted-printable (RFC 2045 section 6.7), so no body can hold the boundary.
    boundary = f"=_{hashlib.sha256((words.text + inlined).encode()).hexdigest()[:32]}"
    cut: list[bytes | str] = [*_head(words.subject, sender, list_id, reply_to, boundary)]
    for kind, content in (("text", words.text), ("html", inlined)):
        subtype = "plain" if kind == "text" else "html"
        cut.append(
            f"\r\n--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii")
        )
        cut += _body(content, f"unsubscribe_{kind}")
    cut.append(f"\r\n--{boundary}--\r\n".encode("ascii"))
    return _compiled(cut)


def _head(subject: str, sender: str, list_id: str, reply_to: str, boundary: str) -> list[bytes | str]:
    """The headers. List-Unsubscribe stays on one line: folding it breaks DKIM at some relays."""
    fixed = headers.mailbox("From", sender) + headers.text("Subject", subject)
    if reply_to:
        fixed += headers.mailbox("Reply-To", reply_to)
    rest = (
        headers.line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        + headers.line("List-Id", f"<{headers.list_id(list_id)}>")
        + headers.line("Feedback-ID", headers.feedback_id(list_id, boundary.removeprefix("=_")[:12]))
        + headers.line("Precedence", "bulk")
        + headers.line("Auto-Submitted", "auto-generated")
        + headers.line("MIME-Version", "1.0")
        + headers.line("Content-Type", f'multipart/alternative; boundary="{boundary}"')
    )
    return ["date", fixed, "recipient", "message_id", "unsubscribe_header", rest]


def _body(content: str, slot: str) -> list[bytes | str]:
    """A part in quoted-printable, with soft line breaks around each slot."""
    first, *others = (_quoted(part) for part in f"{content.strip()}\n".split(UNSUBSCRIBE_SLOT))
    cut: list[bytes | str] = [first]
    for part in others:
        cut += [BREAK, slot, BREAK, part]
    return cut


def stuffed(data: bytes) -> bytes:
    """A message, or a part of one that begins after CRLF, with the dots at the start of its lines doubled."""
    return (b"." + data if data.startswith(b".") else data).replace(b"\n.", b"\n..")


@lru_cache(maxsize=4)
def date_line(date: datetime) -> bytes:
    """The Date header. Raises HeaderError for a time without a zone."""
    if date.tzinfo is None:
        raise HeaderError("the date has no time zone; give it in UTC")
    return headers.line("Date", format_datetime(date.astimezone(UTC)))


def _joined(pieces: Sequence[bytes], values: Sequence[bytes]) -> bytes:
    parts = [b""] * (2 * len(pieces) - 1)
    parts[::2], parts[1::2] = pieces, values
    return b"".join(parts)


def _quoted(content: str) -> bytes:
    """Quoted-printable with CRLF, in lines of at most 76 characters."""
    lines = re.sub(r"\r\n?", "\n", content)
    return binascii.b2a_qp(lines.encode("utf-8"), istext=True).replace(b"\n", b"\r\n")


def _short(value: str) -> bytes:
    """Quoted-printable for a value of ASCII: most are nothing that it would change."""
    return value.encode("ascii") if len(value) < 76 and "=" not in value else _quoted(value)


def _compiled(cut: list[bytes | str]) -> Compiled:
    """Bytes that stand together become one piece."""
    pieces, slots = [b""], []
    for part in cut:
        if isinstance(part, bytes):
            pieces[-1] += part
        else:
            slots.append(part)
            pieces.append(b"")
    return Compiled(tuple(pieces), tuple(slots))
