"""Rules about what stands in the two parts: links, pictures, what runs or counts."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from publisher.newsletter.lint.mail import GOOGLE, Mail, here, safe
from publisher.newsletter.lint.page import Values
from publisher.newsletter.lint.rule import Rule

FORBIDDEN = frozenset({"script", "form", "iframe", "object", "embed", "video", "audio", "link", "base"}) | frozenset(
    {"input", "button", "svg"}
)
SHORTENERS = frozenset(
    ("bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly", "tiny.cc")
)
_OWN = ("/u/", "/newsletter/choices/")
"""Paths of ours that may bear the recipient's token: leaving, and choosing."""
_REMOTE = re.compile(r"@import|url\(\s*['\"]?\s*(?!data:)[a-z/]", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#:]\S*)?", re.IGNORECASE)


def _runs(mail: Mail) -> str:
    for tag, values in mail.page.tags:
        if tag in FORBIDDEN:
            return f"The html holds <{tag}>, which mail programs block; take it out."
        if handlers := [name for name in values if name.startswith("on")]:
            return f"The html holds {handlers[0]}=, which mail programs block; take it out."
        if values.get("http-equiv", "").lower() == "refresh":
            return "The html leads somewhere else by itself; take the refresh out."
    return ""


def _loads(mail: Mail) -> str:
    inline = " ".join(values.get("style", "") for _, values in mail.page.tags)
    if _REMOTE.search(mail.page.styles) or _REMOTE.search(inline) or any(v.get("background") for v in _all(mail)):
        return "The styles load something from elsewhere; a reader's mail program would tell that it was opened."
    return ""


def _pixels(mail: Mail) -> str:
    for image in mail.page.images:
        hidden = re.search(r"display\s*:\s*none|(?<![-\w])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)", _style(image))
        if {image.get("width"), image.get("height")} & {"0", "1", "2"} or hidden:
            return f"The picture {image.get('src', '')} is not for the eye: it is no counting pixel; take it out."
        if mail.token and mail.token in image.get("src", ""):
            return "A picture's address tells the recipient, so that it counts who opens it; use one for all."
    return ""


def _clicks(mail: Mail) -> str:
    for address in mail.page.addresses:
        parts = urlsplit(address)
        ours = address == mail.way_out or parts.path.startswith(_OWN)
        if mail.token and mail.token in address and not ours:
            return f"The link to {parts.netloc} tells the recipient, so that it counts who follows it; use one for all."
        if parts.hostname in SHORTENERS:
            return f"{parts.hostname} hides where the link leads; link to it directly."
    return ""


def _images(mail: Mail) -> str:
    for image in mail.page.images:
        source = image.get("src", "")
        if not image.get("alt"):
            return f"The picture {source} has no alt text; give it one."
        if not image.get("width") or not image.get("height"):
            return f"The picture {source} needs a width and a height, so that the text does not jump."
    return ""


def _hosted(mail: Mail) -> str:
    bad = [image.get("src", "") for image in mail.page.images if not safe(image.get("src", ""))]
    return f"The picture {bad[0][:80]} is not at an https address; host it there." if bad else ""


def _links(mail: Mail) -> str:
    for address in mail.page.addresses:
        if address.startswith("mailto:"):
            continue
        if not safe(address):
            return f"The link {address[:80]!r} is not https; change it."
        if _is_number(urlsplit(address).hostname or "") and not here(address):
            return f"The link {address[:80]} leads to a number; link to a name."
    return ""


def _honest(mail: Mail) -> str:
    for address, said in mail.page.links:
        shown = _ADDRESS.fullmatch(said.strip().rstrip("."))
        target = (urlsplit(address).hostname or "").removeprefix("www.")
        if shown and target and shown[1].lower().removeprefix("www.") != target:
            return f"A link says {shown[1]} and leads to {target}; readers are warned of that as of a fraud."
    return ""


def _in_text(mail: Mail) -> str:
    missing = [link for link in mail.page.addresses if link.removeprefix("mailto:") not in mail.text]
    return f"The text part lacks the link {missing[0]}; add it to the template." if missing else ""


def _way_out(mail: Mail) -> str:
    if mail.way_out not in mail.page.addresses:
        return "The html has no unsubscribe link; add {{ unsubscribe }}."
    return "" if mail.way_out in mail.text else "The text has no unsubscribe address; add {{ unsubscribe }}."


def _all(mail: Mail) -> list[Values]:
    return [values for _, values in mail.page.tags]


def _style(values: Values) -> str:
    return values.get("style", "").lower()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


WAY_OUT = Rule("visible-way-out", "Both parts show how one leaves.", f"{GOOGLE}; CAN-SPAM, 15 USC 7704(a)(3)", _way_out)
IN_TEXT = Rule("text-has-links", "The text leads wherever the HTML leads.", "WCAG 2.2, 1.1.1; our own rule", _in_text)
NOTHING_RUNS = Rule("nothing-runs", "Nothing in it runs or asks for input.", "Mail programs block it", _runs)
NO_PIXEL = Rule("no-pixel", "Nothing counts who opens it.", "Our own rule", _pixels)
IMAGES = Rule("images-described", "Every picture has its words and its size.", "WCAG 2.2, 1.1.1", _images)
RULES = (
    WAY_OUT,
    IN_TEXT,
    NOTHING_RUNS,
    NO_PIXEL,
    Rule("no-click-count", "No link counts who follows it.", "Our own rule", _clicks),
    Rule("nothing-loaded", "Styles load nothing, fonts neither.", "Our own rule", _loads),
    IMAGES,
    Rule("images-hosted", "Pictures lie at https addresses, not inside it.", "Mail programs drop others", _hosted),
    Rule("links-safe", "Links are https, and lead to names.", GOOGLE, _links, must=False),
    Rule("links-honest", "A link that shows an address leads there.", GOOGLE, _honest, must=False),
)
