"""Ending waits: a delivery becomes ready when its time, its predecessor and the tracker all say so."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts.turns import due_at
from publisher.models import Delivery
from publisher.planning import ASK_A_PERSON, NO_POST
from publisher.quiet import opens
from publisher.truth.agreement import Answer, by_evidence, of_revision
from publisher.truth.hold import hold

CHOICES = "Send the mail without the post, review again, or stop it."
WITH_IT = "Review it again together with the post, or stop it."


def promote(now: datetime | None = None) -> int:
    """Moves every waiting delivery whose waits are over to `ready`; gives how many.

    One whose predecessor failed or was stopped is held with a question at once, whatever its time.
    """
    now = now or timezone.now()
    ready = 0
    asks = Q(waits_for="tracker") | Q(after__state__in=("failed", "stopped"))
    due = Delivery.objects.filter(Q(not_before__lte=now) | asks, state="waiting")
    if not due.exists():
        return 0
    for delivery in due.select_related("after", "announcement", "revision").order_by("not_before", "id"):
        if delivery.announcement.state != "approved":
            continue
        try:
            ready += _end_wait(delivery, now)
        except workflow.Moved:
            continue
    return ready


def _end_wait(delivery: Delivery, now: datetime) -> bool:
    before = delivery.after
    if before and before.state in ("failed", "stopped"):
        what = "failed" if before.state == "failed" else "was stopped"
        reason, todo = (NO_POST, WITH_IT) if delivery.target_id else (ASK_A_PERSON, CHOICES)
        workflow.move(delivery, "held", reason=reason.format(what=what), todo=todo)
        return False
    if delivery.waits_for == "tracker" and not _tracker_agrees(delivery):
        return False
    due = due_at(delivery)
    if due is None:
        return False
    due = opens(max(due, now))
    if due > now:
        Delivery.objects.filter(pk=delivery.pk, state="waiting").update(not_before=due)
        return False
    workflow.move(delivery, "ready", waits_for="", waits_note="", reason="", limit="", waits_since=None)
    nudge.send("publish", delivery.account_id)
    return True


def _tracker_agrees(delivery: Delivery) -> bool:
    """Looks at the rows of the last good reads; a contradiction holds the announcement."""
    trusted = by_evidence(delivery.revision)
    for change, found in of_revision(delivery.revision):
        if found.answer is Answer.CONTRADICTS:
            hold(delivery.announcement, found.reason)
            return False
        if found.answer is not Answer.AGREES and change.pk not in trusted:
            if found.sentence != delivery.waits_note:
                Delivery.objects.filter(pk=delivery.pk, state="waiting").update(waits_note=found.sentence)
            return False
    return True
