"""Which candidacy a tracker row stands for."""

import unicodedata

from publisher.models import Candidacy, Person
from publisher.tracker.values import Row

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})


def folded(name: str) -> str:
    """A name without case, accents, punctuation and double spaces, for comparing only: never for showing."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


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
    words = [word for word in person.name.split() if folded(word) not in SUFFIXES]
    return words[-1] if words else person.name
