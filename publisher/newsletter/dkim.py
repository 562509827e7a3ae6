"""DKIM signatures: RSA-SHA256 (RFC 6376) and Ed25519-SHA256 (RFC 8463), relaxed/relaxed, one for each key.

Off unless `PUBLISHER_DKIM_KEYS` names keys: most relays sign by themselves.
"""

import base64
import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from publisher.newsletter.dkim_keys import Key, configured, domain

Signer = Callable[[bytes], bytes]
"""Gives the header lines to put in front of a whole message."""

SIGNED = (
    *("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe"),
    *("List-Unsubscribe-Post", "Feedback-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    *("Precedence", "Auto-Submitted"),
)
"""What the signatures cover (RFC 6376, 5.4.1; RFC 8058, 4; Feedback-ID is Google's). Each is named once more than it is
there (5.4.2), so that whoever adds a second one, or one where there was none, breaks the signature."""
_NAMES = tuple(name.lower().encode() for name in SIGNED)
_FIELD = re.compile(rb"\r\n(?![ \t])")
_SPACES = re.compile(rb"[ \t\r\n]+")
_FOLD = b"\r\n\t"
"""Where a space stands in what is signed: relaxed, both are the same (RFC 6376, 3.4.2)."""
_NAMES_A_LINE = 5
_LETTERS_A_LINE = 72


def signer() -> Signer | None:
    """What signs now, or None where that is left to the relay. Raises `Refusal` for keys that cannot be used."""
    ours = configured()
    return Signatures(domain(), ours) if ours else None


class Signatures:
    """Signs messages for one domain, with each of its keys."""

    def __init__(self, domain: str, keys: Sequence[Key], clock: Callable[[], float] = time.time) -> None:
        self._domain, self._keys, self._clock = domain, keys, clock

    def __call__(self, message: bytes) -> bytes:
        """A `DKIM-Signature` for each key, to put in front of this message (whole, with CRLF, not dot-stuffed)."""
        head, _, body = message.partition(b"\r\n\r\n")
        names, fields = _covered(head)
        groups = [b":".join(names[n : n + _NAMES_A_LINE]) for n in range(0, len(names), _NAMES_A_LINE)]
        body_hash = base64.b64encode(hashlib.sha256(relaxed(body)).digest())
        at = b"%d" % self._clock()
        lines = []
        for key in self._keys:
            first = f"v=1; a={key.kind}-sha256; c=relaxed/relaxed; d={self._domain}; s={key.selector}; t=".encode()
            tags = (first + at, b"bh=" + body_hash, b"h=" + (b":" + _FOLD).join(groups), b"b=")
            value = (b";" + _FOLD).join(tags)
            # The header itself comes last, with an empty `b=` and without its line end (3.7).
            made = base64.b64encode(key.sign(fields + b"dkim-signature:" + value.replace(_FOLD, b" ")))
            cut = (made[n : n + _LETTERS_A_LINE] for n in range(0, len(made), _LETTERS_A_LINE))
            lines.append(b"DKIM-Signature: " + value + _FOLD.join(cut) + b"\r\n")
        return b"".join(lines)


def relaxed(body: bytes) -> bytes:
    """The body in its relaxed form (RFC 6376, 3.4.4): runs of spaces are one, none end a line, no empty line ends it.

    Replacing is ten times as fast as a regular expression here, and this is what signing spends most of its time on.
    """
    if body and not body.endswith(b"\r\n"):
        body += b"\r\n"
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    body = body.replace(b" \r\n", b"\r\n")
    while body.endswith(b"\r\n\r\n"):
        body = body[:-2]
    return b"" if body == b"\r\n" else body


def _covered(head: bytes) -> tuple[list[bytes], bytes]:
    """The names for `h=`, and the fields themselves in their relaxed form; of several, the last comes first (5.4.2)."""
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for field in _FIELD.split(head):
        name, _, value = field.partition(b":")
        name = name.strip().lower()
        found[name].insert(0, name + b":" + _SPACES.sub(b" ", value).strip() + b"\r\n")
    names = [name for wanted in _NAMES for name in (wanted,) * (len(found[wanted]) + 1)]
    return names, b"".join(line for wanted in _NAMES for line in found[wanted])
