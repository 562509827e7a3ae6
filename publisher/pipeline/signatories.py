"""Reading the coalition's own page of signatories, before people approve and before anything goes out."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from publisher.proof.looking import SECONDS, look_at_all
from publisher.truth import signatories
from publisher.truth.coming import still_to_come
from publisher.truth.reading import guard


def due(now: datetime) -> bool:
    """True if a page is to be read again: something waits for people or is on its way, and the last read is old."""
    return bool(settings.SIGNATORIES and signatories.stale(now) and still_to_come().exists())


def refresh(*, seconds: float = SECONDS) -> int:
    """Reads every page whose last read is old, within `seconds`; gives how many."""
    seen = look_at_all(signatories.stale(timezone.now()), guard(), seconds=seconds)
    for url, found in seen.items():
        signatories.note(url, found)
    return len(seen)


def refresh_due(*, seconds: float) -> int:
    """The same where it is due."""
    return refresh(seconds=seconds) if due(timezone.now()) else 0
