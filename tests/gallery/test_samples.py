"""Every kind of card, in every template, format and language, is fit to publish by its layout."""

from datetime import date

import pytest

import graphics
from publisher import cards
from publisher.brand import load_brand
from publisher.gallery.people import HARD_NAMES, facts_of
from publisher.gallery.samples import sample
from publisher.words import WordsError

BRAND = load_brand()
LONG = "Maximiliana Featherstonhaugh-Candidate"
each = pytest.mark.parametrize("template", graphics.TEMPLATES)
both = pytest.mark.parametrize("language", BRAND.languages)


def faults(card: graphics.Card, template: str) -> list[tuple[str, str, str]]:
    return [
        (size.name, point.name, point.detail)
        for size in graphics.SIZES.values()
        for point in graphics.check(card, size, BRAND.look, template)
        if not point.ok
    ]


@pytest.mark.cross_section(2)
@each
@both
@pytest.mark.parametrize("kind", cards.KINDS)
def test_every_kind_has_room_for_its_words(template: str, language: str, kind: str) -> None:
    assert faults(sample(kind, BRAND, language, LONG), template) == []


@pytest.mark.cross_section(2)
@each
@both
@pytest.mark.parametrize(("said", "now"), [("signed", "pending"), ("refused", "rescinded"), ("rescinded", "refused")])
def test_a_correction_has_room_for_the_longest_words(template: str, language: str, said: str, now: str) -> None:
    facts = facts_of("Nguyễn Ế Ồ Mẫu", 3, now)
    card = cards.correction(facts, BRAND, language, said=said, corrected=date(2026, 9, 23))
    assert faults(card, template) == []


def test_the_hard_names_are_forty_and_different() -> None:
    assert len(set(HARD_NAMES)) == len(HARD_NAMES) == 40


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(WordsError, match="there is no kind 'poster'"):
        sample("poster", BRAND, "en")
