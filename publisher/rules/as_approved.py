"""Is what is live what was approved? Values in, sentences out; and when to look again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

FIRST = timedelta(minutes=2)
_READINGS = (FIRST, timedelta(hours=1), *(timedelta(days=day) for day in range(1, 31)))
"""After a post went out: by then lists have caught up, the first readers have come, and then once a day."""
WATCHED = _READINGS[-1]
STORY_LIVES = timedelta(days=1)
"""By the service's clock, after which a story goes by itself."""
STORY_WATCHED = timedelta(hours=23)
"""Clocks differ: that a story is gone after that tells nothing."""
LISTS_LAG = timedelta(minutes=30)
"""So long a list of an account's posts may lack what stands there."""
BY_HAND_WITHIN = timedelta(days=7)
"""A person says that they posted something so long afterwards at most; what is older is not looked for."""
CONFIRMED_AFTER = timedelta(minutes=10)
"""Between two answers that a post is gone, before anybody is told: one answer may be a service's mistake."""


def next_reading(since: datetime, now: datetime, *, story: bool = False) -> datetime | None:
    """When a post that went out at `since` is read next; None when it is watched no more."""
    coming = (since + after for after in _READINGS if not story or after <= STORY_WATCHED)
    return next((at for at in coming if at > now), None)


def differences(text: str, alts: Sequence[str], live_text: str, live_alts: Sequence[str]) -> list[str]:
    """What of a post's words is not as approved, one sentence each; the order of slides counts."""
    found = []
    if _plain(text) != _plain(live_text):
        found.append("Its caption is not the one that was approved.")
    if len(alts) != len(live_alts):
        found.append(f"It has {_slides(len(live_alts))}, and {_were(len(alts))} approved.")
        return found
    for number, (approved, live) in enumerate(zip(alts, live_alts, strict=True), 1):
        if _plain(approved) != _plain(live):
            where = f"slide {number}" if len(alts) > 1 else "the picture"
            found.append(f"The alt text of {where} is not the one that was approved.")
    return found


def picture_of(number: int, of: int) -> str:
    """Which picture that is, within a sentence."""
    return f"the picture of slide {number}" if of > 1 else "the picture"


def other_picture(number: int, of: int) -> str:
    """The sentence for a slide whose picture is another one."""
    which = f"Slide {number}" if of > 1 else "It"
    return f"{which} shows another picture than the approved one."


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for what services change in them."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    """As a service keeps it: its own line ends, no space at the end of a line, no empty lines around the text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n ")


def _slides(number: int) -> str:
    return "1 slide" if number == 1 else f"{number} slides"


def _were(number: int) -> str:
    return "1 was" if number == 1 else f"{number} were"
