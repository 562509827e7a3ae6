"""Copies of a mailing in doubt: the relay's answer was lost. A person looks in its log and says what became of them.

What arrived is sent; what did not is queued and goes out once more. By itself no copy in doubt is ever sent again.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Campaign, Copy, Delivery, Issue, Role, User
from publisher.newsletter import drain as draining
from publisher.newsletter import halting
from publisher.newsletter.backends import shape
from publisher.newsletter.carrier import after_halt, sum_up
from publisher.quiet import opens
from publisher.said import reason_of
from publisher.truth.before_sending import ask

ON_ITS_WAY = ("waiting", "ready", "publishing", "published")
"""States of a delivery whose copies still go out when they are queued."""
LATER = timedelta(seconds=60)


def it_arrived(issue_id: int, copies: Collection[int], *, by: User, reason: str = "") -> int:
    """These copies in doubt arrived: sent. Gives of how many that was still to be said. Raises `Refusal`."""
    with transaction.atomic():
        issue = _issue(issue_id, by)
        done = draining.arrived(issue.pk, _in_doubt(issue, copies))
        _written_down(issue, "copies_arrived", done, by, reason.strip())
    return len(done)


def send_again(issue_id: int, copies: Collection[int], *, by: User, reason: str) -> int:
    """These copies in doubt did not arrive: they are sent again, after the quiet hours. Gives how many.

    Raises `Refusal`: not allowed, no reason, handed over moments ago, a mailing that does not go out, none in doubt.
    """
    if not reason.strip():
        raise Refusal("Say where you looked: a reason is needed before a mail is sent again.")
    with transaction.atomic():
        issue = _issue(issue_id, by)
        _goes_out(issue)
        chosen = _in_doubt(issue, copies)
        _not_too_soon(chosen)
        at = opens(timezone.now())
        done = draining.queue_again(issue.pk, chosen, at)
        _written_down(issue, "copies_again", done, by, reason.strip())
        _wake(issue, at)
    return len(done)


def carry_on(issue_id: int) -> int:
    """Mails what is queued of one issue; gives how many copies came to their end.

    One that had ended, and of which a person queued copies again, only when the tracker still says what they say.
    """
    issue = Issue.objects.select_related("delivery__revision").get(pk=issue_id)
    delivery = issue.delivery
    if shape(issue.backend) == "campaign":
        ended = halting.halt(issue)
        after_halt(issue)
        return ended
    if issue.state != "sent" or delivery is None:
        return _ended(draining.drain(issue_id))
    if issue_id not in due_again():
        return 0  # a late hint
    verdict = ask(delivery)
    drained = draining.drain(issue_id) if verdict.go else None
    if drained is None or drained.trouble:
        Copy.objects.filter(_due(timezone.now()), issue=issue).update(retry_at=timezone.now() + LATER)
    sum_up(delivery, drained.trouble if drained else verdict.sentence)
    return _ended(drained) if drained else 0


def due_again(now: datetime | None = None) -> list[int]:
    """Issues that had ended and of which copies are to be sent again now; none in quiet hours.

    And those that were stopped, or rest with the newsletter, while a campaign back end still mails them.
    """
    now = now or timezone.now()
    halted = Campaign.objects.filter(halting.HALTED, Q(next_at=None) | Q(next_at__lte=now))
    still = list(halted.values_list("issue_id", flat=True).distinct())
    if opens(now) > now:
        return still
    due = Copy.objects.filter(draining.OPEN, _due(now), issue__state="sent")
    return still + list(due.order_by("issue_id").values_list("issue_id", flat=True).distinct())


def recover(now: datetime | None = None) -> int:
    """Takes up the copies that dead workers left, and says anew how their mailings stand; gives how many."""
    now = now or timezone.now()
    if not draining.left(now).exists():
        return 0
    over = Q(issue__copies__lease_until__lt=now, issue__copies__state__in=("claimed", "sending"))
    mailings = list(Delivery.objects.filter(over, issue__state="sent").distinct())
    swept = draining.sweep_copies(now)
    for delivery in mailings:
        sum_up(delivery)
    return swept


def _due(now: datetime) -> Q:
    return Q(state="queued") & (Q(retry_at=None) | Q(retry_at__lte=now))


def _ended(drained: draining.Drained) -> int:
    return drained.sent + drained.failed + drained.uncertain


def _issue(issue_id: int, by: User) -> Issue:
    """The issue, locked after its announcement and its delivery: a hold or a stop comes before this or after it."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may settle copies in doubt.", "forbidden")
    issue = Issue.objects.select_related("delivery").filter(pk=issue_id).first()
    if issue is None:
        raise Refusal(f"There is no issue {issue_id}. `publisher newsletter status` lists them.", "missing")
    delivery = issue.delivery
    if delivery:
        locked(delivery.announcement_id)
        delivery = Delivery.objects.select_for_update(of=("self",)).select_related("announcement").get(pk=delivery.pk)
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    issue.delivery = delivery
    return issue


def _goes_out(issue: Issue) -> None:
    delivery = issue.delivery
    state = delivery.announcement.state if delivery else "gone"
    if delivery is None or state != "approved":
        stands = state.replace("_", " ")
        raise Refusal(f"The announcement is {stands}. Approve it anew, then send these again.", "conflict")
    if delivery.state not in ON_ITS_WAY or issue.state not in ("sending", "sent"):
        stands = delivery.state
        raise Refusal(f"The mailing is {stands}. Review it again and approve it, then send these again.", "conflict")


def _in_doubt(issue: Issue, copies: Collection[int]) -> list[int]:
    """Those of `copies`, whatever numbers they are, that are in doubt in this issue."""
    doubts = Copy.objects.filter(issue=issue, state="uncertain").order_by("id").values_list("pk", flat=True)
    chosen = set(copies)
    return [pk for pk in doubts if pk in chosen]


def _not_too_soon(copies: Collection[int]) -> None:
    last = Copy.objects.filter(pk__in=copies).aggregate(last=Max("done_at"))["last"]
    if last and last + timedelta(seconds=2 * settings.LEASE_SECONDS) > timezone.now():
        raise Refusal(
            "They were handed over moments ago, and the log may lag. Wait a few minutes, look again, then decide.",
            "conflict",
        )


def _written_down(issue: Issue, what: str, copies: list[int], by: User, reason: str) -> None:
    if not copies:
        raise Refusal("None of these copies is in doubt (any more). Look at the list again.", "conflict")
    reason = reason_of(reason)
    told = {"issue": issue.pk, "copies": copies}
    workflow.tell(issue.delivery or issue, what, by=by, data=told, personal={"reason": reason} if reason else None)
    if issue.delivery:
        sum_up(issue.delivery)


def _wake(issue: Issue, at: datetime) -> None:
    """So that the drain takes them: in an issue that had ended by a hint of its own, else with the delivery's turn."""
    if issue.state == "sent":
        nudge.send("drain", issue.pk)
    elif issue.delivery:
        Delivery.objects.filter(pk=issue.delivery.pk, state="ready", not_before__gt=at).update(not_before=at)
        nudge.send("publish", issue.delivery.account_id)
