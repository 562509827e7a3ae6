"""The sandbox's inbox as web pages: a list, and one mail with its parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from publisher.sandbox.mailbox_store import Mail, duplicates

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'"
)
# Of our own origin, so that the page around it may measure its height; no script of it ever runs.
PART_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin"
)
_PAGES = Path(__file__).parent / "pages"
SCRIPT = (_PAGES / "mailbox.js").read_bytes()
KINDS = {"": "All mail", "newsletter": "Newsletter", "sign-up": "Sign-ups", "staff": "To staff"}
MOST_MAILINGS, MOST_RECIPIENTS = 200, 100


@dataclass(frozen=True, slots=True)
class Mailing:
    """Mails of one kind and subject, the newest first."""

    mails: list[Mail]

    @property
    def newest(self) -> Mail:
        return self.mails[0]


def inbox(mails: Iterable[Mail], kind: str = "", to: str = "") -> bytes:
    """The newest mailing first; `kind` keeps one of `KINDS`, `to` recipients that contain it."""
    every = list(mails)
    found = [mail for mail in reversed(every) if to.casefold() in mail.to.casefold()]
    shown = [mail for mail in found if kind in ("", mail.kind)]
    counts = {name: sum(name in ("", mail.kind) for mail in found) for name in KINDS}
    return _render(
        "mailbox.html",
        mailings=_mailings(shown)[:MOST_MAILINGS],
        most=MOST_RECIPIENTS,
        kinds=KINDS,
        counts=counts,
        kind=kind,
        to=to,
        twice=duplicates(every),
    )


def one(mail: Mail) -> bytes:
    """One mail: as it looks in a frame that runs nothing, as text, and its headers."""
    message = mail.message
    text = message.get_body(("plain",))
    leave = re.fullmatch(r"<(https?://[^>]+)>", str(message.get("List-Unsubscribe", "")))
    return _render(
        "mail.html",
        mail=mail,
        text=text.get_content() if text else "",
        has_html=message.get_body(("html",)) is not None,
        leave=leave[1] if leave else "",
        headers=[(name, str(value)) for name, value in message.items()],
    )


def html_part(mail: Mail) -> bytes:
    """The HTML part; its links open beside the mailbox, as those in mail programs do."""
    part = mail.message.get_body(("html",))
    html = str(part.get_content()) if part else ""
    return re.sub(r"<head\b[^>]*>", r'\g<0><base target="_blank">', html, count=1, flags=re.IGNORECASE).encode()


def missing() -> bytes:
    """The page for what is not there."""
    return _render("mail-missing.html")


def _mailings(mails: Iterable[Mail]) -> list[Mailing]:
    found: dict[tuple[str, str], Mailing] = {}
    for mail in mails:
        found.setdefault((mail.kind, mail.subject), Mailing([])).mails.append(mail)
    return list(found.values())


def _render(template: str, **values: object) -> bytes:
    return _environment().get_template(template).render(**values).encode()


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(who=_who, links=_links)
    environment.globals["style"] = Markup((_PAGES / "mailbox.css").read_text())  # noqa: S704 - our own file
    return environment


def _who(sender: str) -> str:
    """The name in a From line, or its address."""
    name, address = parseaddr(sender)
    return name or address or "Nobody"


def _links(text: str) -> Markup:
    """The text with its web addresses as links, as mail programs show them."""
    return Markup().join(_link(part) for part in re.split(r"(https?://[^\s<>]+)", text))


def _link(part: str) -> Markup:
    if not part.startswith(("http://", "https://")):
        return escape(part)
    return Markup('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>').format(part)
