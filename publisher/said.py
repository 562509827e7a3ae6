"""What people give with a decision: the digest of what they saw, and a reason. Checked alike wherever it is given."""

from publisher.errors import Refusal
from publisher.models import Revision
from publisher.rules.letters import seen

MAX_REASON = 1000
SHORTEST_DIGEST = 12


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
