"""Where the lines of a text end, read from the finished lines: not by the code that chose the breaks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from graphics.breaks import PARTICLE, SUFFIX
from graphics.text import EM, Ink, Style, advance

UNEVEN = 1.07  # so much longer than need be may the longest line be: checklist point 6
MOST_WORDS = 12


def torn(lines: Sequence[str]) -> str:
    """What is wrong with the breaks of a name, in words, or nothing."""
    for at, (line, following) in enumerate(pairwise(lines)):
        last, first = line.split()[-1], following.split()[0]
        if SUFFIX.fullmatch(first.strip(",()")):
            return f"“{first}” is parted from its name"
        alone = at == 0 and len(line.split()) == 1 and not last.islower()  # a first name, such as Van
        if PARTICLE.fullmatch(last) and not alone:
            return f"“{last}” is parted from “{first}”"
    return ""


def unevenness(lines: Sequence[Ink]) -> float:
    """How many times longer the longest line is than it would be at the best breaks in as many lines.

    Lines that fill one column are even, by their sizes and widths. Breaks that tear a name do not count, nor do
    texts of very many words or with breaks inside words.
    """
    texts = [line.text for line in lines]
    words = " ".join(texts).split()
    spans = [line.mask.width for line in lines]
    if len(lines) < 2 or len(words) > MOST_WORDS or any(text.endswith(("-", "‐")) for text in texts):
        return 1.0
    if max(spans) <= UNEVEN * min(spans):
        return 1.0
    style = replace(lines[0].style, size=EM)
    best = min(_longest(other, style) for other in _others(words, len(lines)))
    return _longest(texts, style) / best


def _others(words: Sequence[str], count: int) -> Iterator[list[str]]:
    """Every way to break the words into so many lines without tearing a name."""
    for cuts in combinations(range(1, len(words)), count - 1):
        edges = (0, *cuts, len(words))
        lines = [" ".join(words[a:b]) for a, b in pairwise(edges)]
        if not torn(lines):
            yield lines


def _longest(lines: Sequence[str], style: Style) -> float:
    return max(advance(line, style) for line in lines)
