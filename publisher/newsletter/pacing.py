"""Who may be mailed now: rates of the relay and of recipients' domains, and domains that want a rest.

The rows are shared by all workers and outlive them. They are locked by the transaction that writes the intent, and paid
for the copies that it moves: what a worker that dies had paid for is not given back.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from publisher.models import MailRate
from publisher.newsletter.backends import SMTP, label
from publisher.newsletter.handing import Addressed
from publisher.newsletter.outcomes import Outcome
from publisher.rules import pacing
from publisher.rules.timing import growing

BURST = 5
"""Answers of "not now" (4xx) one after the other, of one domain, until it is left alone for a while."""
FIRST_REST = 60.0
REMEMBERED = timedelta(days=1)
GLANCE = timedelta(seconds=1)
"""So late it is seen that another worker let a domain rest."""


@dataclass(slots=True)
class Chosen:
    """`copies` may leave now; `blocked` at their times, by their domain's rate; `resting` when that has rested.

    `resume`: when the next may leave, if none may now. `short`: more could leave than there were.
    """

    copies: list[Addressed] = field(default_factory=list)
    blocked: list[tuple[Addressed, datetime]] = field(default_factory=list)
    resting: list[tuple[Addressed, datetime]] = field(default_factory=list)
    resume: datetime | None = None
    short: bool = False


class Pace:
    """The rates of the settings, for one run of the drain."""

    def __init__(self) -> None:
        by_smtp = settings.MAIL_BACKEND == SMTP
        name = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if by_smtp else label(settings.MAIL_BACKEND)
        self._relay = f"relay {name}"
        self._speeds = pacing.domain_rates(settings.MAIL_DOMAIN_RATES)
        if settings.MAIL_RATE:
            self._speeds[self._relay] = pacing.rate(settings.MAIL_RATE)
        self._full_at: dict[str, datetime] = {}
        self._rests: dict[str, datetime] = {}
        self._looked_at: datetime | None = None
        self._refusals: Counter[str] = Counter()
        if self._speeds:
            rows = [MailRate(bucket=name) for name in self._speeds]
            MailRate.objects.bulk_create(rows, ignore_conflicts=True)

    def choose(self, copies: Sequence[Addressed], most: int, now: datetime) -> Chosen:
        """At most so many of them that may leave, in order. Runs in the intent's transaction."""
        self._look(now)
        limits = {name: pacing.ready(self._full_at[name], now, speed) for name, speed in self._speeds.items()}
        chosen, turns = Chosen(), Counter[str]()
        most = min(most, limits.get(self._relay, most))
        if most == 0:
            chosen.resume = pacing.due(self._full_at[self._relay], now, self._speeds[self._relay], 1)
            return chosen
        for copy in copies:
            domain = copy.domain
            if (rest := self._rests.get(domain)) and rest > now:
                chosen.resting.append((copy, rest))
                continue
            turns[domain] += 1
            if turns[domain] <= limits.get(domain, most):
                chosen.copies.append(copy)
                if len(chosen.copies) == most:
                    break
            else:
                at = pacing.due(self._full_at[domain], now, self._speeds[domain], turns[domain])
                chosen.blocked.append((copy, at))
        chosen.short = len(chosen.copies) < most
        chosen.resume = min((at for _, at in chosen.blocked), default=None)
        return chosen

    def pay(self, copies: Iterable[Addressed], now: datetime) -> None:
        """These leave. In the transaction of `choose`."""
        leaving = Counter(copy.domain for copy in copies) if self._speeds else Counter[str]()
        leaving[self._relay] = leaving.total()
        for name, speed in self._speeds.items():
            if leaving[name]:
                full_at = self._full_at[name] = pacing.paid(self._full_at[name], now, speed, leaving[name])
                MailRate.objects.filter(bucket=name).update(full_at=full_at)

    def heard(self, results: Iterable[tuple[Addressed, Outcome]], now: datetime) -> None:
        """Lets a domain rest that answers "not now" again and again, each time longer, until it takes a mail."""
        for copy, outcome in results:
            domain = copy.domain
            if outcome.state == "sent":
                self._refusals.pop(domain, None)
                if self._rests.pop(domain, None):
                    MailRate.objects.filter(bucket=domain).update(rests_until=None, rests=0)
            elif outcome.state == "queued" and outcome.code // 100 == 4:
                self._refusals[domain] += 1
                if self._refusals[domain] == BURST:
                    del self._refusals[domain]
                    self._rest(domain, now)

    def _rest(self, domain: str, now: datetime) -> None:
        row = MailRate.objects.select_for_update().get_or_create(bucket=domain)[0]
        if row.rests_until is None or row.rests_until <= now:
            row.rests_until, row.rests = now + growing(FIRST_REST, row.rests), row.rests + 1
            row.save(update_fields=["rests_until", "rests"])
            self._rests[domain] = row.rests_until

    def _look(self, now: datetime) -> None:
        """Reads the rows: those with a rate each time, and locks them; who rests, once in a while."""
        if self._looked_at is None or now - self._looked_at >= GLANCE:
            rested = MailRate.objects.filter(rests_until__isnull=False).values_list("bucket", "rests_until")
            self._rests, self._looked_at = {name: until for name, until in rested if until}, now
        if self._speeds:
            rows = MailRate.objects.select_for_update().filter(bucket__in=self._speeds).order_by("bucket")
            self._full_at = dict.fromkeys(self._speeds, now) | {row.bucket: row.full_at or now for row in rows}


def forget(now: datetime) -> int:
    """Drops the domains whose rest is long over, but not those with a rate; gives how many."""
    return MailRate.objects.filter(full_at=None, rests_until__lt=now - REMEMBERED).delete()[0]
