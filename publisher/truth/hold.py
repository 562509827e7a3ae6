"""Holding an announcement: everything of it that has not gone out stays here."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q

from publisher import notices, workflow
from publisher.models import Announcement, Delivery, Issue, User
from publisher.truth.agreement import Answer, stored

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
    """Holds each announcement about these candidacies that the tracker now contradicts; gives those held."""
    live = Announcement.objects.filter(state__in=HOLDABLE, subjects__change__candidacy_id__in=candidacies).distinct()
    held = []
    for announcement in live:
        for subject in announcement.subjects.select_related("change__candidacy"):
            agreement = stored(subject.change)
            if agreement.answer is Answer.CONTRADICTS and hold(announcement, agreement.sentence):
                held.append(announcement)
                break
    return held
