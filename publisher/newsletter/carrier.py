"""Carrying a mail delivery: the copies are the truth, the delivery only sums them up."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import notices, workflow
from publisher.claims import Claim, back
from publisher.models import Copy, Delivery
from publisher.newsletter.drain import drain
from publisher.newsletter.issue import freeze
from publisher.truth.before_sending import ask


def carry(claimed: Claim) -> None:
    """Freezes the issue (once), drains it, and closes the delivery when no copy is left to send.

    It never stamps the delivery: each copy has an intent of its own, so that an interrupted mailing simply goes on.
    """
    delivery = claimed.delivery
    try:
        verdict = ask(delivery)
        if verdict.held:
            return
        if not verdict.go:
            to, fields = (
                ("waiting", {"waits_for": "tracker", "waits_note": verdict.sentence})
                if verdict.waits
                else ("ready", {})
            )
            back(claimed, to, verdict.sentence, not_before=timezone.now() + timedelta(seconds=60), **fields)
            return
        issue = freeze(delivery)
        drain(issue.pk)
    except Exception as cause:  # noqa: BLE001 - copies keep what happened; the rest is tried again and shown
        back(
            claimed,
            "ready",
            f"The mailing was interrupted and goes on by itself: {cause}",
            not_before=timezone.now() + timedelta(seconds=30),
        )
        return
    close(claimed)


def close(claimed: Claim) -> None:
    """Ends the delivery if every copy has, else puts it back for the time when the next copy is due."""
    delivery = claimed.delivery
    copies = Copy.objects.filter(issue__delivery=delivery)
    left = copies.filter(state__in=("queued", "claimed", "sending"))
    if left.exists():
        due = left.exclude(retry_at=None).order_by("retry_at").values_list("retry_at", flat=True).first()
        soon = timezone.now() + timedelta(seconds=15)
        back(claimed, "ready", f"{left.count()} copies are still to be sent.", not_before=max(due or soon, soon))
        return
    doubtful, failed = copies.filter(state="uncertain").count(), copies.filter(state="failed").count()
    notes = [f"{doubtful} copies are uncertain."] * bool(doubtful) + [f"{failed} copies were refused."] * bool(failed)
    with transaction.atomic():
        fresh = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("announcement__revision")
            .get(pk=delivery.pk)
        )
        if fresh.state != "publishing" or fresh.fence != delivery.fence:
            return
        issue = fresh.issue
        if issue.state == "sending":
            workflow.move(issue, "sent", finished_at=timezone.now())
        workflow.move(
            fresh,
            "published",
            guard=Q(fence=delivery.fence),
            remote_id=f"issue {issue.pk}",
            published_at=timezone.now(),
            lease_until=None,
            reason=" ".join(notes),
        )
        notices.tell_trigger(fresh.announcement, "live", "it was mailed to the subscribers.")
