"""The mail of a digest: several announcements in one, of which a reader may get a part.

The templates mark where each item begins and ends; what is said is kept without the marks, and beside it where they
were. So a reader's version is the approved one with whole items left out, and never anything else.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from publisher import word_templates
from publisher.brand import Brand
from publisher.rules.wording import Facts, day_name
from publisher.words import UNSUBSCRIBE_SLOT, MailWords, colours_of, context, web

PICTURE = "picture"
"""The key of the picture's place: it shows everybody, so it goes to those alone who get every item."""
_MARK = re.compile("\x02([+-])([a-z0-9]+)\x03")
Cut = list[Any]
"""`[key, start, end]`: the letters of a part that belong to the item of that key."""


@dataclass(frozen=True, slots=True)
class Item:
    """One announcement in a digest; `key` is its number."""

    key: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Said:
    """What an editor says of the issue in one language; what is empty is said by the templates."""

    subject: str = ""
    preheader: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The hosted graphic: its address, its size in pixels, its alt text."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class DigestMail:
    """The whole mail in one language, and where its items stand in `html` and in `text`."""

    words: MailWords
    cuts: dict[str, list[Cut]]


def mail(
    items: Sequence[Item],
    brand: Brand,
    lang: str,
    said: Said,
    *,
    rhythm: str,
    day: date,
    browser: str,
    picture: Picture | None,
) -> DigestMail:
    """The mail of these items in their order; `browser` is its page in public. Raises `WordsError`."""
    first = items[0].facts
    words = context(first, brand, lang) | {"rhythm": rhythm, "day": day_name(day, lang)}
    phrases = word_templates.phrases(f"newsletter/digest.{lang}.txt", words)
    own = {name: text for name, text in (("subject", said.subject), ("preheader", said.preheader)) if text}
    words |= {
        "t": phrases | own,
        "introduction": [" ".join(part.split()) for part in re.split(r"\n\s*\n", said.introduction) if part.strip()],
        "items": [_item(item, brand, lang) for item in items],
        "picture": _picture(picture) if picture else None,
        "browser": web(browser, "the archive"),
        "unsubscribe": UNSUBSCRIBE_SLOT,
        "colours": colours_of(brand.look, first.status),
    }
    _, html = word_templates.render(["newsletter/digest.html"], words)
    _, text = word_templates.render(["newsletter/digest.txt"], words)
    (html, in_html), (text, in_text) = _unmarked(html), _unmarked(text)
    told = MailWords(words["t"]["subject"], words["t"]["preheader"], html, text)
    return DigestMail(told, {"html": in_html, "text": in_text})


def only(words: MailWords, cuts: Mapping[str, Sequence[Cut]], keep: Collection[str]) -> MailWords:
    """The mail with the items of these keys alone."""
    return replace(words, html=_without(words.html, cuts["html"], keep), text=_without(words.text, cuts["text"], keep))


def _item(item: Item, brand: Brand, lang: str) -> dict[str, Any]:
    words = context(item.facts, brand, lang)
    phrases = word_templates.phrases(f"newsletter/phrases.{lang}.txt", words)
    return words | {"t": phrases, "begin": f"\x02+{item.key}\x03", "end": f"\x02-{item.key}\x03"}


def _picture(picture: Picture) -> dict[str, Any]:
    width = 536
    return {
        "url": web(picture.url, "the picture"),
        "width": width,
        "height": round(width * picture.height / picture.width),
        "alt": picture.alt,
        "begin": f"\x02+{PICTURE}\x03",
        "end": f"\x02-{PICTURE}\x03",
    }


def _unmarked(text: str) -> tuple[str, list[Cut]]:
    """The text without its marks, and where they were."""
    plain, cuts, at = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[1] == "+":
            cuts.append([mark[2], len(plain), len(plain)])
        else:
            cuts[-1][2] = len(plain)
    return plain + text[at:], cuts


def _without(text: str, cuts: Sequence[Cut], keep: Collection[str]) -> str:
    kept, at = "", 0
    for key, start, end in cuts:
        if key not in keep:
            kept, at = kept + text[at:start], end
    return kept + text[at:]
