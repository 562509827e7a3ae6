"""Rules about the form: bytes, parts, size."""

import re

from publisher.newsletter.lint.mail import Mail
from publisher.newsletter.lint.rule import Rule

MAX_HTML = 100_000
"""Bytes; Gmail cuts a mail off at about 102 kB."""
LARGE_HTML = 80_000
MAX_LINE = 998


def _defects(mail: Mail) -> str:
    for part in mail.message.walk():
        headers = [(name, value) for name, value in part.items() if getattr(value, "defects", ())]
        if headers:
            name, value = headers[0]
            return f"{name} is not well formed: {type(value.defects[0]).__name__}."
        if part.defects:
            return f"A part is not well formed: {type(part.defects[0]).__name__}."
    return ""


def _lines(mail: Mail) -> str:
    if re.search(rb"(?<!\r)\n|\r(?!\n)", mail.data):
        return "A line does not end in CRLF; relays refuse that, or mend it and break the signature."
    longest = max(map(len, mail.data.split(b"\r\n")))
    return f"A line has {longest} bytes; the most is {MAX_LINE}." if longest > MAX_LINE else ""


def _seven_bit(mail: Mail) -> str:
    if b"\0" not in mail.data and mail.data.isascii():
        return ""
    return "There are bytes beyond ASCII; a relay that recodes them breaks the signature. Use quoted-printable."


def _parts(mail: Mail) -> str:
    kinds = [part.get_content_type() for part in mail.message.iter_parts()]
    if mail.message.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        return f"It is {mail.message.get_content_type()} of {kinds}; send text, then HTML, and no attachment."
    empty = "text" if not mail.text.strip() else "html" if not mail.page.seen else ""
    return f"The {empty} part says nothing; write the template anew." if empty else ""


def _size(mail: Mail) -> str:
    size = len(mail.html.encode())
    return f"the html has {size} bytes; Gmail cuts it off: keep it below {MAX_HTML}" if size >= MAX_HTML else ""


def _large(mail: Mail) -> str:
    size = len(mail.html.encode())
    return f"The HTML has {size} bytes; shorten it below {LARGE_HTML}, to be safe." if size >= LARGE_HTML else ""


SIZE = Rule("size", "Gmail shows all of it.", "Gmail shows about 102 kB of HTML", _size)
RULES = (
    Rule("well-formed", "Every part is read without a defect.", "RFC 5322; RFC 2045", _defects),
    Rule("lines", "Lines end in CRLF and have at most 998 bytes.", "RFC 5322, 2.1.1; RFC 5321, 2.3.8", _lines),
    Rule("seven-bit", "It is ASCII throughout, so that no relay recodes it.", "RFC 6376, 5.3", _seven_bit),
    Rule("text-first", "It is a text, then the same as HTML, and nothing else.", "RFC 2046, 5.1.4", _parts),
    SIZE,
    Rule("size-to-spare", "There is room until Gmail cuts it off.", "Gmail, as above", _large, must=False),
)
