"""Looking at evidence: in the background, soon after a change was recorded and hourly until it has gone out."""

from django.utils import timezone

from publisher.models import Announcement, Evidence
from publisher.proof.addresses import placeholder
from publisher.proof.looking import SECONDS, look_at_all
from publisher.truth import captures
from publisher.truth import evidence as standings
from publisher.truth.hold import hold
from publisher.truth.reading import guard

AT_MOST = 40
"""Addresses in one round; the next one takes the rest."""


def capture(idents: list[int], *, seconds: float = SECONDS + 5, anyway: bool = False) -> int:
    """Looks at those of these that are due (or `anyway`) at once, within `seconds`; gives how many that were.

    No transaction is open meanwhile. What dies holds what was approved on it, at once.
    """
    now = timezone.now()
    claimed = captures.claim(idents, now, anyway=anyway)
    guarded = guard()
    real: list[Evidence] = []
    for item in claimed:
        if why := placeholder(item.url, guarded):
            captures.not_one(item.pk, why, now)
        else:
            real.append(item)
    seen = look_at_all([item.url for item in real], guarded, seconds=seconds) if real else {}
    captures.release([item.pk for item in real if item.url not in seen], now)
    for item in real:
        if item.url in seen:
            looked = captures.record(item.pk, seen[item.url])
            if looked.dead_at:
                _hold_what_rests_on(looked)
    return len(claimed) - len([item for item in real if item.url not in seen])


def capture_due(*, seconds: float = SECONDS + 5, limit: int = AT_MOST) -> int:
    """Looks at what is due; gives how many addresses that were."""
    due = captures.due(timezone.now(), limit)
    return capture(due, seconds=seconds) if due else 0


def check(announcement: Announcement, *, seconds: float = SECONDS + 5) -> None:
    """Looks at every address of this announcement now, due or not."""
    mine = Evidence.objects.filter(change__subjects__announcement=announcement, kind="address")
    capture(list(mine.order_by("id").values_list("pk", flat=True)), seconds=seconds, anyway=True)


def _hold_what_rests_on(item: Evidence) -> None:
    resting = Announcement.objects.filter(state="approved", subjects__change=item.change).select_related("revision")
    for announcement in resting:
        if announcement.revision and (why := standings.gone(announcement.revision)):
            hold(announcement, why)
