"""Names as people type them: in parts, in any order, without accents, with a slip. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from publisher.truth.identity import folded

_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters with a stroke are letters of their own to Unicode; no telephone has them at hand."""


@dataclass(frozen=True, slots=True)
class Searched:
    """One thing that may be meant: its number, its name, and other words that it is known by, such as a state."""

    number: int
    name: str
    also: tuple[str, ...] = ()


def best(text: str, choices: Iterable[Searched], limit: int) -> list[int]:
    """The numbers of those that `text` may mean, the likeliest first; equals stay in the order given.

    Each word of the text must begin a word of the choice, up to a slip or two; or the whole text stands in its name.
    """
    wanted = _folded(text)
    if not wanted:
        return []
    known = [(choice, _folded(choice.name)) for choice in choices]
    words = {word for choice, name in known for word in (*name.split(), *choice.also)}
    costs = [_costs(typed, words) for typed in wanted.split()]
    found = []
    for place, (choice, name) in enumerate(known):
        cost = _cost(wanted, name, choice.also, costs)
        if cost is not None:
            found.append((cost, place, choice.number))
    return [number for _cost_, _place, number in sorted(found)[:limit]]


def _cost(wanted: str, name: str, also: tuple[str, ...], costs: list[dict[str, int]]) -> int | None:
    """0 for the very name, more for less likely ones, None for what is not meant."""
    if name == wanted:
        return 0
    own = (*name.split(), *also)
    total = 1
    for cost in costs:
        here = [cost[word] for word in own if word in cost]
        if not here:
            joined = wanted.replace(" ", "")
            return 5 if joined in name.replace(" ", "") else None
        total += 10 * min(here)
    return total


def _costs(typed: str, words: set[str]) -> dict[str, int]:
    """The words that `typed` may begin, with the number of slips: none in 3 letters, one in 5, two in more."""
    slips = 0 if len(typed) < 4 else 1 if len(typed) < 6 else 2
    found = {word: 0 for word in words if word.startswith(typed)}
    if slips and not typed.isdigit():
        for size in (len(typed), len(typed) + 1):
            begins = {word: word[:size] for word in words}
            for _begin, cost, word in process.extract(
                typed, begins, scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                found[word] = min(int(cost), found.get(word, slips))
    return found


@lru_cache(maxsize=50_000)
def _folded(name: str) -> str:
    return folded(name).translate(_PLAIN)
