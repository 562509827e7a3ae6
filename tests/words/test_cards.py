"""The cards of every kind, in words: what a correction, a digest and a share card say, in each language."""

from dataclasses import replace
from datetime import date

import pytest

from publisher import cards
from publisher.rules import kinds
from publisher.words import WordsError, alt_of

LANGUAGES = ["en", "es"]


def test_a_correction_says_what_was_published_and_how_it_is(facts, brand):
    made = cards.correction(replace(facts, status="pending"), brand, "en", said="signed", corrected=date(2026, 3, 15))
    assert (made.statement, made.status, made.name) == ("Correction", "correction", "Ana Sample")
    assert made.note == "We wrote “signed the pledge.” That was wrong. The truth: “has not answered yet.”"
    assert made.date == "March 15, 2026"
    spanish = cards.correction(
        replace(facts, status="refused"), brand, "es", said="signed", corrected=date(2026, 3, 15)
    )
    assert spanish.note == (
        "Publicamos «firmó el compromiso». No era cierto. Lo cierto: «rehusó firmar el compromiso»."
    )


def test_a_digest_counts_and_names_everybody_with_their_seat(facts, brand):
    people = [
        facts,
        replace(facts, name="Bo Example", office="senate", state="ME", district=None),
        replace(facts, name="Lee Specimen", state="AK", district=0),
        replace(facts, name="Max Muestra", state="PR", district=0),
    ]
    made = cards.digest(people, brand, "en")
    assert (made.name, made.statement, made.office, made.date) == ("Four candidates", "signed the pledge", "", "")
    assert [(one.name, one.seat) for one in made.people] == [
        ("Ana Sample", "U.S. House, OH-03"),
        ("Bo Example", "U.S. Senate, Maine"),
        ("Lee Specimen", "U.S. House, AK at large"),
        ("Max Muestra", "Resident Commissioner, Puerto Rico"),
    ]
    spanish = cards.digest(people, brand, "es")
    assert (spanish.name, spanish.statement) == ("Cuatro candidaturas", "firmaron el compromiso")
    assert spanish.people[2].seat == "Cámara de EE. UU., AK distrito único"
    assert cards.digest(people[:1], brand, "es").statement == "firmó el compromiso"
    with pytest.raises(WordsError, match="somebody in it"):
        cards.digest([], brand, "en")


@pytest.mark.parametrize(
    ("number", "english"), [(1, "One candidate"), (12, "Twelve candidates"), (13, "13 candidates")]
)
def test_a_heading_counts_in_words_up_to_twelve(number, english):
    assert kinds.heading(number, "en") == english


def test_only_who_signed_gets_a_card_to_share(facts, brand):
    assert cards.share(facts, brand, "en").statement == "I signed the pledge"
    assert cards.share(facts, brand, "es").statement == "Firmé el compromiso"
    with pytest.raises(WordsError, match="has not signed"):
        cards.share(replace(facts, status="pending"), brand, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_alt_texts_transcribe_every_kind(facts, brand, lang):
    corrected = date(2026, 3, 15)
    made = [
        cards.correction(replace(facts, status="pending"), brand, lang, said="signed", corrected=corrected),
        cards.digest([facts, replace(facts, name="Bo Example")], brand, lang),
        cards.share(facts, brand, lang),
    ]
    for card in made:
        alt = alt_of(card)
        seen = [card.name, card.statement, card.note, card.promise, card.wordmark, card.address, card.disclaimer]
        seen += [text for one in card.people for text in (one.name, one.seat)]
        assert [text for text in seen if text and text.rstrip(".") not in alt] == []
        assert not alt.lower().startswith(("image of", "imagen de"))
        assert " ," not in alt
        assert ".." not in alt
