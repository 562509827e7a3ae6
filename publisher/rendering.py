"""From the facts to words and pictures: everything that a revision will freeze, computed anew from the record."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

import graphics
from publisher import files, words
from publisher.brand import Brand
from publisher.manifest import Manifest
from publisher.models import Announcement, StatusChange
from publisher.rules.wording import Facts

SIZES = tuple(graphics.SIZES)
"""Drawn of every announcement: feed upright and square, story, and the wide one that links are shown with."""
POST_SIZE = "1080x1350"


@dataclass(frozen=True, slots=True)
class Content:
    """`words`: language -> caption, alt, comment. `pictures`: rows for the manifest. `mail`: language -> its parts."""

    words: dict[str, dict[str, str]]
    pictures: list[dict[str, str]]
    mail: dict[str, dict[str, str]]


def link_of(code: str) -> str:
    """The public address of an announcement; it ends every caption."""
    return f"{settings.BASE_URL}/a/{code}"


def facts_of(announcement: Announcement, change: StatusChange) -> Facts:
    """The change as values for the templates."""
    candidacy = change.candidacy
    shown = [item.url for item in change.evidence.all() if item.public and item.url]
    return Facts(
        name=candidacy.person.name,
        office=candidacy.office,
        state=candidacy.us_state,
        district=candidacy.district,
        status=change.after,
        said_at=change.said_at,
        precision=change.precision,
        seen_at=change.seen_at,
        evidence_url=shown[0] if shown else "",
        code=announcement.code,
        link=link_of(announcement.code),
        origin=change.origin,
        special=candidacy.special,
    )


def frozen_facts(manifest: Manifest, change: StatusChange) -> Facts:
    """The first change of an announcement as its revision froze it; `change` is the same in the record."""
    subject = manifest["subjects"][0]
    said = subject["said_at"]
    return Facts(
        name=str(subject["name"]),
        office=str(subject["office"]),
        state=str(subject["state"]),
        district=subject["district"] if isinstance(subject["district"], int) else None,
        special=bool(subject.get("special")),
        status=str(subject["to"]),
        said_at=date.fromisoformat(said) if isinstance(said, str) else None,
        precision=str(subject["precision"]),
        seen_at=change.seen_at,
        evidence_url="",
        code=str(manifest["code"]),
        link=str(manifest["link"]),
        origin=change.origin,
    )


def content_of(facts: Facts, brand: Brand, photo: graphics.Photo | None = None) -> Content:
    """Words, pictures and mail in every language of the brand. The pictures are stored before this returns.

    `photo` is one that may be shown; without it the cards are type alone.

    Raises `words.WordsError`, `graphics` errors for a name that cannot be drawn.
    """
    said: dict[str, dict[str, str]] = {}
    pictures: list[dict[str, str]] = []
    mail: dict[str, dict[str, str]] = {}
    for language in brand.languages:
        alt = words.alt_text(facts, brand, language, photo)
        caption, comment = words.caption(facts, brand, language), words.comment(facts, brand, language)
        said[language] = {"caption": caption, "alt": alt, "comment": comment}
        for size in SIZES:
            sha256 = draw(facts, brand, language, size, photo)
            pictures.append({"sha256": sha256, "lang": language, "size": size, "alt": alt})
        image = f"{facts.link}/{POST_SIZE}.{language}.jpg"
        parts = words.mail(facts, brand, language, image, photo=photo)
        mail[language] = {name: getattr(parts, name) for name in ("subject", "preheader", "html", "text")}
    return Content(said, pictures, mail)


def draw(facts: Facts, brand: Brand, language: str, size: str, photo: graphics.Photo | None = None) -> str:
    """Renders one card, stores it with what its pixels measured, and gives its SHA-256."""
    return drawn(words.card(facts, brand, language, photo), brand, size)


def drawn(card: graphics.Card, brand: Brand, size: str) -> str:
    """The same of any card."""
    picture = graphics.draw(card, graphics.SIZES[size], brand.look, brand.template)
    points: list[dict[str, Any]] = [
        {"name": point.name, "ok": point.ok, "detail": point.detail} for point in picture.preflight
    ]
    files.keep(picture.data, "image/jpeg", width=picture.width, height=picture.height, preflight=points)
    return picture.sha256
