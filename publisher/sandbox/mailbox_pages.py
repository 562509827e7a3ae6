"""The sandbox's inbox as web pages: a list, and one mail with its parts."""

from collections.abc import Iterable
from html import escape
from importlib import resources

from publisher.sandbox.mailbox_store import Mail

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
PART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; sandbox allow-popups"
_STYLE = (resources.files(__package__) / "pages" / "mailbox.css").read_text()
_FILTERS = (("", "All mail"), ("newsletter", "Newsletter"), ("staff", "To staff"))


def inbox(mails: Iterable[Mail], kind: str) -> bytes:
    """The newest first; `kind` keeps newsletter or staff."""
    rows = [(mail, mail.summary()) for mail in reversed(list(mails))]
    shown = [(mail, about) for mail, about in rows if not kind or about["kind"] == kind][:500]
    links = " ".join(
        f'<a href="/?kind={value}"{" aria-current=page" if value == kind else ""}>{label} '
        f"<span>{sum(not value or about['kind'] == value for _, about in rows)}</span></a>"
        for value, label in _FILTERS
    )
    items = "".join(
        f'<li><a href="/mail/{mail.number}"><strong>{escape(about["subject"] or "(no subject)")}</strong>'
        f'<span class="to">{escape(about["to"])}</span><time>{mail.at:%b %d, %H:%M:%S} UTC</time>'
        f'<span class="kind {about["kind"]}">{about["kind"]}</span></a></li>'
        for mail, about in shown
    )
    body = f'<nav aria-label="Kinds of mail">{links}</nav>' + (
        f'<ul class="mails">{items}</ul>' if items else "<p class=empty>No mail yet. Approve an announcement.</p>"
    )
    return _page("Mailbox", f"<h1>Mailbox</h1>{body}")


def one(mail: Mail) -> bytes:
    """Headers, the HTML part in a frame that runs nothing, the text part."""
    message = mail.message
    headers = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in message.items())
    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    frame = (
        f'<h2>As it looks</h2><iframe sandbox="allow-popups" title="The mail" src="/mail/{mail.number}/html"></iframe>'
        if html
        else ""
    )
    plain = escape(text.get_content()) if text else "(none)"
    return _page(
        str(message.get("Subject", "Mail")),
        f'<p><a href="/">All mail</a></p><h1>{escape(str(message.get("Subject", "")))}</h1>'
        f'<p class="meta">To {escape(mail.to)}, {mail.at:%B %d, %Y, %H:%M:%S} UTC</p>{frame}'
        f"<h2>Text part</h2><pre>{plain}</pre>"
        f"<details><summary>Headers</summary><dl>{headers}</dl></details>",
    )


def html_part(mail: Mail) -> bytes:
    """The HTML part as it came."""
    part = mail.message.get_body(("html",))
    return str(part.get_content()).encode() if part else b""


def _page(title: str, body: str) -> bytes:
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<body><header><p class="mark">Sandbox mailbox</p><p>Nothing here was really sent.</p></header>'
        f"<main>{body}</main></body></html>"
    ).encode()
