"""When two posts or two mails say the same: one announcement twice, or two announcements in the same words."""

import re
from collections.abc import Hashable, Iterable

_ADDRESS = re.compile(r"\S*/a/([A-Za-z0-9_-]+)\S*")


def code_of(text: str) -> str:
    """The code of the announcement whose address, `.../a/CODE`, stands in the text; empty without one."""
    found = _ADDRESS.search(text)
    return found[1] if found else ""


def wording(text: str) -> str:
    """The text without that address and whatever its spaces: equal for two announcements that say the same."""
    return " ".join(_ADDRESS.sub(" ", text).split())


def repeats(marks: Iterable[Iterable[Hashable]]) -> list[int]:
    """The places, from 0, of those that bear a mark which one before them bore; each counts once."""
    seen: set[Hashable] = set()
    found = []
    for place, own in enumerate(map(set, marks)):
        if own & seen:
            found.append(place)
        seen |= own
    return found
