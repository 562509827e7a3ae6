"""A mailing that is under way: a person lets it rest, lets it go on, or ends it. Nothing else of it is touched.

At most the few copies that workers hold in this moment still leave: each sub-batch asks before its intent.
"""

from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Delivery, Issue, Role, User
from publisher.quiet import opens
from publisher.said import reason_of
from publisher.states import STOPPABLE
from publisher.stopping import stop_one

UNDER_WAY = ("ready", "publishing")
TODO = "Resume the mailing on its page, or cancel it."


def pause(issue_id: int, *, by: User, reason: str) -> Issue:
    """Lets no further copy leave until somebody resumes it. Raises `Refusal`: not allowed, no reason, not under way."""
    _may(by, Role.COMMS, "pause")
    why = reason_of(reason, "Say why it is paused: whoever resumes it must know.")
    with transaction.atomic():
        issue, delivery = _locked(issue_id)
        if issue.state != "sending" or delivery.state not in UNDER_WAY:
            raise Refusal(f"This mailing is {_stands(issue)}, so it cannot be paused.", "conflict")
        workflow.move(issue, "paused", by=by)
        told = f"Paused by a person: {why}"
        workflow.move(
            delivery, "paused", by=by, personal={"reason": why}, reason=told, todo=TODO, lease_until=None, limit=""
        )
    return issue


def resume(issue_id: int, *, by: User) -> Issue:
    """Lets the rest go out, after the quiet hours; the tracker is asked again first. Raises `Refusal`."""
    _may(by, Role.APPROVER, "resume")
    with transaction.atomic():
        issue, delivery = _locked(issue_id)
        if issue.state != "paused" or delivery.state != "paused":
            raise Refusal(f"This mailing is {_stands(issue)}, so there is nothing to resume.", "conflict")
        at = opens(timezone.now())
        workflow.move(delivery, "ready", by=by, reason="", todo="", not_before=at, attempts=0)
        workflow.tell(issue, "resumed", by=by)  # `freeze` moves it when a worker has taken it up
        nudge.send("publish", delivery.account_id)
    return issue


def cancel(issue_id: int, *, by: User, reason: str) -> Issue:
    """Ends it: who has no copy yet gets none of it. What is live of the announcement stays. Raises `Refusal`."""
    _may(by, Role.COMMS, "cancel")
    why = reason_of(reason, "Say why it is cancelled: a reason is needed.")
    with transaction.atomic():
        issue, delivery = _locked(issue_id)
        if issue.state not in ("sending", "paused") or delivery.state not in STOPPABLE:
            raise Refusal(f"This mailing is {_stands(issue)}, so there is nothing to cancel.", "conflict")
        stop_one(delivery, by, why)
        issue.refresh_from_db()
    return issue


def _may(by: User, role: Role, act: str) -> None:
    if not by.may(role):
        raise Refusal(f"Your role is {by.role}; to {act} a mailing one must be {role.value} or above.", "forbidden")


def _locked(issue_id: int) -> tuple[Issue, Delivery]:
    """The issue and its delivery, locked after their announcement: a hold or a stop comes before this or after it."""
    found = Issue.objects.select_related("delivery").filter(pk=issue_id, delivery__isnull=False).first()
    if found is None or found.delivery is None:
        raise Refusal(f"There is no issue {issue_id}. `publisher newsletter status` lists them.", "missing")
    locked(found.delivery.announcement_id)
    delivery = Delivery.objects.select_for_update().get(pk=found.delivery.pk)
    return Issue.objects.select_for_update(of=("self",)).get(pk=issue_id), delivery


def _stands(issue: Issue) -> str:
    return "out" if issue.state == "sent" else issue.state
