"""What a page is called, and whether it is the page that was asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from bs4.filter import SoupStrainer

from publisher.net import split
from publisher.proof.text import plain

LOOKED_AT = 1024 * 1024
"""Bytes from the beginning: title and log-in forms stand there."""

PARSED = 48 * 1024
"""Characters that are parsed, without scripts and comments: no page can keep the parser busy for long."""

LONGEST_TITLE = 300
FEW_LETTERS = 600
"""A page with a field for a password and less text than this is there for logging in."""

_WALLS = frozenset({
    "login", "log-in", "log_in", "signin", "sign-in", "sign_in", "login.php", "wp-login.php", "authwall", "checkpoint",
    "challenge", "uas", "sso", "consent", "captcha",
})  # fmt: skip
_WALL_HOSTS = frozenset({"accounts", "login", "signin", "sso", "auth", "consent", "idp"})
_WALL_TITLE = re.compile(
    r"^(?:log|sign) ?in(?:$| (?:to|or|with)\b|\s*[|·•–—:-])|[|·•–—-]\s*(?:log|sign) ?in$|^log ?into\b|^iniciar? sesión|"
    r"^just a moment|^attention required|^access denied|^security check|^before you continue|\bcaptcha\b|"
    r"are you (?:a )?(?:human|robot)|^javascript is (?:not available|required)",
    re.IGNORECASE,
)
_SITE_NAMES = frozenset({"instagram", "facebook", "x", "twitter", "tiktok", "linkedin", "threads"})
_GONE_TITLE = re.compile(
    r"^(?:error )?404\b|\b404 (?:error|not found)|\bpage not found|^not found|\bpage unavailable|"
    r"\b(?:page|content) (?:isn.t|is not) available|\bno longer (?:available|exists)|página no encontrada",
    re.IGNORECASE,
)
_UNREAD = re.compile(r"<!--|<script\b|<style\b|<!|<\?", re.IGNORECASE | re.ASCII)
_ENDS = {
    "<!-": re.compile("-->"),
    "<!": re.compile(">"),
    "<?": re.compile(">"),
    "<sc": re.compile("</script", re.IGNORECASE | re.ASCII),
    "<st": re.compile("</style", re.IGNORECASE | re.ASCII),
}
_TAG = re.compile(r"<[^<>]*>")
_ASKED_FOR = SoupStrainer(["title", "meta", "h1", "input"])
_TEXTUAL = re.compile(r"(?:windows|cp|iso|utf|latin|koi8|mac|shift|sjis|euc|gb|big5|us-ascii)[\w.:-]*", re.IGNORECASE)
"""Python knows decoders besides that no page should be able to choose."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """`title` as it may be shown; `doubt` says why this is perhaps not what was asked for, empty if nothing does."""

    title: str
    doubt: str = ""


def read_page(body: bytes, content_type: str, asked: str, came: str) -> Page:
    """The page that `asked` led to, at `came`. Raises nothing, whatever a site may send."""
    if not body:
        return Page("", "It sent an empty page.")
    moved = _moved(asked, came)
    if not _is_html(body, content_type):
        return Page("", moved)
    text = bare(decoded(body[:LOOKED_AT], content_type))
    soup = _soup(text[:PARSED])
    title = _title(soup)
    return Page(title, moved or _asks_for_login(soup, title, text) or _says_gone(title))


def page_text(body: bytes, content_type: str) -> str:
    """The words of a page (or of a plain text) without its markup."""
    text = decoded(body, content_type)
    return words(bare(text)) if _is_html(body, content_type) else text


def bare(text: str) -> str:
    """HTML without what nobody reads: comments, scripts, styles, declarations. In one pass, whatever is left open.

    Parsers look for the end of each of these again and again when there is none; a page can be made of nothing else.
    """
    kept: list[str] = []
    at = 0
    for found in _UNREAD.finditer(text):
        if found.start() < at:
            continue
        kept.append(text[at : found.start()])
        end = _ENDS[found[0][:3].lower()].search(text, found.end())
        at = text.find(">", end.end() - 1) + 1 if end else 0
        if not at:
            return "".join(kept)
    kept.append(text[at:])
    return "".join(kept)


def words(html: str) -> str:
    """What is left when the tags of `bare` HTML are taken out."""
    return unescape(_TAG.sub(" ", html))


def decoded(body: bytes, content_type: str) -> str:
    """Bytes as text. What is valid UTF-8 is UTF-8, whatever the site claims: most wrong titles come from wrong claims.

    A character that the end of `body` cuts in two does not count.
    """
    for encoding in ("utf-8-sig", *_claimed(body, content_type)):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError as cause:
            if encoding == "utf-8-sig" and cause.start >= len(body) - 3 and len(body) >= LOOKED_AT:
                return body[: cause.start].decode(encoding)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", errors="replace")


def _soup(html: str) -> BeautifulSoup:
    """`bare` HTML as a tree; an empty one when it cannot be read at all."""
    try:
        return BeautifulSoup(html[: html.rfind(">") + 1], "html.parser", parse_only=_ASKED_FOR)
    except ParserRejectedMarkup:
        return BeautifulSoup("", "html.parser")


def _claimed(body: bytes, content_type: str) -> Iterator[str]:
    for said in (content_type, body[:2048].decode("ascii", errors="replace")):
        if (found := _CHARSET.search(said)) and _TEXTUAL.fullmatch(found[1]):
            yield found[1]


def _is_html(body: bytes, content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    if kind:
        return kind in ("text/html", "application/xhtml+xml")
    return body[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _title(soup: BeautifulSoup) -> str:
    """What it calls itself: for sharing, in its head, or in its first heading."""
    shared = soup.find("meta", attrs={"property": "og:title"})
    said = [str(shared.get("content") or "")] if isinstance(shared, Tag) else []
    said += [found.get_text(" ") for name in ("title", "h1") if isinstance(found := soup.find(name), Tag)]
    return next((title for text in said if (title := plain(text, LONGEST_TITLE))), "")


def _moved(asked: str, came: str) -> str:
    """Why the place where the redirects ended is another page: a log-in, or the front of the site."""
    if asked == came:
        return ""
    _, old, _, before = split(asked)
    _, host, _, path = split(came)
    parts = {part.casefold() for part in unquote(path.partition("?")[0]).split("/")} - {
        part.casefold() for part in unquote(before.partition("?")[0]).split("/")
    }
    if parts & _WALLS or (host != old and host.partition(".")[0] in _WALL_HOSTS):
        return "It asks for a log-in."
    if path in ("", "/") and before not in ("", "/") and _same_site(old, host):
        return "It leads to the front page of the site only."
    return ""


def _same_site(one: str, other: str) -> bool:
    return one.removeprefix("www.") == other.removeprefix("www.")


def _asks_for_login(soup: BeautifulSoup, title: str, html: str) -> str:
    if _WALL_TITLE.search(title) or title.casefold() in _SITE_NAMES:
        return "It asks for a log-in, or whether you are a person."
    field = soup.find("input", attrs={"type": re.compile("^password$", re.IGNORECASE)})
    if field is not None and len(" ".join(words(html).split())) < FEW_LETTERS:
        return "It asks for a log-in."
    return ""


def _says_gone(title: str) -> str:
    return f"It says “{title}”." if _GONE_TITLE.search(title) else ""
