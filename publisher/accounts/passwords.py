"""No worker sends a stored password a second time by itself: what is put down before it leaves outlives the worker.

The mark is a log-in of the account (`LogIn`) that does not expire. It is taken away by whatever came of it; one that is
found was left by a worker that died, and then a person is asked.
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher.channels.errors import NeedsHuman, TryLater
from publisher.models import Account, LogIn

AT_IT = timedelta(minutes=2)
"""No log-in takes longer; of whoever is at it for longer nobody knows what became."""
_NO_END = datetime(9000, 1, 1, tzinfo=UTC)


def about_to_leave(account: Account) -> None:
    """Puts down, committed, that the password leaves now.

    Raises NeedsHuman if it may have left before without anybody knowing what came of it, and TryLater while a person
    connects the account.
    """
    now = timezone.now()
    try:
        with transaction.atomic(durable=True):
            LogIn.objects.create(channel=account.channel, name=account.name, busy_until=now + AT_IT, expires_at=_NO_END)
    except IntegrityError:
        if _somebody_is_at_it(account, now):
            raise TryLater("Somebody is connecting it in this moment.", AT_IT) from None
        raise NeedsHuman(
            "A log-in broke off after the password may have been sent, and nobody knows what came of it.",
            "It is not sent again by itself. Look into the Instagram app, then connect the account again or resume it.",
            "broke_off",
        ) from None


def known(account: Account) -> None:
    """Takes the mark away: what came of the password is stored now, in the account. Not that of a newer worker."""
    if Account.objects.filter(pk=account.pk, fence=account.fence).exists():
        LogIn.objects.filter(channel=account.channel, name=account.name, expires_at=_NO_END).delete()


def _somebody_is_at_it(account: Account, now: datetime) -> bool:
    """A person: a request of theirs is under way, or their log-in waits for a code or a confirmation."""
    row = LogIn.objects.filter(channel=account.channel, name=account.name).exclude(expires_at=_NO_END).first()
    return row is not None and (bool(row.needs) or (row.busy_until is not None and row.busy_until > now))
