"""A digest holds as many people as it says, with the longest names, and says who has no room."""

from dataclasses import replace

import pytest

import graphics
from publisher import cards
from publisher.brand import load_brand
from publisher.gallery.people import HARD_NAMES, facts_of
from publisher.gallery.trying import jobs
from publisher.words import WordsError, alt_of

BRAND = load_brand()
LONGEST = max(HARD_NAMES, key=len)
each = pytest.mark.parametrize("template", graphics.TEMPLATES)
both = pytest.mark.parametrize("size", graphics.SIZES)


def digest(names, lang: str = "en", status: str = "signed") -> graphics.Card:
    return cards.digest([facts_of(name, at, status) for at, name in enumerate(names)], BRAND, lang)


def faults(card: graphics.Card, size: str, template: str) -> list[str]:
    points = graphics.check(card, graphics.SIZES[size], BRAND.look, template)
    return [f"{point.name}: {point.detail}" for point in points if not point.ok]


@pytest.mark.cross_section(2)
@each
@both
@pytest.mark.parametrize("number", [2, 3, cards.MOST])
@pytest.mark.parametrize(("lang", "status"), [("en", "signed"), ("es", "signed"), ("es", "rescinded")])
def test_the_longest_name_has_room_as_often_as_a_digest_holds(template, size, number, lang, status):
    assert faults(digest([LONGEST] * number, lang, status), size, template) == []


@pytest.mark.cross_section(1)
@each
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_card_of_any_number_counts_all_and_says_how_many_have_no_line(template, lang):
    people = [facts_of(LONGEST, at, "signed") for at in range(14)]
    card = cards.all_of(people, BRAND, lang)
    assert card.name == {"en": "14 candidates", "es": "14 candidaturas"}[lang]
    assert [one.name for one in card.people] == [LONGEST] * 5 + [{"en": "and 9 more", "es": "y 9 más"}[lang]]
    assert faults(card, "1080x1350", template) == []
    assert alt_of(card).count(LONGEST) == 5
    assert {"en": "; and 9 more. ", "es": "; y 9 más. "}[lang] in alt_of(card)


@each
@both
def test_short_names_and_names_in_many_scripts_have_room(template, size):
    assert faults(digest(["Ana Sample"] * cards.MOST), size, template) == []
    assert faults(digest(HARD_NAMES[-cards.MOST :], "es"), size, template) == []


def test_more_people_are_refused_with_what_to_do():
    with pytest.raises(WordsError, match="at most 6 people, not 7: make several cards of them, as slides"):
        digest(["Ana Sample"] * 7)


@pytest.mark.parametrize(("number", "sizes"), [(0, []), (1, [1]), (6, [6]), (7, [4, 3]), (12, [6, 6]), (13, [4, 5, 4])])
def test_many_people_are_parted_into_slides_of_nearly_one_size(number, sizes):
    people = [facts_of(str(at)) for at in range(number)]
    slides = cards.slides(people)
    assert [len(slide) for slide in slides] == sizes
    assert [one for slide in slides for one in slide] == people


@pytest.mark.cross_section(1)
@each
@both
def test_a_name_without_room_is_named(template, size):
    endless = "W" * 70
    [fault] = [one for one in faults(digest(["Ana Sample", endless]), size, template) if "smallest text" in one]
    assert "the longest line is “WWWW" in fault
    assert "give a shorter form of that name, or show fewer people" in fault


@each
def test_a_name_that_is_too_wide_for_one_line_breaks_where_it_may(template):
    name = "Maximilianaberta Konstantinopolita Featherstonhaugh-Candidate Placeholder"
    card = replace(digest([name, "Jo Li"]), people=(graphics.Signer(name, "U.S. House, OH-03"), graphics.Signer("Jo")))
    assert faults(card, "1080x1350", template) == []


def test_trying_puts_long_names_together():
    digests = [job.card for job in jobs(BRAND, ["Ana Sample"], 120, 1) if job.card.people]
    assert {len(card.people) for card in digests} == set(range(2, cards.MOST + 1))
    assert any(all(len(one.name) > 24 for one in card.people[1:]) for card in digests if len(card.people) > 3)
