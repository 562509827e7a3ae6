"""Names, as far as they tell who somebody is."""

from publisher.models import Person
from publisher.rules.letters import compared

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})


def folded(name: str) -> str:
    """A name without case, accents, punctuation and double spaces, for comparing only: never for showing."""
    return compared(name)


def surname(person: Person) -> str:
    """The family name as the source gave it, else the last word of the shown name that is no suffix."""
    if person.last:
        return person.last
    words = [word for word in person.name.split() if folded(word) not in SUFFIXES]
    return words[-1] if words else person.name
