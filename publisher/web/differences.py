"""What an edit changes, word by word. Values in, values out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `kept`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One text before and after an edit. `name` is as in `manifest.texts_of`: `caption.en`."""

    name: str
    pieces: tuple[Piece, ...]


def between(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces from `before` to `after`; kept and removed ones join to `before`, kept and added ones to `after`."""
    return tuple(_pieces(_PIECES.findall(before), _PIECES.findall(after)))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """One for each text that changes, in the order of `before`."""
    changed = [name for name in before if after.get(name, before[name]) != before[name]]
    return [Difference(name, between(before[name], after[name])) for name in changed]


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    # No junk heuristic: in a long caption a common word must still be matched.
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("kept", "".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("removed", "".join(before[i1:i2]))
        if j1 < j2:
            yield Piece("added", "".join(after[j1:j2]))
