"""What a tracker says of a candidacy besides the answer: whether it goes on, and whether its election is a special one.

Both are closed lists: a word that is not on them is never guessed.
"""

import re

from publisher.tracker.fields import Misfit
from publisher.tracker.text import shown, word

_STANDINGS = {
    "active": (
        "active", "running", "candidate", "in the race", "declared", "filed", "qualified", "on the ballot", "nominee",
        "advanced", "won primary", "won the primary", "yes",
    ),
    "left_race": (
        "left race", "left the race", "withdrew", "withdrawn", "dropped out", "suspended", "suspended campaign",
        "retired", "retiring", "resigned", "not running", "no longer running", "inactive", "out", "no",
    ),
    "lost": (
        "lost", "lost primary", "lost the primary", "lost in primary", "lost runoff", "lost general", "lost election",
        "defeated", "eliminated", "did not advance",
    ),
    "switched": ("switched", "switched race", "switched races", "switched seat", "running for another office"),
    "deceased": ("deceased", "died", "dead", "passed away"),
}  # fmt: skip
_BY_WORD = {said: standing for standing, words in _STANDINGS.items() for said in words}
_SPECIAL = {
    **dict.fromkeys(("", "no", "n", "false", "0", "regular", "general"), False),
    **dict.fromkeys(("yes", "y", "true", "1", "x", "special", "special election"), True),
}
_BETWEEN = re.compile(r"[\s_-]+")
_OVER = re.compile(
    r"\b(lost|defeated|eliminated|deceased|died|dead|dropped out|left (the )?race|not running|no longer running|retired"
    r"|withdr(ew|awn|awal) from (the )?(race|primary|election)|suspended (the |their )?campaign)\b"
)


def read_standing(text: str) -> str:
    """One of `active, left_race, lost, switched, deceased`; an empty cell says nothing against the candidacy."""
    said = _BETWEEN.sub(" ", word(text))
    if said and said not in _BY_WORD:
        known = "active, withdrew, lost, switched or deceased"
        raise Misfit(f"how the candidacy stands, {shown(text)}, is not known: expected a word such as {known}")
    return _BY_WORD.get(said, "active")


def read_special(text: str) -> bool:
    """True for a special election, which fills a vacancy beside the regular one for the same seat."""
    said = word(text)
    if said not in _SPECIAL:
        raise Misfit(f"whether it is a special election, {shown(text)}, is not known: expected yes or no")
    return _SPECIAL[said]


def is_over(said: str) -> bool:
    """True for a status word that says how a candidacy ended: it is no answer to whether somebody signed."""
    return bool(_OVER.search(said))
