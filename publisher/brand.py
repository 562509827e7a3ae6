"""The brand: everything that names the coalition, its pledge, its next steps and its look.

It stands in one TOML file (`brand.toml` here, or the one in `PUBLISHER_BRAND`), so that another coalition changes
that file and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graphics import DEFAULT as DEFAULT_TEMPLATE
from graphics import TEMPLATES, Look
from graphics.colours import contrast
from publisher.brand_file import BrandError, BrandFile
from publisher.rules.wording import LANGUAGES, STATUSES

__all__ = ["Brand", "BrandError", "Coalition", "Pledge", "load_brand"]

DEFAULT = Path(__file__).with_name("brand.toml")
MAX_PROMISE_WORDS = 12
LONGEST_PLEDGE = 600
MAX_HASHTAGS = 30  # Instagram refuses more
CALM = ("refused", "rescinded")  # what is told of these exclaims nothing
READABLE = 4.5  # WCAG 2.2, 1.4.3 (AA): contrast of text and its ground

READ_ON = (
    ("paper", "ink"),
    ("paper", "accent"),
    ("paper", "quiet_accent"),
    ("panel", "panel_ink"),
    ("panel", "panel_accent"),
)
"""Which colour is read on which."""


@dataclass(frozen=True, slots=True)
class Coalition:
    """Who speaks. `address` is the site as people type it, `url` as a link; `contact` answers objections.

    `wordmark` is the name as it stands on cards.
    """

    name: str
    address: str
    url: str
    postal_address: str
    mail_name: str
    contact: str
    wordmark: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """The pledge in one language. `title` reads well after "signed"; `promise` has at most 12 words.

    `text` is what was signed, in a few sentences, for the public page; it may be empty.
    """

    title: str
    promise: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Brand:
    """A checked brand file. Mappings are by language; `actions` by language, then status; hashtags are without #.

    `template` is the name of the cards' composition, `tone` how the coalition speaks: a sentence for those who edit.
    """

    languages: tuple[str, ...]
    coalition: Coalition
    pledge_version: str
    pledge: Mapping[str, Pledge]
    actions: Mapping[str, Mapping[str, str]]
    disclaimer: Mapping[str, str]
    hashtags: Mapping[str, tuple[str, ...]]
    paid_for_by: str
    tone: str
    template: str
    look: Look

    def small_print(self, lang: str) -> str:
        """What stands at the foot of cards and mails: the disclaimer, and who paid."""
        return f"{self.disclaimer[lang]} {self.paid_for_by}".strip()


def load_brand(path: Path | None = None) -> Brand:
    """The brand of a file, by default the one that comes with the program.

    Raises BrandError with file, line, key and what to write, for the first thing that is wrong.
    """
    file = BrandFile(path or DEFAULT)
    sections = ("coalition", "pledge", "actions", "disclaimer", "hashtags")
    file.table((), needs=("languages", *sections), may=("paid_for_by", "tone", "template", "look"))
    languages = _languages(file)
    for section in sections[2:]:
        file.table((section,), needs=languages)
    file.table(("pledge",), needs=("version", *languages))
    return Brand(
        languages=languages,
        coalition=_coalition(file),
        pledge_version=file.text(("pledge", "version"), longest=40),
        pledge={lang: _pledge(file, lang) for lang in languages},
        actions={lang: _actions(file, lang) for lang in languages},
        disclaimer={lang: _disclaimer(file, lang) for lang in languages},
        hashtags={lang: _hashtags(file, lang) for lang in languages},
        paid_for_by=_optional(file, ("paid_for_by",), longest=80),
        tone=_optional(file, ("tone",)),
        template=_template(file),
        look=_look(file),
    )


def _languages(file: BrandFile) -> tuple[str, ...]:
    languages = file.texts(("languages",))
    if not languages or len(set(languages)) < len(languages) or set(languages) - set(LANGUAGES):
        raise file.error(("languages",), f"is {list(languages)}; list one or more of {', '.join(LANGUAGES)}, each once")
    return languages


def _optional(file: BrandFile, key: tuple[str, ...], longest: int = 200) -> str:
    return file.text(key, longest, empty=True) if file.has(key) else ""


def _template(file: BrandFile) -> str:
    name = _optional(file, ("template",)) or DEFAULT_TEMPLATE
    if name not in TEMPLATES:
        raise file.error(("template",), f"is {name!r}; use one of {', '.join(TEMPLATES)}")
    return name


def _coalition(file: BrandFile) -> Coalition:
    needs = [name for name in Coalition.__dataclass_fields__ if name != "wordmark"]
    table = file.table(("coalition",), needs=needs, may=("wordmark",))
    texts = {name: file.text(("coalition", name)) for name in table}
    texts.setdefault("wordmark", texts["name"])
    _web_address(file, ("coalition", "url"), texts["url"])
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", texts["contact"]):
        raise file.error(("coalition", "contact"), f"is {texts['contact']!r}; write an e-mail address")
    return Coalition(**texts)


def _pledge(file: BrandFile, lang: str) -> Pledge:
    table = file.table(("pledge", lang), needs=("title", "promise", "url"), may=("text",))
    texts = {name: file.text(("pledge", lang, name)) for name in table if name != "text"}
    texts["text"] = _optional(file, ("pledge", lang, "text"), LONGEST_PLEDGE)
    _web_address(file, ("pledge", lang, "url"), texts["url"])
    words = len(texts["promise"].split())
    if words > MAX_PROMISE_WORDS:
        raise file.error(
            ("pledge", lang, "promise"), f"has {words} words; a card holds {MAX_PROMISE_WORDS}: write it shorter"
        )
    for name in ("title", "promise"):
        _calm(file, ("pledge", lang, name), texts[name])
    return Pledge(**texts)


def _calm(file: BrandFile, key: tuple[str, ...], text: str) -> str:
    """The text, which cards about a refusal bear too: those exclaim nothing."""
    if set(text) & set("!¡"):
        raise file.error(key, "is an exclamation; calm cards have it too: write it without")
    return text


def _disclaimer(file: BrandFile, lang: str) -> str:
    key = ("disclaimer", lang)
    return _calm(file, key, file.text(key, longest=120))


def _actions(file: BrandFile, lang: str) -> Mapping[str, str]:
    file.table(("actions", lang), needs=STATUSES)
    texts = {status: file.text(("actions", lang, status)) for status in STATUSES}
    for status in CALM:
        _calm(file, ("actions", lang, status), texts[status])
    return texts


def _hashtags(file: BrandFile, lang: str) -> tuple[str, ...]:
    key = ("hashtags", lang)
    hashtags = file.texts(key)
    for tag in hashtags:
        # Screen readers find the words of a hashtag by its capitals.
        if not (tag.isalnum() and tag[0].isupper() and any(letter.islower() for letter in tag)):
            raise file.error(key, f"holds {tag!r}; write it without # and every word with a capital: LikeThis")
    if len(hashtags) > MAX_HASHTAGS:
        raise file.error(key, f"holds {len(hashtags)} hashtags; keep at most {MAX_HASHTAGS}")
    return hashtags


def _web_address(file: BrandFile, key: tuple[str, ...], value: str) -> None:
    try:
        parts = urlsplit(value)
        sound = bool(parts.hostname and "@" not in parts.netloc and (parts.port is None or parts.port > 0))
    except ValueError:  # brackets that do not close, a port that is none
        sound = False
    if not sound or not re.fullmatch(r"https?://[^\s/\"'<>]+(/[^\s\"'<>]*)?", value):
        raise file.error(key, f"is {value!r}; write a web address that begins with https://")


def _look(file: BrandFile) -> Look:
    table = file.table(("look",), needs=(), may=tuple(Look.__dataclass_fields__)) if file.has(("look",)) else {}
    try:
        look = Look.from_table(table)
    except ValueError as error:
        wrong = next((key for key in table if re.search(rf"\b{key}\b", str(error))), "")
        raise file.error(("look", wrong), f"cannot be used: {error}") from None
    for ground, text in READ_ON:
        ratio = contrast(getattr(look, ground), getattr(look, text))
        if ratio < READABLE:
            raise file.error(
                ("look", text),
                f"on {ground} has a contrast of {ratio:.1f}; choose a pair of at least {READABLE} that people can read",
            )
    return look
