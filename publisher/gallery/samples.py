"""A sample card of every kind, in a brand's words."""

from dataclasses import replace
from datetime import date

from graphics import Card
from publisher import cards
from publisher.brand import Brand
from publisher.gallery.people import HARD_NAMES, facts_of
from publisher.words import WordsError, card

CORRECTED = date(2026, 3, 13)
IN_DIGEST = 5


def sample(kind: str, brand: Brand, lang: str, name: str = HARD_NAMES[0]) -> Card:
    """The card of this kind (one of `cards.KINDS`) for somebody of this name; a digest adds four others.

    Raises WordsError for a kind or a language that there is not.
    """
    number = HARD_NAMES.index(name) if name in HARD_NAMES else 0
    facts = facts_of(name, number)
    if kind == "digest":
        others = [other for other in HARD_NAMES if other != name][: IN_DIGEST - 1]
        return cards.digest([facts, *(facts_of(other, at + 1) for at, other in enumerate(others))], brand, lang)
    if kind == "correction":
        return cards.correction(replace(facts, status="pending"), brand, lang, said="signed", corrected=CORRECTED)
    if kind == "share":
        return cards.share(facts, brand, lang)
    if kind not in cards.KINDS:
        raise WordsError(f"there is no kind {kind!r}; use one of {', '.join(cards.KINDS)}")
    return card(replace(facts, status=kind), brand, lang)
