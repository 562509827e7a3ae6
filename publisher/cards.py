"""The cards of every kind: news of one person, a correction, a digest of several, and one for a candidate to share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from graphics import Card, Signer
from publisher.brand import Brand
from publisher.rules import kinds
from publisher.rules.wording import Facts, day_name
from publisher.words import WordsError, card

KINDS = ("signed", "refused", "rescinded", "correction", "digest", "share")
"""Every kind of card: the announceable statuses are news of one person."""
MOST = 6
"""People on one digest: so many of the longest hard names have room in every template and format."""


def correction(facts: Facts, brand: Brand, lang: str, *, said: str, corrected: date) -> Card:
    """A card that takes back the status `said`, which was published; `facts` are as they are on the day `corrected`.

    Raises WordsError for facts that cannot be said in this language.
    """
    note, day = kinds.was_wrong(facts, said=said, lang=lang), day_name(corrected, lang)
    return replace(card(facts, brand, lang), status="correction", statement=kinds.correction(lang), note=note, date=day)


def digest(people: Sequence[Facts], brand: Brand, lang: str) -> Card:
    """One card of one to MOST people who did the same, in the order given. Raises WordsError for none or more."""
    if not people:
        raise WordsError("a digest needs somebody in it: give it one change or more")
    if len(people) > MOST:
        raise WordsError(
            f"a digest holds at most {MOST} people, not {len(people)}: make several cards of them, as slides"
        )
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


def all_of(people: Sequence[Facts], brand: Brand, lang: str) -> Card:
    """One card of any number of people who did the same: its heading counts all, its last line those without a line.

    Raises WordsError for nobody.
    """
    if len(people) <= MOST:
        return digest(people, brand, lang)
    shown = digest(people[: MOST - 1], brand, lang)
    rest = Signer(kinds.and_more(len(people) - MOST + 1, lang))
    return replace(
        shown,
        name=kinds.heading(len(people), lang),
        statement=kinds.statement_of(people[0].status, lang, len(people)),
        people=(*shown.people, rest),
    )


def slides(people: Sequence[Facts]) -> list[Sequence[Facts]]:
    """The people in as few groups as digests can hold, in their order and of nearly the same size."""
    count = -(-len(people) // MOST)
    edges = [round(at * len(people) / count) for at in range(count + 1)] if count else [0]
    return [people[start:end] for start, end in pairwise(edges)]


def share(facts: Facts, brand: Brand, lang: str) -> Card:
    """A card that a candidate who signed may post themselves. Raises WordsError for any other status."""
    if facts.status != "signed":
        raise WordsError(f"{facts.name} has not signed; only who signed gets a card to share")
    return replace(card(facts, brand, lang), statement=kinds.shared(lang))
