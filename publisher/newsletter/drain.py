"""Sending an issue's copies: claim, intent, send, record. Any number of workers may drain at once.

Copies are many and keep their own rows: here and in `claimed`, and nowhere else besides `workflow`, states are written.
A crash after an intent leaves `uncertain`, never a second copy.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Copy, Issue
from publisher.newsletter import told
from publisher.newsletter.backends import signer
from publisher.newsletter.campaigns import GOES_ON
from publisher.newsletter.claimed import BEGIN_WITHIN, LONGEST_REPLY, Claimed
from publisher.newsletter.crew import Crew
from publisher.newsletter.issue import compiled_of
from publisher.newsletter.recipients import of_issue
from publisher.quiet import quiet_now

LEAST, MOST = 10, 100
"""Copies in a sub-batch: as many as a connection hands over in `AT_ONCE` seconds. Each is in doubt if we die at it; but
a fast relay would wait for the database if they were few."""
AT_ONCE = 0.2
PATIENCE = 0.5
"""Seconds until the rates are asked again."""
LEFT = ("queued", "claimed", "sending")
AGAIN = Q(issue__state="sent", issue__delivery__announcement__state="approved")
"""In an issue that had ended, a copy is queued only because a person said so; a hold of the announcement keeps it."""
OPEN = (Q(issue__state="sending") | AGAIN) & GOES_ON
"""Copies that may leave: pausing or stopping the issue, or pausing the newsletter, ends it for every worker. While one
mailing goes first, alone, those of no other do."""


@dataclass(frozen=True, slots=True)
class Drained:
    """How many copies one call brought to their end, how many are left, and what kept it from going on, if anything."""

    sent: int
    failed: int
    uncertain: int
    left: int
    trouble: str = ""


def drain(issue_id: int, *, seconds: float | None = None) -> Drained:
    """Sends what is queued of this issue, for about so many seconds or until nothing is. Raises `CompileError`.

    By default a quarter of a lease: begun in the middle of one, it still ends before the task's time limit, which
    would leave the copies in flight in doubt. In quiet hours nothing is begun.
    """
    seconds = settings.LEASE_SECONDS / 4 if seconds is None else seconds
    issue = Issue.objects.select_related("delivery__revision", "delivery__announcement").get(pk=issue_id)
    try:
        sign = signer()
    except Refusal as cause:  # what was to be signed does not leave unsigned
        return Drained(0, 0, 0, _left(issue_id), str(cause))
    if issue.state not in ("sending", "sent"):
        return Drained(0, 0, 0, _left(issue_id))  # what it says may be approved anew before it goes on
    crew = Crew(settings.MAIL_CONNECTIONS, compiled_of(issue), sign)
    claimed = Claimed(issue_id, OPEN & _as_read(issue), of_issue(issue))
    trouble = ""
    try:
        trouble = _work(claimed, crew, time.monotonic() + seconds)
    finally:
        for done in crew.end():
            claimed.take(done)
        claimed.finish()
    ended = claimed.done
    return Drained(ended["sent"], ended["failed"], ended["uncertain"], _left(issue_id), trouble)


def _as_read(issue: Issue) -> Q:
    """While it carries the revision whose words this drain has: after a hold another may have been approved."""
    return Q(issue__delivery__revision=issue.delivery.revision_id) if issue.delivery else Q()


def _left(issue_id: int) -> int:
    return Copy.objects.filter(issue_id=issue_id, state__in=LEFT).count()


def _work(claimed: Claimed, crew: Crew, until: float) -> str:
    """Keeps the crew busy; gives what kept it from going on, if anything."""
    size = LEAST
    while True:
        wait = None
        if crew.free and time.monotonic() < until and not quiet_now():
            if copies := claimed.intend(size):
                crew.give(copies, min(until, time.monotonic() + BEGIN_WITHIN))
                continue
            wait = _wait(claimed.resume, until)
        if not crew.busy:
            if wait is None:
                return ""
            time.sleep(wait)
        elif done := crew.take(wait):
            claimed.take(done)
            if done.error:
                raise done.error
            if done.trouble:
                return done.trouble
            if done.results:
                size = min(MOST, max(LEAST, int(AT_ONCE * len(done.results) / done.seconds)))


def _wait(resume: datetime | None, until: float) -> float | None:
    """Seconds until the rates may let a copy out; None if they do not in this turn, or are not in the way."""
    if resume is None:
        return None
    seconds = max(0.01, (resume - timezone.now()).total_seconds())
    return min(seconds, PATIENCE) if time.monotonic() + seconds < until else None


def left(now: datetime) -> "QuerySet[Copy]":
    """The copies that dead workers left."""
    return Copy.objects.filter(lease_until__lt=now, state__in=("claimed", "sending"))


def sweep_copies(now: datetime | None = None) -> int:
    """What dead workers left: without an intent back to the queue, with one uncertain. Gives how many."""
    now = now or timezone.now()
    with transaction.atomic():
        # A row that is locked has a living worker, who is writing its result: to wait for it could end in a deadlock.
        free = list(left(now).select_for_update(skip_locked=True).values_list("pk", flat=True))
        rows = Copy.objects.filter(pk__in=free)
        back = rows.filter(state="claimed").update(state="queued", claimed_by="", lease_until=None)
        doubt = rows.filter(state="sending").update(
            state="uncertain", lease_until=None, done_at=now, reply="The worker ended while it was being sent."
        )
    return back + doubt


def arrived(issue_id: int, copies: Collection[int]) -> list[int]:
    """A person found that these copies arrived: those still in doubt are sent. Gives which; runs in a transaction."""
    found = [copy.pk for copy in _in_doubt(issue_id, copies)]
    Copy.objects.filter(pk__in=found).update(state="sent", reply="A person found that it arrived.")
    return found


def proven(issue_id: int, subscriber_id: int, how: str) -> None:
    """There is evidence that this copy in doubt was handed over: it is sent, as `how` says."""
    copies = Copy.objects.filter(issue_id=issue_id, subscriber_id=subscriber_id, state="uncertain")
    copies.update(state="sent", reply=how[:LONGEST_REPLY])


def queue_again(issue_id: int, copies: Collection[int], at: datetime) -> list[int]:
    """A person said of these copies that they did not arrive: those still in doubt are queued, not before `at`.

    They count as not told until they are sent again. Gives which; runs in a transaction.
    """
    found = _in_doubt(issue_id, copies)
    Copy.objects.filter(pk__in=[copy.pk for copy in found]).update(
        state="queued", claimed_by="", retry_at=at, attempts=0, code=None, reply="", done_at=None
    )
    told.take_back(issue_id, found)
    return [copy.pk for copy in found]


def drop_queued(announcement_id: int, reply: str) -> int:
    """Copies of its ended mailings that were to be sent again are not, as `reply` says. Gives how many."""
    queued = Copy.objects.filter(issue__delivery__announcement_id=announcement_id, issue__state="sent", state="queued")
    ids = list(queued.select_for_update(of=("self",)).values_list("pk", flat=True))
    return Copy.objects.filter(pk__in=ids, state="queued").update(
        state="skipped", reply=reply[:LONGEST_REPLY], done_at=timezone.now()
    )


def _in_doubt(issue_id: int, copies: Collection[int]) -> list[Copy]:
    doubts = Copy.objects.select_for_update().filter(issue_id=issue_id, pk__in=copies, state="uncertain")
    return list(doubts.order_by("id"))
