"""What one run of the drain holds in the database: claims of 500, the intent for a sub-batch, and its results.

Each sub-batch costs one transaction: the results of those before it, and its own intent. The intent (`sending`) is one
statement that also looks whether the issue may still be sent, the subscriber still wants it and is not suppressed; it
is committed before the first byte leaves. With `drain` and `workflow` this is all that writes states.
"""

import json
import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from publisher.models import Copy, IssueItem, Subscriber, Suppression, Told
from publisher.newsletter import told
from publisher.newsletter.among import Among
from publisher.newsletter.crew import Done
from publisher.newsletter.handing import Addressed
from publisher.newsletter.outcomes import Outcome
from publisher.newsletter.pacing import Chosen, Pace
from publisher.newsletter.suppression import hashes
from publisher.newsletter.unwanted import unwanted
from publisher.rules.timing import growing

CLAIM = 500
HELD = 4 * CLAIM
"""Claimed copies that wait for their domain's rate at most, so that others behind them go out meanwhile."""
ATTEMPTS = 6
LONGEST_REPLY = 300
CLAIM_LEASE = timedelta(seconds=300)
BEGIN_WITHIN = 60.0
"""Seconds after its intent within which a copy is begun or given back."""
WAITS = 10
"""Answers of the relay that one copy waits for at most, each as long as the time-out."""
ON_ITS_WAY = ("sending", "sent", "uncertain")
"""States of a copy that was or may have been handed over: see `told.py`."""
_FIELDS = ("pk", "issue_id", "subscriber_id", "language", "attempts", "subscriber__email", "subscriber__key")
_RESULTS = """
UPDATE publisher_copy
SET state = became.state, code = became.code, reply = became.reply, done_at = %s, lease_until = NULL
FROM {became}
WHERE publisher_copy.id = became.id AND claimed_by = %s AND publisher_copy.state IN ('sending', 'uncertain')
RETURNING publisher_copy.id
"""
_BECAME = {
    "postgresql": "json_to_recordset(%s) AS became(id bigint, state text, code smallint, reply text)",
    "sqlite": "(SELECT value ->> 'id' AS id, value ->> 'state' AS state, value ->> 'code' AS code, "
    "value ->> 'reply' AS reply FROM json_each(%s)) AS became",
}


class Claimed:
    """One run's claims. `may_leave`: a condition on `Copy`; `wants`: one on `Subscriber`; each intent asks both."""

    def __init__(self, issue_id: int, may_leave: Q, wants: Q) -> None:
        self.done: Counter[str] = Counter()
        self.resume: datetime | None = None
        """When the rates let the next copy leave, if only they kept the last intent from having any."""
        self._issue_id, self._wants = issue_id, wants
        # Asked of one copy, since it is the same of all: with a join of many, PostgreSQL guesses wrong how to begin.
        one = Copy.objects.filter(issue_id=issue_id).order_by().values_list("pk", flat=True).first()
        self._open = Exists(Copy.objects.filter(may_leave, pk=one or 0))
        self._name = secrets.token_hex(8)
        # Without the issue, so that what is found by number is found by number, however many copies the issue has.
        self._mine = Copy.objects.filter(claimed_by=self._name)
        self._several = IssueItem.objects.filter(issue_id=issue_id).count() > 1
        self._pace = Pace()
        self._held: list[Addressed] = []
        self._sending: Sequence[Addressed] = ()
        self._results: list[tuple[Addressed, Outcome]] = []
        self._untouched: list[Addressed] = []

    def intend(self, most: int) -> Sequence[Addressed]:
        """One transaction: the results so far, and the intent for at most so many copies. None: there are none."""
        idle = 0
        while idle < 2:  # once is no sign: other workers' notes may have been in the way, and are seen now
            now = timezone.now()
            with transaction.atomic():
                written = self._write_results(now)
                chosen = self._choose(most, now)
                self._sending = self._move_to_sending(chosen.copies, now)
                skipped = self._let_go(chosen, now)
            self._forget_results(written)
            self.resume = None if chosen.copies else chosen.resume
            if self._sending or not chosen.copies:
                given, self._sending = self._sending, ()
                return given
            idle = 0 if skipped else idle + 1
        return ()  # the issue was paused or ended in this moment

    def take(self, done: Done) -> None:
        """What became of a sub-batch; the next transaction writes it."""
        self._results += done.results
        self._untouched += done.untouched

    def finish(self) -> None:
        """Writes the last results and returns what was claimed and not begun."""
        self._untouched += self._sending  # ended between the intent and the first of them
        with transaction.atomic():
            written = self._write_results(timezone.now())
            held = self._mine.filter(issue_id=self._issue_id, state="claimed")
            held.update(state="queued", claimed_by="", lease_until=None)
        self._forget_results(written)

    def _choose(self, most: int, now: datetime) -> Chosen:
        """Of what is held, and claims more if that is not enough."""
        chosen = self._pace.choose(self._held, most, now)
        while chosen.short and len(self._held) < HELD and self._claim(now):
            chosen = self._pace.choose(self._held, most, now)
        return chosen

    def _claim(self, now: datetime) -> int:
        """Takes up to 500 queued copies; they have not touched the relay, so losing them costs nothing."""
        due = Copy.objects.filter(
            self._open, Q(retry_at=None) | Q(retry_at__lte=now), issue_id=self._issue_id, state="queued"
        )
        rows = due.select_for_update(of=("self",), skip_locked=True)  # nothing to SQLite, where one transaction writes
        ids = list(rows.order_by("id").values_list("pk", flat=True)[:CLAIM])
        if not ids:
            return 0
        Copy.objects.filter(Among("pk", ids), state="queued").update(
            state="claimed", claimed_by=self._name, lease_until=now + CLAIM_LEASE
        )
        ours = self._mine.filter(Among("pk", ids), state="claimed").order_by("id").values(*_FIELDS)
        claimed = [_addressed(row) for row in ours]
        # What was held for longer than its lease, and taken back from us, may be claimed by us again: it is held once.
        self._held = [copy for copy in self._held if copy.pk not in set(ids)] + claimed
        return len(claimed)

    def _move_to_sending(self, copies: Sequence[Addressed], now: datetime) -> Sequence[Addressed]:
        """The intent: gives those that the one statement moved, and no other copy may be sent.

        What it asks of the copy itself PostgreSQL asks again after it waited for another's lock on the row. If one of
        them is suppressed it moves none, and the next try is without that one.
        """
        if not copies:
            return ()
        told.write(self._issue_id, copies, several=self._several)
        if self._several:  # of one thing `Told` has one row: who heard it from another issue has none of ours
            heard = told.by_others(self._issue_id, copies)
            copies = [copy for copy in copies if copy.subscriber_id not in heard]
        ids, people = [copy.pk for copy in copies], [copy.subscriber_id for copy in copies]
        wanting = Subscriber.objects.filter(Among("pk", people), self._wants).values("pk")
        noted = Told.objects.filter(Among("subscriber_id", people), issue_id=self._issue_id).values("subscriber_id")
        listed = Among("address_hash", [one for copy in copies for one in copy.hashes])
        barred = Exists(Suppression.objects.filter(listed))
        wanted = self._mine.filter(self._open, ~barred, subscriber__in=wanting).filter(subscriber__in=noted)
        lease = now + timedelta(seconds=BEGIN_WITHIN + WAITS * settings.EMAIL_TIMEOUT)
        wanted.filter(Among("pk", ids), state="claimed", lease_until__gt=now).update(
            state="sending", attempts=F("attempts") + 1, lease_until=lease
        )
        # By its lease, which is this intent's alone: one of an earlier intent may be on its way on another connection.
        ours = self._mine.filter(Among("pk", ids), state="sending", lease_until=lease)
        moved = set(ours.values_list("pk", flat=True))
        return [copy for copy in copies if copy.pk in moved]

    def _let_go(self, chosen: Chosen, now: datetime) -> int:
        """Holds no more what leaves, what nobody wants any more, and what has to wait; gives how many were skipped."""
        self._pace.pay(self._sending, now)
        gone = {copy.pk for copy in self._sending}
        left = [copy for copy in chosen.copies if copy.pk not in gone]
        skipped = {}
        if left:
            # What was taken back from us may be on its way by another, who noted it: that note stands.
            away = Copy.objects.filter(Among("pk", [copy.pk for copy in left]), state__in=ON_ITS_WAY)
            noted = set(away.values_list("pk", flat=True))
            told.take_back(self._issue_id, [copy for copy in left if copy.pk not in noted])
            skipped = unwanted(self._issue_id, left, self._wants)
            for pk, reason in skipped.items():
                self._mine.filter(pk=pk, state="claimed").update(
                    state="skipped", reply=reason, done_at=now, lease_until=None
                )
            ours = self._mine.filter(pk__in=[copy.pk for copy in left], state="claimed", lease_until__gt=now)
            gone |= {copy.pk for copy in left} - set(ours.values_list("pk", flat=True))
        full = not chosen.copies and len(self._held) >= HELD
        for copy, at in chosen.resting + (chosen.blocked if full else []):
            back = self._mine.filter(pk=copy.pk, state="claimed")
            back.update(state="queued", claimed_by="", lease_until=None, retry_at=at)
            gone.add(copy.pk)
        self._held = [copy for copy in self._held if copy.pk not in gone]
        return len(skipped)

    def _write_results(self, now: datetime) -> Counter[str]:
        """What became of the last few; the sweeper may have called one uncertain meanwhile, and this settles it.

        Of a copy that a person queued again meanwhile it says nothing: that one is no longer this worker's.
        """
        self._pace.heard(self._results, now)
        ended: list[tuple[Addressed, str, Outcome]] = []
        again: list[tuple[Addressed, Outcome]] = []
        for copy, outcome in self._results:
            if outcome.state == "queued" and copy.attempts + 1 < ATTEMPTS:
                again.append((copy, outcome))
            else:
                ended.append((copy, "failed" if outcome.state == "queued" else outcome.state, outcome))
        written, unsent = self._write_ends(ended, now)
        mine = self._mine.filter(state__in=("sending", "uncertain"))
        back = {"state": "queued", "claimed_by": "", "lease_until": None}
        for copy, outcome in again:
            later = {"retry_at": now + growing(60, copy.attempts + 1), "code": outcome.code or None}
            if mine.filter(pk=copy.pk).update(**back, **later, reply=outcome.reply[:LONGEST_REPLY]):
                written["queued"] += 1
                unsent.append(copy)
        for copy in self._untouched:
            unsent += [copy] if mine.filter(pk=copy.pk).update(**back, attempts=F("attempts") - 1) else []
        told.take_back(self._issue_id, unsent)
        return written

    def _write_ends(
        self, ended: Collection[tuple[Addressed, str, Outcome]], now: datetime
    ) -> tuple[Counter[str], list[Addressed]]:
        """In one statement; gives how many came to which end, and those that certainly did not go out."""
        if not ended:
            return Counter(), []
        rows = [
            {"id": copy.pk, "state": state, "code": said.code or None, "reply": said.reply[:LONGEST_REPLY]}
            for copy, state, said in ended
        ]
        at = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            statement = _RESULTS.format(became=_BECAME[connection.vendor])
            cursor.execute(statement, [at, json.dumps(rows), self._name])
            changed = {pk for (pk,) in cursor.fetchall()}
        ours = [(copy, state) for copy, state, _ in ended if copy.pk in changed]
        return Counter(state for _, state in ours), [copy for copy, state in ours if state == "failed"]

    def _forget_results(self, written: Counter[str]) -> None:
        """After the commit, and not before: what was rolled back is written by the next transaction."""
        self.done += written
        self._results, self._untouched = [], []


def _addressed(row: dict[str, Any]) -> Addressed:
    email, key = row.pop("subscriber__email"), row.pop("subscriber__key")
    return Addressed(**row, email=email, key=key, hashes=tuple(hashes(email)))
