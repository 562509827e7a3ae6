"""A new caption for what is live: dropping it before it is approved, and saying that it was done by hand."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts.opening import channel_class
from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, Event, Reading, Revision, Role, User
from publisher.planning import gone_out
from publisher.quiet import opens
from publisher.rules.as_approved import FIRST
from publisher.said import same_digest
from publisher.stopping import stop_one

FAILED_BEFORE = "It failed before its text was changed."
AGAIN_OR_STOP = "Review it again, or stop it."


def may_be_left(announcement: Announcement) -> bool:
    """True for a new caption that waits for review, and came there from what was approved: that may stay as it was.

    What was held since, or sent back, needs a new approval.
    """
    if announcement.state != "in_review" or not gone_out(announcement) or _came_by(announcement) is None:
        return False
    before = former(announcement)
    return before is not None and announcement.revision is not None and _edits(before) != _edits(announcement.revision)


def former(announcement: Announcement) -> Revision | None:
    """What was approved and went out last: the revision of its newest delivery, but for captions that did not."""
    rows = announcement.deliveries.exclude(act="edit", state__in=("waiting", "held", "stopped", "failed", "paused"))
    newest = rows.select_related("revision").order_by("-revision__number").first()
    return newest.revision if newest else None


def leave(announcement_id: int, *, by: User, digest: str) -> Announcement:
    """Drops the new caption: what is live stays as it was approved, and what was called back for it goes on its way.

    Nothing else does: what was held or failed before the change still waits for a person. Raises `Refusal`: not
    allowed, not in review or not from what was approved, nothing of it is out, a stale digest.
    """
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff may drop a change.", "forbidden")
    with transaction.atomic():
        announcement = locked(announcement_id)
        revision, came = former(announcement), _came_by(announcement)
        if announcement.revision is None or revision is None or came is None or not may_be_left(announcement):
            raise Refusal("There is no change of something live that waits for review. Look at it again.", "conflict")
        same_digest(digest, announcement.revision)
        workflow.tell(announcement, "change_left", by=by, data={"number": announcement.revision.number})
        _restore(announcement, came, by)
        workflow.move(announcement, "approved", by=by, revision=revision, reason="")
    return announcement


def _came_by(announcement: Announcement) -> Event | None:
    """The move by which what was approved came into review; None if it came there otherwise, as after a hold."""
    moves = Event.objects.filter(kind="announcement", object_id=announcement.pk, what="move")
    last = moves.order_by("-pk").first()
    return last if last and (last.before, last.after) == ("approved", "in_review") else None


def _edits(revision: Revision) -> list[dict[str, Any]]:
    return [act for act in revision.manifest["acts"] if act["act"] == "edit"]


def _restore(announcement: Announcement, came: Event, by: User) -> None:
    """Lets go what that change called back, and nothing that was held before it or since."""
    since = Event.objects.filter(announcement_id=announcement.pk, kind="delivery", what="move", pk__gt=came.pk)
    was = dict(since.filter(after="held").order_by("pk").values_list("object_id", "before"))
    first = opens(timezone.now() + timedelta(seconds=settings.UNDO_SECONDS))
    for delivery in announcement.deliveries.filter(state="held", pk__in=was).select_for_update(of=("self",)):
        if delivery.act == "edit":  # a caption that was approved before this one, and is not there: it stays away
            stop_one(delivery, by, "What is live was left as it is.")
        elif was[delivery.pk] == "failed":
            Delivery.objects.filter(pk=delivery.pk).update(reason=FAILED_BEFORE, todo=AGAIN_OR_STOP)
        else:
            due = max(delivery.not_before, first)
            workflow.move(delivery, "waiting", by=by, reason="", todo="", attempts=0, not_before=due)


def word_is_enough(delivery: Delivery) -> bool:
    """Whether a person's word settles it: of a comment, which lists may show late, and where nothing of ours looks."""
    account = delivery.account
    try:
        looks = channel_class(account.channel).by_itself and not (account.paused_at or account.retired_at)
    except Refusal:  # the channel is switched off
        looks = False
    return delivery.act == "comment" or not looks


def changed_by_hand(delivery_id: int, *, by: User) -> Delivery:
    """A person changed the caption on the account: that is looked at, and then so. Raises `Refusal`.

    What cannot be looked at is so at once, and a comment that they said there is, too: it must not be said twice.
    """
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may say that it was done.", "forbidden")
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("account", "announcement", "target")
        delivery = rows.filter(pk=delivery_id, act__in=("edit", "comment"), state="failed").first()
        if delivery is None:
            raise Refusal("Nothing of it waits for a person to do it by hand. Look at it again.", "conflict")
        if word_is_enough(delivery):
            _done(delivery, by)
            return delivery
        fields: dict[str, Any] = {"reason": "", "todo": "", "attempts": 0, "not_before": timezone.now()}
        workflow.move(delivery, "ready", by=by, data={"by_hand": True}, **fields)
        nudge.send("publish", delivery.account_id)
    return delivery


def _done(delivery: Delivery, by: User) -> None:
    at, stands = timezone.now(), delivery.target.permalink if delivery.target else ""
    workflow.move(delivery, "by_hand", by=by, data={"by_hand": True})  # here no worker can have it
    told: dict[str, Any] = {"reason": "", "todo": "", "permalink": stands, "published_at": at}
    workflow.move(delivery, "published", by=by, data={"by": "hand"}, **told)
    if delivery.act == "edit":
        Reading.objects.filter(delivery=delivery.target_id).update(next_at=at + FIRST)
