"""The header lines of a mail, as bytes: 7-bit, at most 998 octets a line, and nothing that could add a line.

RFC 5322 (format), RFC 2047 (letters beyond ASCII), RFC 8058 (one-click unsubscribe), RFC 2919 (List-Id).
"""

import re
from email.header import Header
from email.utils import quote

MAX_LINE = 998  # octets without CRLF, RFC 5322 section 2.1.1

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_HOST}")
_MESSAGE_ID = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@{_HOST}>")
_LIST_ID = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_URL = re.compile(r"https?://[!-;=?-~]+")  # printable ASCII without the angle brackets that enclose it


class HeaderError(ValueError):
    """A value may not stand in a header; one line that says which and why."""


def line(name: str, value: str) -> bytes:
    """One header that is made of ASCII alone and is not folded. Raises HeaderError if it is too long."""
    data = f"{name}: {value}\r\n".encode("ascii")
    if len(data) > MAX_LINE + 2:
        raise HeaderError(f"{name} has {len(data) - 2} octets; a line of a mail may have {MAX_LINE}")
    return data


def text(name: str, value: str) -> bytes:
    """A header of free text, with encoded words where it needs them. Raises HeaderError for line breaks."""
    return f"{name}: {_words(name, value)}\r\n".encode("ascii")


def mailbox(name: str, value: str) -> bytes:
    """A header with one mailbox, `Name <a@b.example>` or `a@b.example`. Raises HeaderError."""
    shown, _, plain = value.rpartition("<") if value.endswith(">") else ("", "", f"{value}>")
    shown, plain = shown.strip('" '), plain[:-1]
    _printable(name, shown)
    if not shown:
        return line(name, address(plain))
    if _plain(shown):
        return line(name, f'"{quote(shown)}" <{address(plain)}>')
    return f"{name}: {_words(name, shown)}\r\n <{address(plain)}>\r\n".encode("ascii")


def address(value: str) -> str:
    """The address, if it may stand in a header. Raises HeaderError.

    Letters beyond ASCII would need SMTPUTF8 (RFC 6531), which few relays accept: give a domain in its ASCII form.
    """
    return _matching(_ADDRESS, value, "an e-mail address like name@host.example")


def message_id(value: str) -> str:
    """The message id with its angle brackets, if it may stand in a header. Raises HeaderError."""
    return _matching(_MESSAGE_ID, value, "a message id like <left@host.example>")


def list_id(value: str) -> str:
    """The name of the list, like `announcements.host.example`. Raises HeaderError."""
    return _matching(_LIST_ID, value, "a list id like announcements.host.example")


def feedback_id(list_id: str, mailing: str) -> str:
    """What Gmail counts complaints by: the mailing, the list, and who we are in 5 to 15 letters."""
    name, _, domain = list_id.partition(".")
    letters = re.sub(r"[^a-z0-9]", "", domain.lower())[:15]
    return f"{mailing}:{name}::{letters:0<5}"


def url(value: str) -> str:
    """A web address, if it may stand in a header between angle brackets. Raises HeaderError."""
    return _matching(_URL, value, "a web address of ASCII letters without spaces")


def _matching(pattern: re.Pattern[str], value: str, wanted: str) -> str:
    if not pattern.fullmatch(value):
        raise HeaderError(f"{value!r} is not {wanted}")
    return value


def _printable(name: str, value: str) -> None:
    if not value.isprintable():
        raise HeaderError(f"{name} holds a line break or control character: {value!r}; write it as one line")


def _plain(value: str) -> bool:
    """Whether a text can stand as it is: ASCII, short, and nothing that a reader takes for an encoded word."""
    return value.isascii() and "=?" not in value and len(value) <= 200


def _words(name: str, value: str) -> str:
    _printable(name, value)
    if _plain(value):
        return value
    return Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
