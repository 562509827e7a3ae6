"""Holding an announcement: everything of it that has not gone out stays here."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q

from publisher import notices, workflow
from publisher.models import Announcement, Delivery, Issue, Subject, User
from publisher.states import ENDED_DELIVERY
from publisher.truth.agreement import Answer, of_revision

HOLDABLE = ("in_review", "changes_requested", "approved")


def hold(announcement: Announcement, reason: str, *, by: User | None = None) -> bool:
    """Moves it to `held` with `reason`, and its deliveries that were not stamped. False if it cannot be held now.

    What was already stamped or published stays as it is: the reason stands beside it, and staff see both. Whoever
    triggered it is told, also when it was the tracker that held it.
    """
    with transaction.atomic():
        announcement.refresh_from_db(from_queryset=Announcement.objects.select_for_update())
        if announcement.state not in HOLDABLE:
            return False
        workflow.move(announcement, "held", by=by, reason=reason, personal={"reason": reason})
        for delivery in Delivery.objects.filter(announcement=announcement, sending_at=None).select_for_update():
            if "held" not in Delivery.MOVES[delivery.state]:
                continue
            with suppress(workflow.Moved):  # stamped in this very moment: too late for this one, and its page says so
                workflow.move(delivery, "held", by=by, guard=Q(sending_at=None), reason=reason, lease_until=None)
                pause_issue(delivery, by=by)
        notices.tell_trigger(announcement, "stopped", f"it is held: {reason}")
    return True


def pause_issue(delivery: Delivery, *, by: User | None = None) -> None:
    """Lets no further copy of this delivery's issue leave."""
    for issue in Issue.objects.filter(delivery=delivery, state="sending"):
        workflow.move(issue, "paused", by=by)


def hold_untrue(candidacies: list[int]) -> list[Announcement]:
    """Holds each announcement about these candidacies that the tracker now contradicts; gives those held.

    It is compared with what the announcement says: another status, or the name, office, state or district of somebody
    else than people have read. A new spelling, or the end of a candidacy, after all has gone out makes nothing untrue.
    """
    about = Subject.objects.filter(change__candidacy_id__in=candidacies).values("announcement_id")
    held = []
    for announcement in Announcement.objects.filter(pk__in=about, state__in=HOLDABLE).select_related("revision"):
        assert announcement.revision  # it left `drafting` with one
        for _change, agreement in of_revision(announcement.revision):
            true_then = agreement.renamed or agreement.ended
            if agreement.answer is not Answer.CONTRADICTS or (true_then and _all_out(announcement)):
                continue
            if hold(announcement, agreement.reason):
                held.append(announcement)
                break
    return held


def _all_out(announcement: Announcement) -> bool:
    states = set(announcement.deliveries.values_list("state", flat=True))
    return announcement.state == "approved" and states <= ENDED_DELIVERY
