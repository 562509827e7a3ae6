"""Sending an issue's copies: claim, intent, send, record. Any number of workers may drain at once.

The one module besides `workflow` that writes states, since copies are many and keep their own rows. The intent
(`sending`) is committed before the first byte leaves, by one statement that also looks whether the issue may still be
sent and the subscriber still wants it. A crash after it leaves `uncertain`, never a second copy.
"""

import secrets
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from publisher.models import Copy, Issue, Subscriber, Told
from publisher.newsletter import told
from publisher.newsletter.backends import Transport, transport
from publisher.newsletter.compile import Compiled
from publisher.newsletter.handing import hand_over
from publisher.newsletter.issue import compiled_of
from publisher.newsletter.outcomes import Outcome, Unreachable
from publisher.newsletter.recipients import of_issue
from publisher.newsletter.unwanted import unwanted
from publisher.quiet import quiet_now
from publisher.rules.timing import growing

CLAIM, SUB_BATCH = 500, 10
ATTEMPTS = 6
LONGEST_REPLY = 300
CLAIM_LEASE = timedelta(seconds=300)
BEGIN_WITHIN = 60.0
"""Seconds after its intent within which a copy is begun or given back."""
WAITS = 10
"""Answers of the relay that one copy waits for at most, each as long as the time-out."""
LEFT = ("queued", "claimed", "sending")
AGAIN = Q(issue__state="sent", issue__delivery__announcement__state="approved")
"""In an issue that had ended, a copy is queued only because a person said so; a hold of the announcement keeps it."""
OPEN = (Q(issue__state="sending") | AGAIN) & Q(issue__delivery__account__paused_at=None)
"""Copies that may leave: pausing or stopping the issue, or pausing the newsletter, ends it for every worker."""


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
    would leave the copy in flight in doubt. In quiet hours nothing is begun.
    """
    seconds = settings.LEASE_SECONDS / 4 if seconds is None else seconds
    issue = Issue.objects.select_related("delivery__revision", "delivery__announcement").get(pk=issue_id)
    messages = compiled_of(issue)
    worker = _Worker(issue_id, of_issue(issue))
    until = time.monotonic() + seconds
    with transport() as relay:
        try:
            while time.monotonic() < until and not worker.trouble and not quiet_now() and worker.intend():
                worker.send(relay, messages, until)
        finally:
            worker.finish()
    left = Copy.objects.filter(issue_id=issue_id, state__in=LEFT).count()
    done = worker.done
    return Drained(done["sent"], done["failed"], done["uncertain"], left, worker.trouble)


def sweep_copies(now: datetime | None = None) -> int:
    """What dead workers left: without an intent back to the queue, with one uncertain. Gives how many."""
    now = now or timezone.now()
    over = Copy.objects.filter(lease_until__lt=now, state__in=("claimed", "sending"))
    with transaction.atomic():
        # A row that is locked has a living worker, who is writing its result: to wait for it could end in a deadlock.
        left = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True))
        rows = Copy.objects.filter(pk__in=left)
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


class _Worker:
    """One run of `drain`: what it claimed, and the results that are not written yet."""

    def __init__(self, issue_id: int, wants: Q) -> None:
        self.done: Counter[str] = Counter()
        self.trouble = ""
        self._issue_id = issue_id
        self._wants = wants
        self._name = secrets.token_hex(8)
        self._mine = Copy.objects.filter(issue_id=issue_id, claimed_by=self._name)
        self._sending: list[Copy] = []
        self._results: list[tuple[Copy, Outcome]] = []
        self._untouched: list[Copy] = []

    def intend(self) -> bool:
        """One transaction: the results of the last few copies, and the intent for the next few. False: none to send."""
        idle = 0
        while idle < 2:  # once is no sign: other workers' notes may have been in the way, and are seen now
            with transaction.atomic():
                written = self._write_results()
                copies = self._claimed() or (self._claim() and self._claimed()) or []
                skipped = self._skip(copies)
                self._sending = self._move_to_sending([copy for copy in copies if copy.pk not in skipped])
            self._forget_results(written)
            if self._sending or not copies:
                return bool(self._sending)
            idle = 0 if skipped else idle + 1
        return False  # the issue was paused or ended in this moment

    def send(self, relay: Transport, messages: dict[str, Compiled], until: float) -> None:
        """Hands over what `intend` moved. What is not begun in time, or met no relay, goes back untouched."""
        until = min(until, time.monotonic() + BEGIN_WITHIN)
        copies, self._sending = self._sending, []
        begun = 0
        try:
            for copy in copies:
                if time.monotonic() >= until:
                    break
                begun += 1
                self._results.append((copy, hand_over(relay, copy, messages)))
        except Unreachable as cause:
            begun -= 1
            self.trouble = f"The mail relay cannot be used: {cause}"
        finally:
            # After any other error the copy that was begun keeps its intent: nobody knows what became of it.
            self._untouched = copies[begun:]

    def finish(self) -> None:
        """Writes the last results and returns what was claimed and not begun."""
        self._untouched += self._sending  # ended between the intent and the first of them
        with transaction.atomic():
            written = self._write_results()
            self._mine.filter(state="claimed").update(state="queued", claimed_by="", lease_until=None)
        self._forget_results(written)

    def _claim(self) -> int:
        """Takes up to 500 queued copies; they have not touched the relay, so losing them costs nothing."""
        now = timezone.now()
        due = Copy.objects.filter(
            OPEN, Q(retry_at=None) | Q(retry_at__lte=now), issue_id=self._issue_id, state="queued"
        )
        rows = due.select_for_update(of=("self",), skip_locked=True)  # nothing to SQLite, where one transaction writes
        ids = list(rows.order_by("id").values_list("pk", flat=True)[:CLAIM])
        return Copy.objects.filter(pk__in=ids, state="queued").update(
            state="claimed", claimed_by=self._name, lease_until=now + CLAIM_LEASE
        )

    def _claimed(self) -> list[Copy]:
        mine = self._mine.filter(state="claimed", lease_until__gt=timezone.now())
        return list(mine.select_related("subscriber").order_by("id")[:SUB_BATCH])

    def _skip(self, copies: list[Copy]) -> set[int]:
        """Ends the copies that nobody wants any more."""
        reasons = unwanted(self._issue_id, copies, self._wants)
        for pk, reason in reasons.items():
            self._mine.filter(pk=pk, state="claimed").update(
                state="skipped", reply=reason, done_at=timezone.now(), lease_until=None
            )
        return set(reasons)

    def _move_to_sending(self, copies: list[Copy]) -> list[Copy]:
        """The intent: gives those that the one statement moved, and no other copy may be sent.

        What it asks of the copy itself stands outside the subquery, where PostgreSQL asks again after it waited for
        another's lock on the row.
        """
        now = timezone.now()
        told.write(self._issue_id, copies)
        noted = Exists(Told.objects.filter(issue_id=self._issue_id, subscriber_id=OuterRef("subscriber_id")))
        ids = [copy.pk for copy in copies]
        wanted = Copy.objects.filter(OPEN, noted, pk__in=ids, subscriber__in=Subscriber.objects.filter(self._wants))
        self._mine.filter(pk__in=wanted.values("pk"), state="claimed", lease_until__gt=now).update(
            state="sending",
            attempts=F("attempts") + 1,
            lease_until=now + timedelta(seconds=BEGIN_WITHIN + WAITS * settings.EMAIL_TIMEOUT),
        )
        moved = set(self._mine.filter(pk__in=ids, state="sending").values_list("pk", flat=True))
        told.take_back(self._issue_id, [copy for copy in copies if copy.pk not in moved])
        return [copy for copy in copies if copy.pk in moved]

    def _write_results(self) -> Counter[str]:
        """What became of the last few; the sweeper may have called one uncertain meanwhile, and this settles it.

        Of a copy that a person queued again meanwhile it says nothing: that one is no longer this worker's.
        """
        now = timezone.now()
        mine = self._mine.filter(state__in=("sending", "uncertain"))
        written: Counter[str] = Counter()
        unsent: list[Copy] = []
        for copy, outcome in self._results:
            attempts = copy.attempts + 1
            state = "failed" if outcome.state == "queued" and attempts >= ATTEMPTS else outcome.state
            later = {"claimed_by": "", "retry_at": now + growing(60, attempts)}
            changed = mine.filter(pk=copy.pk).update(
                state=state,
                code=outcome.code or None,
                reply=outcome.reply[:LONGEST_REPLY],
                lease_until=None,
                **(later if state == "queued" else {"done_at": now}),
            )
            written[state] += changed
            unsent += [copy] if changed and state in ("queued", "failed") else []
        for copy in self._untouched:
            back = {"claimed_by": "", "lease_until": None, "attempts": F("attempts") - 1}
            unsent += [copy] if mine.filter(pk=copy.pk).update(state="queued", **back) else []
        told.take_back(self._issue_id, unsent)
        return written

    def _forget_results(self, written: Counter[str]) -> None:
        """After the commit, and not before: what was rolled back is written by the next transaction."""
        self.done += written
        self._results, self._untouched = [], []
