"""The texts that are published: caption, alt text, mail and card, from facts and brand.

Staff may edit the templates below templates/captions and templates/newsletter; a caption for one channel alone stands
in a folder with that channel's name (templates/captions/README.md). They are Jinja2 in a sandbox, given plain texts
and nothing else.
"""

import re
from dataclasses import dataclass
from typing import Any

from graphics import Card, Look, Photo
from graphics.look import BRIGHT
from publisher import word_templates
from publisher.brand import Brand
from publisher.rules import kinds, wording
from publisher.rules.wording import Facts
from publisher.word_templates import WordsError

__all__ = [
    "UNSUBSCRIBE_SLOT",
    "Facts",
    "MailWords",
    "WordsError",
    "alt_of",
    "alt_text",
    "caption",
    "card",
    "comment",
    "mail",
]

MAX_CAPTION = 2200  # characters, Instagram
MAX_HASHTAGS = 30  # Instagram
MAX_ALT = 1000  # characters, Instagram
UNSUBSCRIBE_SLOT = "https://unsubscribe.invalid/slot"
"""Stands in a mail where each recipient's own address goes. `.invalid` never resolves (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """A mail in one language, before it is compiled; UNSUBSCRIBE_SLOT stands in `html` and in `text`."""

    subject: str
    preheader: str
    html: str
    text: str


def caption(facts: Facts, brand: Brand, lang: str, channel: str = "default") -> str:
    """The caption of a post. It tells everything by itself and ends with the link and the hashtags.

    Raises WordsError, naming template and line, if a template is wrong or its text too long.
    """
    name, text = word_templates.render(
        [
            f"captions/{channel}/{facts.status}.{lang}.txt",
            f"captions/{channel}/default.txt",
            f"captions/{facts.status}.{lang}.txt",
            "captions/default.txt",
        ],
        context(facts, brand, lang),
    )
    if len(text) > MAX_CAPTION:
        raise WordsError(f"templates/{name}: the caption has {len(text)} characters; shorten it to {MAX_CAPTION}")
    if (tags := text.count("#")) > MAX_HASHTAGS:
        raise WordsError(f"templates/{name}: the caption has {tags} hashtags; keep at most {MAX_HASHTAGS}")
    if facts.code not in text:
        raise WordsError(f"templates/{name}: the caption lacks the address of the announcement; write {{{{ link }}}}")
    return text


def comment(facts: Facts, brand: Brand, lang: str) -> str:
    """The first comment under a post; empty, as the template that comes with the program makes it: there is none.

    Raises WordsError, naming template and line, if a template is wrong or its text too long.
    """
    names = [f"captions/comment.{facts.status}.{lang}.txt", f"captions/comment.{lang}.txt", "captions/comment.txt"]
    name, text = word_templates.render(names, context(facts, brand, lang))
    if len(text) > MAX_CAPTION:
        raise WordsError(f"templates/{name}: the comment has {len(text)} characters; shorten it to {MAX_CAPTION}")
    return text


def alt_text(facts: Facts, brand: Brand, lang: str, photo: Photo | None = None) -> str:
    """What the card of one change shows, word for word, for those who do not see it. Raises WordsError."""
    return alt_of(card(facts, brand, lang, photo))


def alt_of(shown: Card) -> str:
    """The alt text of any card, in its language: it transcribes the card. Raises WordsError from 1000 characters on."""
    words = {field: getattr(shown, field) for field in Card.__dataclass_fields__ if field != "photo"}
    words |= {"portrait": shown.photo is not None, "credit": shown.photo.credit if shown.photo else ""}
    words["spoken"] = shown.statement == kinds.shared(shown.lang)
    name, text = word_templates.render([f"captions/alt.{shown.lang}.txt"], words)
    text = " ".join(text.split())
    if len(text) >= MAX_ALT:
        raise WordsError(f"templates/{name}: the alt text has {len(text)} characters; shorten it below {MAX_ALT}")
    return text


def mail(
    facts: Facts,
    brand: Brand,
    lang: str,
    image_url: str,
    image_size: tuple[int, int] = (1080, 1350),
    photo: Photo | None = None,
) -> MailWords:
    """The mail about one change. `image_size` is the picture's size in pixels; the mail shows it 536 pixels wide."""
    width = 536
    words = context(facts, brand, lang) | {
        "image_url": web(image_url, "the picture"),
        "image_width": width,
        "image_height": round(width * image_size[1] / image_size[0]),
        "alt": alt_text(facts, brand, lang, photo),
        "unsubscribe": UNSUBSCRIBE_SLOT,
        "colours": colours_of(brand.look, facts.status),
    }
    phrases = word_templates.phrases(f"newsletter/phrases.{lang}.txt", words)
    words["t"] = phrases
    _, html = word_templates.render(["newsletter/announcement.html"], words)
    _, text = word_templates.render(["newsletter/announcement.txt"], words)
    return MailWords(phrases["subject"], phrases["preheader"], html, text)


def card(facts: Facts, brand: Brand, lang: str, photo: Photo | None = None) -> Card:
    """The words of the graphic. Raises WordsError for facts that cannot be said in this language."""
    words = context(facts, brand, lang)
    fields = ("name", "statement", "office", "place", "promise", "address", "disclaimer", "lang", "date", "status")
    return Card(**{field: words[field] for field in fields}, wordmark=brand.coalition.wordmark, photo=photo)


def context(facts: Facts, brand: Brand, lang: str) -> dict[str, Any]:
    """The words that every template may use; templates/captions/README.md explains them to staff."""
    if lang not in brand.languages:
        raise WordsError(f"the brand file has no language {lang!r}; it has {', '.join(brand.languages)}")
    coalition, pledge = brand.coalition, brand.pledge[lang]
    try:
        said = {
            "statement": wording.statement(facts.status, lang),
            "office": wording.office_name(facts, lang),
            "place": wording.place_name(facts, lang),
            "seeking": wording.seeking(facts, lang),
            "date": wording.said_on(facts, lang),
            "since": wording.since(facts, lang),
        }
    except ValueError as error:
        raise WordsError(f"{facts.name}: {error}; correct the candidate's record") from error
    return said | {
        "name": facts.name,
        "status": facts.status,
        "lang": lang,
        "link": web(facts.link, "the announcement"),
        "evidence": web(facts.evidence_url, "the evidence") if facts.evidence_url else "",
        "pledge": pledge.title,
        "pledge_url": pledge.url,
        "promise": pledge.promise,
        "action": brand.actions[lang][facts.status],
        "hashtags": " ".join(f"#{tag}" for tag in brand.hashtags[lang]),
        "coalition": coalition.name,
        "address": coalition.address,
        "site": coalition.url,
        "postal_address": coalition.postal_address,
        "contact": coalition.contact,
        "disclaimer": brand.small_print(lang),
    }


def colours_of(look: Look, status: str) -> dict[str, Any]:
    """What a mail takes from the look: paper, ink and accent by day, the panel's in dark mode, the patches always."""
    names = ("paper", "ink", "accent", "panel", "panel_ink", "panel_accent")
    patches = look.patches if status in BRIGHT else look.quiet
    return {name: getattr(look.of(status), name) for name in names} | {"patches": patches}


def web(address: str, what: str) -> str:
    """The address, if it is one of the web: anything else could run in a reader's mail program.

    Quotes and angle brackets are written percent-encoded (RFC 3986, 2.1): it is the same address, safe in every place.
    """
    for letter in "\"'<>":
        address = address.replace(letter, f"%{ord(letter):02X}")
    if not re.fullmatch(r"https?://[^\s\"'<>]+", address):
        raise WordsError(f"the address of {what} is {address!r}; it must begin with https:// and hold no spaces")
    return address
