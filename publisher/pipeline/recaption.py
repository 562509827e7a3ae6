"""A new caption for what is live: dropping it before it is approved, and saying that it was done by hand."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, Revision, Role, User
from publisher.planning import gone_out, plan
from publisher.said import same_digest


def may_be_left(announcement: Announcement) -> bool:
    """True for a new caption that waits for review: what is live may stay as it was approved."""
    return announcement.state == "in_review" and gone_out(announcement) and former(announcement) is not None


def former(announcement: Announcement) -> Revision | None:
    """What was approved and went out last: the revision of its newest delivery, but for captions that did not."""
    rows = announcement.deliveries.exclude(act="edit", state__in=("waiting", "held", "stopped", "failed", "paused"))
    newest = rows.select_related("revision").order_by("-revision__number").first()
    return newest.revision if newest else None


def leave(announcement_id: int, *, by: User, digest: str) -> Announcement:
    """Drops the new caption: what is live stays as it was approved, and what was held for it goes on its way.

    Raises `Refusal`: not allowed, not in review, nothing of it is out, a stale digest.
    """
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff may drop a change.", "forbidden")
    with transaction.atomic():
        announcement = locked(announcement_id)
        revision = former(announcement)
        if announcement.revision is None or revision is None or not may_be_left(announcement):
            raise Refusal("There is no change of something live that waits for review. Look at it again.", "conflict")
        same_digest(digest, announcement.revision)
        workflow.tell(announcement, "change_left", by=by, data={"number": announcement.revision.number})
        plan(revision, by, again=("held",))
        workflow.move(announcement, "approved", by=by, revision=revision, reason="")
    return announcement


def changed_by_hand(delivery_id: int, *, by: User) -> Delivery:
    """A person changed the caption on the account: that is looked at, and then so. Raises `Refusal`."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may say that it was done.", "forbidden")
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, act="edit", state="failed").first()
        if delivery is None:
            raise Refusal("No new caption of it waits for a person. Look at it again.", "conflict")
        fields: dict[str, Any] = {"reason": "", "todo": "", "attempts": 0, "not_before": timezone.now()}
        workflow.move(delivery, "ready", by=by, data={"by_hand": True}, **fields)
        nudge.send("publish", delivery.account_id)
    return delivery
