"""Campaigns in doubt: the service was told to mail, and its answer was lost. A person looks there and says what is so.

By itself none of them is ever told to send again.
"""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.approving import locked
from publisher.errors import Refusal
from publisher.models import Campaign, Delivery, Issue, Role, User
from publisher.said import reason_of


def it_went(issue_id: int, *, by: User, reason: str = "", audiences: Collection[str] = ()) -> int:
    """These campaigns in doubt (all by default) went out. Gives how many. Raises `Refusal`."""
    with transaction.atomic():
        issue, rows = _in_doubt(issue_id, by, audiences)
        for row in rows:
            workflow.move(row, "sent", by=by, reason="A person found that it went out.", next_at=None)
        _written_down(issue, "campaigns_went", rows, by, reason)
    return len(rows)


def send_again(issue_id: int, *, by: User, reason: str, audiences: Collection[str] = ()) -> int:
    """These campaigns in doubt did not go out: they are sent once more, as the same draft. Raises `Refusal`.

    Right before, each is looked for again: one that is found on its way is not told a second time.
    """
    if not reason.strip():
        raise Refusal("Say where you looked: a reason is needed before a mailing is sent again.")
    with transaction.atomic():
        issue, rows = _in_doubt(issue_id, by, audiences)
        for row in rows:
            told = row.sending_at or timezone.now()
            if told + timedelta(seconds=2 * settings.LEASE_SECONDS) > timezone.now():
                raise Refusal(
                    "It was told to send moments ago. Wait a few minutes, look again, then decide.", "conflict"
                )
            workflow.move(row, "queued", by=by, reason="", next_at=None, looks=0, sending_at=None)
        _written_down(issue, "campaigns_again", rows, by, reason)
    return len(rows)


def _in_doubt(issue_id: int, by: User, audiences: Collection[str]) -> tuple[Issue, list[Campaign]]:
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may settle a mailing in doubt.", "forbidden")
    issue = Issue.objects.select_related("delivery").filter(pk=issue_id).first()
    if issue is None or issue.delivery is None:
        raise Refusal(f"There is no issue {issue_id}. `publisher newsletter status` lists them.", "missing")
    locked(issue.delivery.announcement_id)
    rows = list(issue.campaigns.select_for_update().filter(state="uncertain").order_by("id"))
    chosen = [row for row in rows if not audiences or row.audience in audiences]
    if not chosen:
        raise Refusal("None of these mailings is in doubt (any more). Look at it again.", "conflict")
    return issue, chosen


def _written_down(issue: Issue, what: str, rows: list[Campaign], by: User, reason: str) -> None:
    said = reason_of(reason.strip())
    told = {"issue": issue.pk, "campaigns": [row.pk for row in rows]}
    delivery = issue.delivery
    assert delivery
    workflow.tell(delivery, what, by=by, data=told, personal={"reason": said} if said else None)
    Delivery.objects.filter(pk=delivery.pk, state="ready").update(not_before=timezone.now())
    nudge.send("publish", delivery.account_id)
