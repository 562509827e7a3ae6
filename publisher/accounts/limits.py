"""How often an account may post, and how often it did: by its own stamps, those in doubt included, and by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Account, Delivery, Role, User
from publisher.quiet import opens
from publisher.rules.attempts import posted_at
from publisher.rules.limits import DAY, HOUR, UNLIMITED, Limits, by_channel, lower, read, turn
from publisher.rules.marks import EARLIER, HAND

OWN, QUOTA = "own", "quota"
"""In `Account.limits`: what an admin set for this account, as text; and what the service allows a day, as it said."""

COUNTED = ("post", "story", "edit")
"""Acts that the limits are about: what goes out, and another caption, which is one more thing that a program does.

A comment goes with its post, and taking down needs no turn.
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Posts, stories and new captions of the last 60 minutes and 24 hours beside their limits (None: unlimited).

    `next_at`: the first moment, from now on, at which one more may leave; never in quiet hours.
    """

    hour: int
    per_hour: int | None
    day: int
    per_day: int | None
    next_at: datetime


def limits_of(account: Account) -> Limits:
    """Its own where they are set, else its channel's; of two numbers a day, its own and the service's, the lower."""
    common = by_channel(settings.LIMITS).get(account.channel, UNLIMITED)
    return lower(read(account.limits.get(OWN, ""), common), account.limits.get(QUOTA))


def sends(account: Account, now: datetime) -> list[datetime]:
    """When it posted within the last day, or gave a post another caption, or perhaps did; also by a person's hand.

    A stamp counts whatever became of it, also after a person called it absent. What a worker has claimed and not
    stamped yet counts as sent now: its stamp may come a moment after we looked.
    """
    mine, since = Delivery.objects.filter(account=account, act__in=COUNTED), now - DAY
    resting = Q(sending_at=None) & ~Q(state="stopped") & Q(checkpoint__has_key=EARLIER)
    opened = Q(published_at=None) & Q(checkpoint__has_key=HAND)
    rows = mine.filter(Q(sending_at__gt=since) | Q(published_at__gt=since) | resting | opened)
    told = rows.values_list("sending_at", "published_at", "checkpoint")
    at_it = mine.filter(Q(lease_until__gt=now), state="publishing", sending_at=None).count()
    return [at for row in told for at in posted_at(*row) if at > since] + [now] * at_it


def allowance(account: Account, now: datetime) -> Allowance:
    """What the account may still send, as things stand at `now`."""
    limits, sent = limits_of(account), sends(account, now)
    return Allowance(
        hour=sum(at > now - HOUR for at in sent),
        per_hour=limits.per_hour,
        day=len(sent),
        per_day=limits.per_day,
        next_at=opens(turn(sent, limits, now).at),
    )


def told_quota(account: Account, per_day: int | None) -> None:
    """Keeps how many posts a day the service allows the account, if it has said so."""
    if per_day is not None and account.limits.get(QUOTA) != per_day:
        _keep(account, {QUOTA: per_day})


def set_own(account: Account, text: str, *, by: User | None = None) -> Limits:
    """Gives the account limits of its own, such as `2/hour 8/day`, or takes them away (`default`): gives what holds.

    Raises `Refusal`: not allowed, or no limits.
    """
    if by and not by.may(Role.ADMIN):
        raise Refusal("Only an admin may change an account's limits.", "forbidden")
    own = "" if text.strip().casefold() == "default" else text.strip()
    try:
        read(own)
    except ValueError as cause:
        raise Refusal(str(cause)) from None
    with transaction.atomic():
        _keep(account, {OWN: own})
        workflow.tell(account, "limited", by=by, data={"limits": own or "default"})
    return limits_of(account)


def _keep(account: Account, known: dict[str, Any]) -> None:
    """Under a lock: a worker and a person may write at once, each its own part."""
    with transaction.atomic():
        now = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        account.limits = now.limits | known
        Account.objects.filter(pk=account.pk).update(limits=account.limits)
