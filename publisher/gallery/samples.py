"""A sample card of every kind, in a brand's words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import graphics
from graphics import Card
from publisher import cards
from publisher.brand import Brand
from publisher.gallery.people import HARD_NAMES, facts_of
from publisher.words import WordsError, card

CORRECTED = date(2026, 3, 13)
IN_DIGEST = 5


def sample(kind: str, brand: Brand, lang: str, name: str = HARD_NAMES[0], others: Sequence[str] | None = None) -> Card:
    """The card of this kind (one of `cards.KINDS`) for somebody of this name; a digest adds `others`, or four of ours.

    Raises WordsError for a kind or a language that there is not.
    """
    number = HARD_NAMES.index(name) if name in HARD_NAMES else 0
    facts = facts_of(name, number)
    if kind == "digest":
        if others is None:
            others = [other for other in HARD_NAMES if other != name][: IN_DIGEST - 1]
        return cards.digest([facts, *(facts_of(other, at + 1) for at, other in enumerate(others))], brand, lang)
    if kind == "correction":
        return cards.correction(replace(facts, status="pending"), brand, lang, said="signed", corrected=CORRECTED)
    if kind == "share":
        return cards.share(facts, brand, lang)
    if kind not in cards.KINDS:
        raise WordsError(f"there is no kind {kind!r}; use one of {', '.join(cards.KINDS)}")
    return card(replace(facts, status=kind), brand, lang)


def credit_faults(credit: str, brand: Brand) -> list[str]:
    """What keeps this credit from being printed beside a photo, in words: in every template, format and language.

    Measured on a card of a short name, so that only the credit can be the cause.
    """
    photo, faults = graphics.Photo(b"", credit=credit), []
    for lang in brand.languages:
        shown = replace(sample("signed", brand, lang), photo=photo)
        for template in (name for name, made in graphics.TEMPLATES.items() if made.photos):
            for size in graphics.SIZES.values():
                try:
                    points = graphics.check(shown, size, brand.look, template)
                except graphics.FontProblem as cause:
                    return [str(cause)]
                faults += [f"{point.name}: {point.detail}" for point in points if not point.ok]
    return faults
