"""Who is at it: a worker's claim on an account and one of its deliveries, and the way back from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import Q
from django.utils import timezone

from publisher import workflow
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.turns import anything, next_one
from publisher.models import Account, Delivery
from publisher.quiet import quiet_now

log = structlog.get_logger(__name__)
LOOKED_FOR = "It is looked for by itself. If it stays here: look at the account, then say whether it is there."

OUR_FAULT = "Our own database failed in between; the log says how."


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker holds: the account until the lease ends, and one delivery, by their fences."""

    account: Account
    delivery: Delivery


def held_still(account: Account) -> None:
    """Nobody pauses or resumes it until the caller's transaction ends, which locks no delivery before this.

    Who read that it is paused and paused a delivery once it had been resumed would leave that one behind.
    """
    if connection.features.has_select_for_update:  # in SQLite one transaction writes at a time
        Account.objects.select_for_update().values_list("pk").get(pk=account.pk)


def claim(account_id: int, *, hinted: bool = False) -> Claim | None:
    """Step 2: takes the account and the delivery whose turn it is in one transaction; None if there is nothing to take.

    `hinted`: somebody has just said that something is due, so that is not asked first.
    Nothing is taken in quiet hours, whatever made it ready: a resumed account, a retry, "send again". The account's
    limits are counted in the same transaction; what they keep back waits for its turn.
    """
    now = timezone.now()
    if quiet_now() or not (hinted or anything(account_id, now)):
        return None
    with transaction.atomic():
        account = take_account(account_id)
        if account is None:
            return None
        delivery = next_one(account, now)
        if delivery is None:
            give_back(account)
            return None
        delivery.account = account
        try:
            workflow.move(
                delivery,
                "publishing",
                guard=Q(fence=delivery.fence, sending_at=None),
                fence=delivery.fence + 1,
                lease_until=account.lease_until,
                attempts=delivery.attempts + 1,
                todo="",
                limit="",
                waits_since=None,
                data={"attempt": delivery.attempts + 1},
            )
        except workflow.Moved:
            transaction.set_rollback(True)
            return None
    return Claim(account, delivery)


def in_words(cause: Exception) -> str:
    """What pages say of an error: its own sentence, but never the database's, which is about us and for the log."""
    return OUR_FAULT if isinstance(cause, Error) else str(cause)


def uncertain(delivery: Delivery, reason: str) -> None:
    """From publishing to uncertain; nothing happens if somebody moved it first."""
    _quietly(
        lambda: workflow.move(
            delivery,
            "uncertain",
            guard=Q(fence=delivery.fence),
            reason=reason,
            todo=LOOKED_FOR,
            lease_until=None,
            next_look_at=timezone.now() + timedelta(seconds=settings.LOOK_SECONDS),
        )
    )


def back(claimed: Claim, to: str, reason: str, **fields: Any) -> None:
    """Returns a delivery that this claim holds; nothing happens if somebody moved it first."""
    guard = Q(fence=claimed.delivery.fence)
    _quietly(lambda: workflow.move(claimed.delivery, to, guard=guard, reason=reason, lease_until=None, **fields))


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except workflow.Moved:
        log.info("somebody else moved it first")
