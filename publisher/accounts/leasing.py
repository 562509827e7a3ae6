"""One writer per account: whoever sends something there, or asks it something, holds its lease."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from publisher.models import Account


def take_account(account_id: int, *, resting: bool = False) -> Account | None:
    """Makes the caller the account's one writer until the lease ends; None if another is, or it is paused or retired.

    `resting`: also then, for a person who asks it something.
    """
    now = timezone.now()
    free = Account.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=account_id)
    wanted = free if resting else free.filter(paused_at=None, retired_at=None)
    taken = wanted.update(lease_until=now + timedelta(seconds=settings.LEASE_SECONDS), fence=F("fence") + 1)
    return Account.objects.get(pk=account_id) if taken else None


def give_back(account: Account) -> None:
    """Ends the lease, if it is still this worker's."""
    Account.objects.filter(pk=account.pk, fence=account.fence).update(lease_until=None)
