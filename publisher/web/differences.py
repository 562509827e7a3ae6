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
    removed = added = ""
    # No junk heuristic: in a long caption a common word must still be matched.
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if kind == "equal" and not (old.isspace() and (removed or added)):
            yield from _changed(removed, added)
            yield Piece("kept", old)
            removed = added = ""
        else:  # a space between two changed words belongs to the change: phrases read better than single words
            removed, added = removed + old, added + new
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    # What only ran over unchanged space at its end gives that space back.
    space = _common_space(removed, added)
    if space:
        removed, added = removed[: -len(space)], added[: -len(space)]
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)
    if space:
        yield Piece("kept", space)


def _common_space(one: str, other: str) -> str:
    """The white space with which both texts end."""
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length] and one[-1 - length].isspace():
        length += 1
    return one[len(one) - length :]
