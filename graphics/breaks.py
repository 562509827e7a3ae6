"""Where text may break: names by their parts, running text by even lines."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

PARTICLE = re.compile(
    r"d[aeiou]|d[ao]s|del|della|den|der|el|las?|le|los|san|santa|st\.|ten|ter|van|von|y|zu", re.IGNORECASE
)
SUFFIX = re.compile(r"(?:[Jj]r|[Ss]r|Esq|Ph\.?D|M\.?D|II|III|IV|VI{0,3})\.?")
INITIAL = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)*|[^\W\d_]")
MAX_LINES = 4
MOST_PARTS = 12  # more would make too many ways to compare


def atoms(name: str) -> list[str]:
    """The smallest parts between which a name may break, each with the space that follows it.

    Particles stay with the next word, suffixes and initials with the one before (a leading initial with
    the next); a hyphen between letters allows a break after it.
    """
    parts: list[str] = []
    glue = False
    for at, word in enumerate(name.split()):
        if parts and (glue or _clings(word)):
            parts[-1] += f"{word} "
        else:
            parts += re.findall(r".+?\w[-‐](?=\w)|.+", f"{word} ")
        glue = _leads(word, first=at == 0)
    return parts


def _leads(word: str, first: bool) -> bool:
    """Whether a word stays with the next; as a first name, Van and Do stand alone."""
    if first:
        return bool(INITIAL.fullmatch(word)) or (word.islower() and bool(PARTICLE.fullmatch(word)))
    return bool(PARTICLE.fullmatch(word))


def _clings(word: str) -> bool:
    bare = word.strip(",()")
    return bool(SUFFIX.fullmatch(bare) or INITIAL.fullmatch(bare) or bare.lower() == "y")


def partitions(parts: list[str]) -> Iterator[tuple[str, ...]]:
    """Every way to set the parts in one to four lines; of very many parts, neighbours stay together."""
    while len(parts) > MOST_PARTS:
        parts = ["".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    for count in range(min(MAX_LINES, len(parts))):
        for cuts in combinations(range(1, len(parts)), count):
            edges = (0, *cuts, len(parts))
            yield tuple("".join(parts[a:b]).strip() for a, b in pairwise(edges))


def even(text: str, measure: Callable[[str], float], column: float) -> list[str]:
    """The text in as few lines as `column` allows, and of these the most even.

    A word that is wider than the column gets a line of its own.
    """
    words = text.split()
    count = len(_greedy(words, measure, column))
    low, high = 0.0, column
    for _ in range(12):
        middle = (low + high) / 2
        lines = _greedy(words, measure, middle)
        fits = len(lines) <= count and max(map(measure, lines), default=0) <= middle
        low, high = (low, middle) if fits else (middle, high)
    return _greedy(words, measure, high)


def _greedy(words: list[str], measure: Callable[[str], float], column: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= column:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
