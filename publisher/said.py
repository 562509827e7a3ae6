"""What people give with a decision: the digest of what they saw, and a reason. Checked alike wherever it is given."""

import re
from collections.abc import Mapping

from publisher.errors import Refusal
from publisher.models import Revision
from publisher.rules.letters import seen

MAX_REASON = 1000
SHORTEST_DIGEST = 12
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.\w|(?:\d[\s().-]*){9,}")
_LONGEST = 300


def reason_of(text: str, needed: str = "") -> str:
    """The reason without spaces around it, "" if nothing of it can be seen.

    Raises `Refusal` if it is too long, or if it is empty and `needed` (the sentence).
    """
    reason = text.strip() if seen(text) else ""
    if needed and not reason:
        raise Refusal(needed)
    if len(reason) > MAX_REASON:
        raise Refusal(f"The reason has {len(reason)} characters; at most {MAX_REASON} fit.")
    return reason


def same_digest(given: str, revision: Revision) -> None:
    """Refuses a digest, or the beginning of one, that is not this revision's: its giver saw something else."""
    digest = given.strip().lower()
    if len(digest) < SHORTEST_DIGEST or not revision.digest.startswith(digest):
        raise Refusal("That is not the current digest: the announcement changed since. Read it again.", "stale")


def for_everybody(given: Mapping[str, str]) -> dict[str, str]:
    """Public reasons, by language, without those that say nothing.

    Raises `Refusal` for one that is too long, and for what looks like somebody's address or number.
    """
    told = {language: words for language, text in given.items() if (words := reason_of(text))}
    for words in told.values():
        if len(words) > _LONGEST:
            raise Refusal(f"The public reason has {len(words)} characters; at most {_LONGEST} fit.")
        if _PERSONAL.search(words):
            raise Refusal("The public reason names an e-mail address or a telephone number: everybody would read it.")
    return told
