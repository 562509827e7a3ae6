"""Sending an issue's copies: claim, intent, send, record. Any number of workers may drain at once.

The one module besides `workflow` that writes states, since copies are many and keep their own rows. The intent
(`sending`) is committed before the first byte leaves, in the same statement that looks whether the issue may still be
sent and the subscriber still wants it. A crash after it leaves `uncertain`, never a second copy.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher.models import Copy
from publisher.models import Issue as IssueRow
from publisher.newsletter.compile import Compiled
from publisher.newsletter.issue import compiled_of, domain, untell
from publisher.newsletter.smtp import Outcome, Relay
from publisher.rules.timing import growing

CLAIM, SUB_BATCH = 500, 10
ATTEMPTS = 6
CLAIM_LEASE = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Drained:
    """How many copies one call brought to their end, and how many are left for later or for others."""

    sent: int
    failed: int
    uncertain: int
    left: int


def drain(issue_id: int, *, seconds: float = 60.0) -> Drained:
    """Sends what is queued of this issue, for about so many seconds or until nothing is. Raises `CompileError`."""
    worker = secrets.token_hex(8)
    messages = compiled_of(IssueRow.objects.get(pk=issue_id))
    counts = dict.fromkeys(("sent", "failed", "uncertain", "queued"), 0)
    until = time.monotonic() + seconds
    with Relay() as relay:
        while time.monotonic() < until and _claim(issue_id, worker):
            while copies := _intend(issue_id, worker):
                outcomes = [(copy, _send(relay, copy, messages)) for copy in copies]
                _record(outcomes, worker)
                for _copy, outcome in outcomes:
                    counts[outcome.state] += 1
                if time.monotonic() > until:
                    break
        _give_back(issue_id, worker)
    left = Copy.objects.filter(issue_id=issue_id, state__in=("queued", "claimed", "sending")).count()
    return Drained(counts["sent"], counts["failed"], counts["uncertain"], left)


def sweep_copies(now: datetime | None = None) -> int:
    """What dead workers left: without an intent back to the queue, with one uncertain. Gives how many."""
    now = now or timezone.now()
    over = Copy.objects.filter(lease_until__lt=now)
    back = over.filter(state="claimed").update(state="queued", claimed_by="", lease_until=None)
    doubt = over.filter(state="sending").update(
        state="uncertain", lease_until=None, done_at=now, reply="The worker ended while it was being sent."
    )
    return back + doubt


def message_id(copy: Copy) -> str:
    """The same for each attempt at this copy, and without the address (RFC 5322, 3.6.4, wants it unique)."""
    name = f"{copy.issue_id}.{copy.subscriber_id}"
    proof = hmac.new(settings.SECRET_WORDS[-1].encode(), name.encode(), hashlib.sha256).hexdigest()[:20]
    return f"<{name}.{proof}@{domain()}>"


def _claim(issue_id: int, worker: str) -> int:
    """Takes up to 500 queued copies; they have not touched the relay, so losing them costs nothing."""
    now = timezone.now()
    due = Copy.objects.filter(Q(retry_at=None) | Q(retry_at__lte=now), issue_id=issue_id, state="queued")
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        ids = list(due.select_for_update(skip_locked=skip).order_by("id").values_list("pk", flat=True)[:CLAIM])
        return Copy.objects.filter(pk__in=ids, state="queued").update(
            state="claimed", claimed_by=worker, lease_until=now + CLAIM_LEASE
        )


def _intend(issue_id: int, worker: str) -> list[Copy]:
    """The intent for the next few: only rows that this statement moved may be sent."""
    now = timezone.now()
    lease = now + timedelta(seconds=60 + SUB_BATCH * settings.EMAIL_TIMEOUT)
    mine = Copy.objects.filter(issue_id=issue_id, claimed_by=worker, state="claimed", lease_until__gt=now)
    ids = list(mine.order_by("id").values_list("pk", flat=True)[:SUB_BATCH])
    if not ids:
        return []
    with transaction.atomic():
        wanted = Copy.objects.filter(pk__in=ids, issue__state="sending", subscriber__state="active").values("pk")
        mine.filter(pk__in=wanted).update(state="sending", attempts=F("attempts") + 1, lease_until=lease)
        gone = list(mine.filter(pk__in=ids, issue__state="sending").values_list("pk", flat=True))
        Copy.objects.filter(pk__in=gone, state="claimed").update(state="skipped", done_at=now, lease_until=None)
        untell(gone)
    sending = Copy.objects.filter(pk__in=ids, state="sending", claimed_by=worker).select_related("subscriber")
    return list(sending.order_by("id"))


def _send(relay: Relay, copy: Copy, messages: dict[str, Compiled]) -> Outcome:
    message = messages[copy.language].join(
        copy.subscriber.email,
        message_id(copy),
        f"{settings.BASE_URL}/u/{copy.subscriber.token}",
        timezone.now(),
    )
    return relay.send(settings.DEFAULT_FROM_EMAIL, copy.subscriber.email, message)


def _record(outcomes: Iterable[tuple[Copy, Outcome]], worker: str) -> None:
    """Writes what became of a sub-batch, in one transaction."""
    now = timezone.now()
    with transaction.atomic():
        for copy, outcome in outcomes:
            state = outcome.state
            if state == "queued" and copy.attempts >= ATTEMPTS:
                state = "failed"
            Copy.objects.filter(pk=copy.pk, claimed_by=worker, state__in=("sending", "uncertain")).update(
                state=state,
                code=outcome.code or None,
                reply=outcome.reply,
                lease_until=None,
                done_at=None if state == "queued" else now,
                retry_at=now + growing(60, copy.attempts) if state == "queued" else None,
            )
            if state == "failed":
                untell([copy.pk])


def _give_back(issue_id: int, worker: str) -> None:
    """Returns what was claimed and not begun: the issue was paused, or time is up."""
    Copy.objects.filter(issue_id=issue_id, claimed_by=worker, state="claimed").update(
        state="queued", claimed_by="", lease_until=None
    )
