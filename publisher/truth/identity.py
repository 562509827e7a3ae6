"""Which candidacy a tracker row stands for."""

import unicodedata

from publisher.models import Candidacy, Person
from publisher.tracker.values import Row

Race = tuple[int, str, str, int | None, str]


def folded(name: str) -> str:
    """A name without case, accents, punctuation and double spaces, for comparing only: never for showing."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


def race_of(candidacy: Candidacy) -> Race:
    """What two rows share when they speak of one person in one race."""
    return (candidacy.cycle, candidacy.office, candidacy.us_state, candidacy.district, folded(candidacy.person.name))


def known_races(cycle: int) -> dict[Race, Candidacy]:
    """Every candidacy of the cycle by race and folded name; a name that stands twice in a race is left out."""
    found: dict[Race, Candidacy] = {}
    twice: set[Race] = set()
    for candidacy in Candidacy.objects.filter(cycle=cycle).select_related("person"):
        race = race_of(candidacy)
        twice.update({race} & found.keys())
        found[race] = candidacy
    return {race: candidacy for race, candidacy in found.items() if race not in twice}


def newcomer(row: Row, cycle: int) -> Candidacy:
    """A new person and candidacy from a row, not yet saved."""
    person = Person(name=row.name, first=row.first, last=row.last, handle=row.handle)
    return Candidacy(
        person=person, cycle=cycle, office=row.office, us_state=row.state, district=row.district, party=row.party
    )


def surname(person: Person) -> str:
    """The family name as the source gave it, else the last word of the shown name that is no suffix."""
    if person.last:
        return person.last
    words = [word for word in person.name.split() if folded(word) not in {"jr", "sr", "ii", "iii", "iv"}]
    return words[-1] if words else person.name
