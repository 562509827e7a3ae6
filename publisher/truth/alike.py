"""Could two names of one race be one person's? More is asked than by the matcher, since nobody is told of a no."""

from rapidfuzz import fuzz

from publisher.truth.given_names import may_be_one
from publisher.truth.identity import SUFFIXES, folded
from publisher.truth.matching import SURE, plain, similarity

FAMILY = 80.0
"""Similarity, 0 to 100, from which on two parts of family names may be one in two spellings."""
PARTICLES = frozenset(
    {"de", "del", "der", "di", "da", "la", "las", "los", "van", "von", "den", "ter", "el", "al", "san"}
)
"""Parts that many families have in common."""


def perhaps_one(name: str, other: str) -> bool:
    """True if the names may be one person's: what the matcher is sure of, and nicknames, initials and double names.

    Below `SURE` a resemblance alone tells little, since one family name makes most of it (Ana and Bo Sample have 74):
    a part of the given names and one of the family names must go together. Suffixes tell nothing here: father and son
    are two, and one of them with a slip in the suffix is one, which only a person can say.
    """
    joined = fuzz.ratio(*(plain(each).replace(" ", "") for each in (name, other)))  # de la Cruz, Delacruz
    if max(similarity(name, other), joined) >= SURE:
        return True
    one, two = _parts(name), _parts(other)
    return _given(one, two) and _family(one[1:], two[1:])


def _parts(name: str) -> list[str]:
    return [part for part in folded(name).split() if part not in SUFFIXES and part not in PARTICLES]


def _given(one: list[str], two: list[str]) -> bool:
    """Do given names go together? An initial counts only in the first place: a middle one tells nothing."""
    if not one or not two:
        return False
    if 1 in (len(one[0]), len(two[0])) and one[0][0] == two[0][0]:
        return True
    # The last part is no given name, and neither is what both have behind the first one.
    shared = set(one[1:]) & set(two[1:])
    return any(
        may_be_one(a, b) for a in one[:-1] for b in two[:-1] if len(a) > 1 and len(b) > 1 and not {a, b} & shared
    )


def _family(one: list[str], two: list[str]) -> bool:
    return any(len(a) > 1 and len(b) > 1 and (a == b or fuzz.ratio(a, b) >= FAMILY) for a in one for b in two)
