"""What a mail says of itself. Nothing of it is believed: people read it beside the mail."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from publisher.proof.text import plain

_NAMES = (b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"delivered-to")


def looks_like_mail(data: bytes) -> bool:
    """True for bytes that begin with the headers of a mail (RFC 5322): a sender and one more."""
    head = data.lstrip()[:65536].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    names = {line.partition(b":")[0].strip().lower() for line in head.split(b"\n") if b":" in line}
    return b"from" in names and len(names & set(_NAMES)) > 1


def read_mail(data: bytes) -> dict[str, str]:
    """`from`, `subject`, `date` (ISO 8601, empty if unreadable), and `dkim`: the domains that say they signed it.

    Whether a signature is right is not checked: its key may be gone, and a pasted mail is rarely byte for byte.
    """
    mail = message_from_bytes(data.lstrip())
    signers = [
        part.strip()[2:] for line in _all(mail, "dkim-signature") for part in line.split(";") if _is_domain(part)
    ]
    return {
        "from": _header(mail, "from"),
        "subject": _header(mail, "subject"),
        "date": _date(_header(mail, "date")),
        "dkim": ", ".join(dict.fromkeys(plain("".join(name.split()), 100) for name in signers[:5])),
    }


def _is_domain(part: str) -> bool:
    return part.strip().startswith("d=")


def _all(mail: "Message[str, str]", name: str) -> Iterator[str]:
    for found in (mail.get_all(name) or [])[:20]:
        yield str(found)


def _header(mail: "Message[str, str]", name: str) -> str:
    """The header in letters (RFC 2047), on one line."""
    raw = next(_all(mail, name), "")
    try:
        return plain(str(make_header(decode_header(raw))), 300)
    except (HeaderParseError, LookupError, ValueError):
        return plain(raw, 300)


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""
