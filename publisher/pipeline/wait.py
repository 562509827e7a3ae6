"""Ending waits: a delivery becomes ready when its time, its predecessor and the tracker all say so."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.models import Delivery, StatusChange
from publisher.rules.timing import after_quiet, quiet_hours
from publisher.truth.agreement import Answer, by_evidence, stored
from publisher.truth.hold import hold

ASK_A_PERSON = "The post before it {what}. Decide whether the mail should go out by itself."


def promote(now: datetime | None = None) -> int:
    """Moves every waiting delivery whose waits are over to `ready`; gives how many."""
    now = now or timezone.now()
    ready = 0
    due = Delivery.objects.filter(Q(not_before__lte=now) | Q(waits_for="tracker"), state="waiting")
    for delivery in due.select_related("after", "announcement", "revision").order_by("not_before", "id"):
        if delivery.announcement.state != "approved":
            continue
        try:
            ready += _end_wait(delivery, now)
        except workflow.Moved:
            continue
    return ready


def _end_wait(delivery: Delivery, now: datetime) -> bool:
    if delivery.waits_for == "tracker" and not _tracker_agrees(delivery):
        return False
    due = due_at(delivery)
    if due is None:
        what = "failed" if delivery.after and delivery.after.state == "failed" else "was stopped"
        workflow.move(delivery, "held", reason=ASK_A_PERSON.format(what=what), todo="Review again, or stop it.")
        return False
    due = after_quiet(max(due, now), quiet_hours(settings.QUIET_HOURS))
    if due > now:
        Delivery.objects.filter(pk=delivery.pk, state="waiting").update(not_before=due)
        return False
    workflow.move(delivery, "ready", waits_for="", waits_note="", reason="")
    nudge.send("publish", delivery.account_id)
    return True


def due_at(delivery: Delivery) -> datetime | None:
    """When it is due as things stand; None if the one before it failed or was stopped: then a person is asked.

    After a live post: its delay later. While that post is paused or in doubt: the clock time planned for it. While the
    post is still on its way: not before a moment from now.
    """
    before = delivery.after
    if before is None:
        return delivery.not_before
    if before.state in ("published", "taken_down"):
        return (before.published_at or delivery.planned_at) + timedelta(seconds=delivery.after_delay)
    if before.state in ("failed", "stopped"):
        return None
    if before.state in ("uncertain", "paused"):
        return max(delivery.planned_at, delivery.not_before)
    return timezone.now() + timedelta(seconds=1)


def _tracker_agrees(delivery: Delivery) -> bool:
    """Looks at the rows of the last good reads; a contradiction holds the announcement."""
    changes = StatusChange.objects.filter(subjects__announcement=delivery.announcement).select_related("candidacy")
    for change in changes.exclude(pk__in=by_evidence(delivery.revision)):
        found = stored(change)
        if found.answer is Answer.CONTRADICTS:
            hold(delivery.announcement, found.sentence)
            return False
        if found.answer is not Answer.AGREES:
            if found.sentence != delivery.waits_note:
                Delivery.objects.filter(pk=delivery.pk, state="waiting").update(waits_note=found.sentence)
            return False
    return True
