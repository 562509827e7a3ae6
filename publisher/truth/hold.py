"""Holding an announcement: everything of it that has not gone out stays here."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Q

from publisher import notices, states, workflow
from publisher.models import Announcement, Delivery, Issue, Subject, User
from publisher.truth import contradicted
from publisher.truth.agreement import Agreement, Answer, of_revision

STILL: dict[str, Any] = {"lease_until": None, "todo": "", "waits_note": ""}
"""What a delivery that goes nowhere no longer says: hints that were for one on its way."""
HOLDABLE = ("in_review", "changes_requested", "approved")


def hold(announcement: Announcement, reason: str, *, by: User | None = None) -> bool:
    """Moves it to `held` with `reason`, and its deliveries that were not stamped. False if it cannot be held now.

    Of what is wholly out nothing is left to hold. What was already stamped or published stays as it is: the reason
    stands beside it, and staff see both. Whoever triggered it is told, also when it was the tracker that held it.
    """
    with transaction.atomic():
        announcement.refresh_from_db(from_queryset=Announcement.objects.select_for_update())
        out = announcement.state == "approved" and contradicted.nothing_is_left(announcement)
        if announcement.state not in HOLDABLE or out:
            return False
        workflow.move(announcement, "held", by=by, reason=reason, personal={"reason": reason})
        for delivery in Delivery.objects.filter(announcement=announcement, sending_at=None).select_for_update():
            if "held" not in Delivery.MOVES[delivery.state]:
                continue
            with suppress(workflow.Moved):  # stamped in this very moment: too late for this one, and its page says so
                workflow.move(delivery, "held", by=by, guard=Q(sending_at=None), reason=reason, **STILL)
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
    else than people have read. Of what is wholly out nothing is left to hold: it is noted as contradicted, or as true
    again; a new spelling, or the end of a candidacy, after that makes nothing untrue.
    """
    if not candidacies:
        return []
    about = Subject.objects.filter(change__candidacy_id__in=candidacies).values("announcement_id")
    held = []
    concerned = Q(state__in=HOLDABLE) | ~Q(contradiction="")
    found = Announcement.objects.filter(concerned, pk__in=about).select_related("revision")
    for announcement in found.prefetch_related("deliveries"):
        assert announcement.revision  # it left `drafting` with one
        answers = [agreement for _change, agreement in of_revision(announcement.revision)]
        against = [one for one in answers if one.answer is Answer.CONTRADICTS]
        agree = all(_true_then(one) or one.answer in (Answer.AGREES, Answer.NOT_YET) for one in answers)
        if announcement.state == "approved" and _ended(announcement):
            against = [one for one in against if not _true_then(one)]
            if contradicted.nothing_is_left(announcement):
                contradicted.note(announcement, against[0].reason if against else "", agree=agree)
                continue
        if announcement.contradiction:  # reviewed again or held since, it still bears the mark
            contradicted.note(announcement, "", agree=agree)
        if against and hold(announcement, against[0].reason):
            held.append(announcement)
    return held


def _true_then(agreement: Agreement) -> bool:
    """True if what went out was so when it did."""
    return agreement.renamed or agreement.ended


def _ended(announcement: Announcement) -> bool:
    return {delivery.state for delivery in announcement.deliveries.all()} <= states.ENDED_DELIVERY
