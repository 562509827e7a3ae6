"""What is public and the tracker no longer says: noted, told, and dealt with by a person.

Nothing of it can be held any more. It needs a look until the tracker agrees again or a person has dealt with it.
"""

from django.db import transaction
from django.utils import timezone

from publisher import notices, nudge, states, workflow
from publisher.models import Announcement, Copy, Delivery, TakeDown, User
from publisher.newsletter.drain import drop_queued

OPEN_COPIES = ("queued", "claimed", "sending", "uncertain")
UNDER_WAY = "It is being taken down. Until that is confirmed it counts as live."
AGREES = {"contradiction": "", "contradicted_at": None, "dealt_with_at": None}


def nothing_is_left(announcement: Announcement) -> bool:
    """True if something of it is public and nothing can still go out, nor a copy of its mail be sent again."""
    if not states.wholly_out(delivery.state for delivery in announcement.deliveries.all()):
        return False
    copies = Copy.objects.filter(issue__delivery__announcement=announcement, state__in=OPEN_COPIES)
    return not copies.exclude(issue__state="cancelled").exists()  # what a stop left of a mailing goes out no more


def note(announcement: Announcement, reason: str, *, agree: bool) -> None:
    """Notes that the tracker contradicts it, as `reason` says, or (`agree`) that it no longer does; else nothing.

    Staff are told once of each contradiction: the same one said again is none, one that ended and came back is.
    """
    marked = Announcement.objects.filter(pk=announcement.pk)
    now = timezone.now()
    with transaction.atomic():
        if reason:
            if (
                marked.filter(state="approved")
                .exclude(contradiction=reason)
                .update(contradiction=reason, contradicted_at=now, dealt_with_at=None)
            ):
                workflow.tell(announcement, "contradicted", personal={"reason": reason})
                notices.tell_contradicted(announcement, reason, now)
        elif agree and marked.exclude(contradiction="").update(**AGREES):
            workflow.tell(announcement, "agrees_again")


def dealt_with(announcement: Announcement, reason: str, by: User, *, deleted: bool) -> None:
    """A person has dealt with it, as `reason` says; what was held when its last part went out is settled too.

    Copies of its mail that were to be sent again are not; posts that are said to be `deleted` are looked at. In the
    caller's transaction, on a locked announcement of which no delivery can go out any more.
    """
    now = timezone.now()
    drop_queued(announcement.pk, f"Not sent again: {reason}")
    if deleted:
        _said_deleted(announcement, reason, by)
    if announcement.state == "held":
        why = announcement.reason
        workflow.move(announcement, "approved", by=by, reason="", contradiction=why, contradicted_at=now)
    Announcement.objects.filter(pk=announcement.pk).update(dealt_with_at=now)
    workflow.tell(announcement, "dealt_with", by=by, personal={"reason": reason})
    announcement.refresh_from_db()


def _said_deleted(announcement: Announcement, reason: str, by: User) -> None:
    """Has each live post looked at, as when somebody took it down by hand; only then is it taken down.

    What was asked for before stands as it was asked for.
    """
    now = timezone.now()
    said = {"by": by, "how": "delete", "reason": reason, "asked_at": now, "said_by": by, "said_at": now}
    for delivery in announcement.deliveries.filter(target=None, state="published").exclude(act="mail"):
        _, made = TakeDown.objects.get_or_create(delivery=delivery, defaults=said)
        TakeDown.objects.filter(pk=delivery.pk).update(next_at=now)
        if made:
            Delivery.objects.filter(pk=delivery.pk).update(reason=UNDER_WAY, todo="", look_since=None)
        workflow.tell(delivery, "said_down", by=by, personal={"reason": reason})
        nudge.send("take_down", delivery.pk)
