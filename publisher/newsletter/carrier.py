"""Carrying a mail delivery: the copies are the truth, the delivery only sums them up."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from publisher import notices, nudge, workflow
from publisher.channels.errors import NeedsHuman, TryLater
from publisher.claims import Claim, back, in_words
from publisher.models import Copy, Delivery, Issue
from publisher.newsletter import campaigns
from publisher.newsletter.backends import shape
from publisher.newsletter.campaign_stands import Stands
from publisher.newsletter.campaign_stands import stands as stands_of
from publisher.newsletter.compile import CompileError, HeaderError
from publisher.newsletter.drain import LEFT, Drained, drain
from publisher.newsletter.issue import freeze
from publisher.quiet import opens
from publisher.truth.before_sending import Verdict, ask

log = structlog.get_logger(__name__)

BY_HAND = "A person mails this by hand."
PASTE = "Copy the finished mail from its page into what you mail with, then say there that it is out."


def carry(claimed: Claim) -> None:
    """Freezes the issue (once), drains it, and closes the delivery when no copy is left to send.

    It never stamps the delivery: each copy has an intent of its own, so that an interrupted mailing simply goes on.
    """
    try:
        verdict = ask(claimed.delivery)
        if not verdict.go:
            _turn_back(claimed, verdict)
            return
        issue = freeze(claimed.delivery)
        if shape(issue.backend) == "by_hand":
            back(claimed, "by_hand", BY_HAND, todo=PASTE)
            return
        if shape(issue.backend) == "campaign":
            _campaigns(claimed, campaigns.work(issue))
            return
        nudge.send("drain", issue.pk)  # a worker that is free helps; two drains never take the same copy
        drained = drain(issue.pk)
    except workflow.Moved:
        return  # stopped, held or taken over in this moment: whoever did it has said where it stands
    except (CompileError, HeaderError) as cause:
        back(claimed, "failed", f"The mail cannot be made: {cause}", todo="Change the words, and approve them again.")
    except NeedsHuman as cause:
        _again(claimed, cause.reason, _in(60), todo=cause.todo)
    except TryLater as cause:
        _again(claimed, cause.reason, timezone.now() + cause.after)
    except Exception as cause:
        # Whatever it was, the copies keep what happened; the rest is tried again, and staff see why.
        log.exception("the mailing was interrupted", delivery=claimed.delivery.pk, exc_info=cause)
        _again(claimed, f"The mailing was interrupted and goes on by itself: {in_words(cause)}", _in(30))
    else:
        close(claimed, drained)


def close(claimed: Claim, drained: Drained) -> None:
    """Ends the delivery if every copy has, else puts it back for the time when the next copy is due."""
    copies = Copy.objects.filter(issue__delivery=claimed.delivery)
    left = copies.filter(state__in=LEFT)
    counts = dict(copies.values_list("state").annotate(Count("id")))
    if left.exists():
        reason, at = f"Copies still to be sent: {left.count()}.", opens(_next_turn(left, drained))
        if drained.trouble:
            _again(claimed, f"{drained.trouble}. {reason}", at)
        else:
            _again(claimed, reason, at, attempts=0)  # a long mailing takes many turns, and none of them failed
    elif counts.get("failed") and not counts.get("sent") and not counts.get("uncertain"):
        reply = copies.filter(state="failed").values_list("reply", flat=True).first()
        back(
            claimed,
            "failed",
            f"The mail relay refused every copy, {counts['failed']} in all: {reply}",
            todo="Ask whoever runs the mail relay why. What was refused is not sent again by itself.",
        )
    else:
        _finish(claimed.delivery, counts)


def _campaigns(claimed: Claim, stands: Stands) -> None:
    """Ends the delivery if every campaign has, else puts it back for the time when one is to be looked at."""
    if stands.due:
        _again(claimed, stands.reason, stands.due, todo=stands.todo, **({} if stands.todo else {"attempts": 0}))
    elif stands.mailed:
        _finish(claimed.delivery, {}, stands.reason, stands.todo)
    else:
        back(claimed, "failed", stands.reason, todo=stands.todo)


def after_halt(issue: Issue) -> None:
    """Says how a mailing stands at its service that rests with the newsletter; one that has ended there is out."""
    delivery = Delivery.objects.select_related("account").filter(issue=issue, state="ready").first()
    if delivery is None:
        return  # a worker is at it, or a person has stopped it: what they say counts
    stands = stands_of(issue)
    if stands.due is None and stands.mailed:
        _finish(delivery, {}, stands.reason, stands.todo)
    else:
        Delivery.objects.filter(pk=delivery.pk, state="ready").update(reason=stands.reason, todo=stands.todo)


def sum_up(delivery: Delivery, trouble: str = "") -> None:
    """Writes anew how the copies of a mailing stand that had ended: a person spoke of some, or they were sent again.

    `trouble`: what keeps those that are left from going out.
    """
    copies = Copy.objects.filter(issue__delivery=delivery)
    reason, todo = _note(dict(copies.values_list("state").annotate(Count("id"))))
    told = f"{reason} {trouble}".strip()
    Delivery.objects.filter(pk=delivery.pk, state="published").update(reason=told, todo=todo)


def _note(counts: dict[str, int]) -> tuple[str, str]:
    """Where the copies stand, and what a person can do about it; empty when all were sent."""
    doubtful, failed, sent = (counts.get(state, 0) for state in ("uncertain", "failed", "sent"))
    left = sum(counts.get(state, 0) for state in LEFT)
    if not (doubtful or failed or left):
        return "", ""
    again = f"{left} to be sent again, " if left else ""
    todo = "Look for those in doubt in the mail relay's log, then say whether they arrived." if doubtful else ""
    return f"Copies: {sent} sent, {again}{doubtful} uncertain, {failed} refused.", todo


def _finish(delivery: Delivery, counts: dict[str, int], reason: str = "", todo: str = "") -> None:
    note, todo = (reason, todo) if reason else _note(counts)
    with transaction.atomic():
        fresh = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("announcement__revision")
            .get(pk=delivery.pk)
        )
        if fresh.state != delivery.state or fresh.fence != delivery.fence:
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
            reason=note,
            todo=todo,
        )
        said = note or f"Copies sent: {counts.get('sent', 0)}."
        notices.tell_trigger(fresh.announcement, "live", f"it was mailed. {said}")


def _turn_back(claimed: Claim, verdict: Verdict) -> None:
    if verdict.held:
        return
    if verdict.waits:
        back(claimed, "waiting", verdict.sentence, waits_for="tracker", waits_note=verdict.sentence)
    else:
        # Nothing was tried: it counts as no attempt.
        _again(claimed, verdict.sentence, _in(60), todo=verdict.todo, attempts=F("attempts") - 1)


def _again(claimed: Claim, reason: str, at: datetime, **fields: Any) -> None:
    back(claimed, "ready", reason, not_before=at, **fields)


def _next_turn(left: QuerySet[Copy], drained: Drained) -> datetime:
    """Now if that brings on more copies; else when the next may be tried, or another worker's lease may be over."""
    if drained.trouble:
        return _in(60)
    now = timezone.now()
    queued = left.filter(state="queued")
    if queued.filter(Q(retry_at=None) | Q(retry_at__lte=now)).exists():
        return now if drained.sent or drained.failed or drained.uncertain else _in(15)
    due = queued.order_by("retry_at").values_list("retry_at", flat=True).first()
    return due if due and not left.exclude(state="queued").exists() else _in(15)


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)
