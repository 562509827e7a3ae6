"""Where text may break: names by their parts, running text by even lines.

Scripts without spaces between words break between any two clusters, but for signs that cling to their
neighbour; where such a text has zero-width spaces, it breaks at these alone.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from unicodedata import category

from graphics.scripts import EMOJI, IDEOGRAPHIC, SPACELESS, clusters, script_of

PARTICLE = re.compile(
    r"d[aeiou]|d[ao]s|del|della|den|der|el|las?|le|los|san|santa|st\.|ten|ter|van|von|y|zu", re.IGNORECASE
)
SUFFIX = re.compile(r"(?:[Jj]r|[Ss]r|Esq|Ph\.?D|M\.?D|II|III|IV|VI{0,3})\.?")
INITIAL = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)*|[^\W\d_]")
MAX_LINES = 4
CLOSING = frozenset(("Pe", "Pf", "Po", "Pd", "Lm", "Mn", "Mc", "Sk"))  # kinds of sign that begin no line
OPENING = frozenset(("Ps", "Pi"))  # that end none
SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ")
ZERO_WIDTH_SPACE, WORD_SPACE = "\u200b", "፡"
DOT = "·"
LONG_WORD = 16  # characters: so long a word makes a name too small
MOST_PARTS = 12  # more would make too many ways to compare


def atoms(name: str) -> list[str]:
    """The smallest parts between which a name may break, each with the space that follows it.

    Particles stay with the next word, suffixes and initials with the one before (a leading initial with
    the next); a hyphen between letters allows a break after it. Only a name of one word, or a very long
    word, breaks between the clusters of a script without spaces.
    """
    parts: list[str] = []
    glue = False
    words = name.split()
    for at, word in enumerate(words):
        if parts and (glue or _clings(word)):
            parts[-1] += f"{word} "
        else:
            bits = re.findall(r".+?\w[-‐](?=\w)|.+", word)
            if len(words) == 1 or len(word) > LONG_WORD:
                bits = [chunk for bit in bits for chunk in chunks(bit)]
            parts += [*bits[:-1], f"{bits[-1]} "]
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


def chunks(word: str) -> list[str]:
    """What a word without spaces falls into: itself, but for scripts that put no spaces between words."""
    if word.isascii():
        return [word]
    if ZERO_WIDTH_SPACE in word:
        return [part for part in word.split(ZERO_WIDTH_SPACE) if part] or [word]
    parts = clusters(word)
    result = parts[:1]
    for left, right in pairwise(parts):
        if _parts(left, right):
            result.append(right)
        else:
            result[-1] += right
    return result


def _parts(left: str, right: str) -> bool:
    """Whether a line may end between two neighbouring clusters of a word."""
    if right[0] in SMALL_KANA or category(right[0]) in CLOSING or category(left[0]) in OPENING:
        return False
    if left == WORD_SPACE:
        return True
    before, after = script_of(left) or _sign(left), script_of(right) or _sign(right)
    if EMOJI in (before, after):
        return before in SPACELESS and after in SPACELESS
    return (before in SPACELESS and after in SPACELESS) or bool(IDEOGRAPHIC & {before, after})


def _sign(cluster: str) -> str:
    """Fullwidth and ideographic signs break as Chinese characters do."""
    return "Hani" if 0x3000 <= ord(cluster[0]) <= 0x30FF or 0xFF00 <= ord(cluster[0]) <= 0xFFEF else ""


def unspaced(line: str) -> bool:
    """Whether a line's end is a break inside a word: after a hyphen, or in a script without spaces."""
    return line.endswith(("-", "‐")) or bool(line and script_of(clusters(line)[-1]) in SPACELESS)


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

    A word that is wider than the column gets a line of its own, if its script has spaces. A dot between the parts of
    a list begins no line.
    """
    words: list[str] = []
    for word in text.split():
        if word == DOT and words:
            words[-1] += f"{word} "
        else:
            *bits, last = chunks(word)
            words += [*bits, f"{last} "]
    count = len(_greedy(words, measure, column))
    low, high = 0.0, column
    for _ in range(12):
        middle = (low + high) / 2
        lines = _greedy(words, measure, middle)
        fits = len(lines) <= count and max(map(measure, lines), default=0) <= middle
        low, high = (low, middle) if fits else (middle, high)
    return _greedy(words, measure, high)


def _greedy(words: list[str], measure: Callable[[str], float], column: float) -> list[str]:
    """Lines of words that each end in the space that follows them, if one does."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{word}" if lines else word
        if lines and measure(longer.rstrip()) <= column:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]
