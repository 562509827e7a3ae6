"""The mail without its post: when that failed or was stopped, an approver says that the mail goes out by itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import workflow
from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, Role, User
from publisher.quiet import opens
from publisher.said import reason_of, same_digest
from publisher.truth.agreement import of_revision

ENDED = ("failed", "stopped")
ASKED = Q(act="mail", state="held", after__state__in=ENDED)


def asks(delivery: Delivery) -> bool:
    """True for a mail that waits for somebody to say whether it goes out without its post."""
    after = delivery.after
    return delivery.act == "mail" and delivery.state == "held" and after is not None and after.state in ENDED


def mail_alone(announcement_id: int, *, by: User, digest: str, reason: str) -> Announcement:
    """Lets the mail go out after the undo time and the quiet hours, whatever becomes of the post before it.

    It is the mail that was approved, so no new decision is made; the trail keeps who chose this and why. Right before
    it leaves, the tracker is asked again. Raises `Refusal`: not allowed, not approved, stale digest, nothing to send.
    """
    if not by.may(Role.APPROVER):
        raise Refusal(f"Your role is {by.role}; only an approver or an admin may send the mail alone.", "forbidden")
    why = reason_of(reason, "Say why the mail goes out without the post: a reason is needed.")
    with transaction.atomic():
        announcement = locked(announcement_id)
        _check(announcement, digest)
        mails = announcement.deliveries.filter(ASKED, revision=announcement.revision)
        found = list(mails.select_for_update(of=("self",)))
        if not found:
            raise Refusal("No mail of it waits because its post failed or was stopped. Look at it again.", "conflict")
        first = timezone.now() + timedelta(seconds=settings.UNDO_SECONDS)
        for mail in found:
            _free(mail, by, why, opens(first))
    return announcement


def _free(mail: Delivery, by: User, why: str, due: datetime) -> None:
    workflow.move(
        mail,
        "waiting",
        by=by,
        data={"without": mail.after_id},
        personal={"reason": why},
        after=None,
        after_delay=0,
        not_before=due,
        planned_at=due,
        waits_for="",  # the last question before the first copy makes it wait for the tracker if it has to
        waits_note="",
        reason="",
        todo="",
        attempts=0,
    )


def _check(announcement: Announcement, digest: str) -> None:
    if announcement.state != "approved" or announcement.revision is None:
        stands = announcement.state.replace("_", " ")
        raise Refusal(f"The announcement is {stands}. Approve it anew; its mail is planned again with it.", "conflict")
    same_digest(digest, announcement.revision)
    for _change, found in of_revision(announcement.revision):
        if found.objection:
            raise Refusal(found.objection, "conflict")
