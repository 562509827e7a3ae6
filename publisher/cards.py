"""The cards of every kind: news of one person, a correction, a digest of several, and one for a candidate to share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graphics import Card, Signer
from publisher.brand import Brand
from publisher.rules import kinds
from publisher.rules.wording import Facts, day_name
from publisher.words import WordsError, card

KINDS = ("signed", "refused", "rescinded", "correction", "digest", "share")
"""Every kind of card: the announceable statuses are news of one person."""


def correction(facts: Facts, brand: Brand, lang: str, *, said: str, corrected: date) -> Card:
    """A card that takes back the status `said`, which was published; `facts` are as they are on the day `corrected`.

    Raises WordsError for facts that cannot be said in this language.
    """
    note, day = kinds.was_wrong(facts, said=said, lang=lang), day_name(corrected, lang)
    return replace(card(facts, brand, lang), status="correction", statement=kinds.correction(lang), note=note, date=day)


def digest(people: Sequence[Facts], brand: Brand, lang: str) -> Card:
    """One card of several people who did the same, in the order given. Raises WordsError if there are none."""
    if not people:
        raise WordsError("a digest needs somebody in it: give it one change or more")
    first = card(people[0], brand, lang)
    return replace(
        first,
        name=kinds.heading(len(people), lang),
        statement=kinds.statement_of(people[0].status, lang, len(people)),
        office="",
        place="",
        date="",
        people=tuple(Signer(facts.name, kinds.seat_name(facts, lang)) for facts in people),
    )


def share(facts: Facts, brand: Brand, lang: str) -> Card:
    """A card that a candidate who signed may post themselves. Raises WordsError for any other status."""
    if facts.status != "signed":
        raise WordsError(f"{facts.name} has not signed; only who signed gets a card to share")
    return replace(card(facts, brand, lang), statement=kinds.shared(lang))
