"""The order of a line in mixed directions: Unicode Standard Annex 9, without explicit formatting.

A name with embeddings, overrides or isolates could be made to read as another; callers take them out.
"""

from collections.abc import Sequence
from itertools import groupby
from unicodedata import bidirectional

EXPLICIT = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
BRACKETS = dict(
    zip(
        "([{⁅⁽₍⌈⌊〈❨❪❬❮❰❲❴⟦⟨⟪⟬⟮⦃⦅⸢⸤⸨《「『【〔〖〘〚（［｛",
        ")]}⁆⁾₎⌉⌋〉❩❫❭❯❱❳❵⟧⟩⟫⟭⟯⦄⦆⸣⸥⸩》」』】〕〗〙〛）］｝",
        strict=True,
    )
)
CLOSING = {closing: opening for opening, closing in BRACKETS.items()}
MOST_OPEN = 63
STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # as neutrals see their neighbours


def leftward(text: str) -> bool:
    """Whether the text has letters or digits of a script read from right to left."""
    return not text.isascii() and any(bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def rightward(text: str) -> bool:
    """Whether the text has letters of a script read from left to right."""
    return any(bidirectional(letter) == "L" for letter in text)


def first_is_leftward(text: str) -> bool:
    """Whether the first letter with a direction is read from right to left (rules P2 and P3)."""
    return next((kind != "L" for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), False)


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character in a line whose own level is `base` (0 or 1): odd is leftward."""
    seen = [at for at, letter in enumerate(text) if bidirectional(letter) != "BN"]
    letters = [text[at] for at in seen]
    own = "R" if base else "L"
    kinds = _weak([bidirectional(letter) or "L" for letter in letters], own)
    kinds = _neutral(_brackets(letters, kinds, own), own)
    found = dict(zip(seen, (_level(kind, base) for kind in kinds), strict=True))
    result, level = [], base
    for at in range(len(text)):
        level = found.get(at, level)
        result.append(level)
    return _trailing(text, result, base)


def visual(levels: Sequence[int]) -> list[int]:
    """The places of items with these levels, from left to right (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        parts = groupby(order, key=lambda at: levels[at] >= level)
        order = [at for high, part in parts for at in (reversed(list(part)) if high else part)]
    return order


def _weak(kinds: list[str], own: str) -> list[str]:
    """Rules W1 to W7: marks follow their letter, digits and their signs become one kind of number."""
    strong = last = own
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kind = last
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        last = kinds[at] = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        around = kinds[at - 1]
        if around == kinds[at + 1] and (
            (kinds[at] == "CS" and around in ("EN", "AN")) or (kinds[at], around) == ("ES", "EN")
        ):
            kinds[at] = around
    start = 0
    for kind, group in [(kind, len(list(group))) for kind, group in groupby(kinds)]:
        if kind == "ET" and "EN" in (kinds[start - 1 : start] + kinds[start + group : start + group + 1]):
            kinds[start : start + group] = ["EN"] * group
        start += group
    strong = own
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            kinds[at] = "ON"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _brackets(letters: list[str], kinds: list[str], own: str) -> list[str]:
    """Rule N0: a pair of brackets takes the direction of what it holds, or of what stands before it."""
    for opening, closing in _pairs(letters, kinds):
        held = {STRONG[kind] for kind in kinds[opening + 1 : closing] if kind in STRONG}
        if not held:
            continue
        before = next((STRONG[kind] for kind in reversed(kinds[:opening]) if kind in STRONG), own)
        direction = own if own in held else before
        for at in (opening, closing):
            kinds[at] = direction
            for mark in range(at + 1, len(kinds)):
                if bidirectional(letters[mark]) != "NSM":
                    break
                kinds[mark] = direction
    return kinds


def _pairs(letters: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Where brackets that belong together open and close (definition BD16)."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for at, letter in enumerate(letters):
        if kinds[at] != "ON":
            continue
        if letter in BRACKETS:
            if len(waiting) == MOST_OPEN:
                return []
            waiting.append((letter, at))
        elif opening := CLOSING.get(letter):
            depth = next((d for d in reversed(range(len(waiting))) if waiting[d][0] == opening), None)
            if depth is not None:
                pairs.append((waiting[depth][1], at))
                del waiting[depth:]
    return sorted(pairs)


def _neutral(kinds: list[str], own: str) -> list[str]:
    """Rules N1 and N2: neutrals between equal directions join them, others take the line's own."""
    result: list[str] = []
    groups = [(strong, list(group)) for strong, group in groupby(kinds, key=lambda kind: kind in STRONG)]
    for at, (strong, group) in enumerate(groups):
        if strong:
            result += group
            continue
        before = STRONG[groups[at - 1][1][-1]] if at else own
        after = STRONG[groups[at + 1][1][0]] if at + 1 < len(groups) else own
        result += [before if before == after else own] * len(group)
    return result


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _trailing(text: str, found: list[int], base: int) -> list[int]:
    """Rule L1: white space at the end of the line has the line's own level."""
    end = len(text.rstrip())
    return found[:end] + [base] * (len(text) - end)
