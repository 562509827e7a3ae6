"""What a person has to do, and nobody may know of yet: staff are told by mail, once for each revision and state."""

from django.db.models import Q

from publisher import notices
from publisher.models import Delivery, Notice

_OURS = Q(state__in=("by_hand", "failed")) | Q(state="uncertain", next_look_at=None, account__paused_at=None)
"""One in doubt on a paused account is told of with the account's pause."""


def remind() -> None:
    """Tells staff of deliveries that wait for a person, and of those in doubt that are no longer looked for."""
    waiting = Delivery.objects.filter(_OURS, account__retired_at=None, announcement__state="approved")
    if not waiting.exists():
        return
    rows = list(waiting.select_related("announcement", "revision", "account").order_by("pk"))
    subjects = {notices.about(row): row for row in reversed(rows)}  # the first of each
    known = Notice.objects.filter(kind=notices.YOUR_TURN, about__in=subjects).values_list("about", flat=True)
    for about in sorted(subjects.keys() - set(known)):
        notices.tell_your_turn(subjects[about])
