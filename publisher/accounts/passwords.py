"""No worker sends a stored password a second time by itself: what is put down before it leaves outlives the worker.

The mark is a log-in of the account (`LogIn`) that does not expire. The worker that put it down takes it away, once what
came of it is stored, or any log-in or session that worked. One that is found was left by a worker that died: the
account is paused with that question, and only a person who resumes it answers that.
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.channels.errors import NeedsHuman, TryLater
from publisher.models import Account, LogIn

AT_IT = timedelta(minutes=2)
"""No log-in takes longer; of whoever is at it for longer nobody knows what became."""
BROKE_OFF = "A log-in broke off after the password may have been sent, and nobody knows what came of it."
KIND = "broke_off"
_TODO = "It is not sent again by itself. Look into the Instagram app, then connect the account again or resume it."
_NO_END = datetime(9000, 1, 1, tzinfo=UTC)


def about_to_leave(account: Account) -> None:
    """Puts down, committed, that the password leaves now.

    Raises NeedsHuman if it may have left before without anybody knowing what came of it, and TryLater while a person
    connects the account.
    """
    now = timezone.now()
    try:
        with transaction.atomic(durable=True):
            LogIn.objects.create(
                channel=account.channel,
                name=account.name,
                busy_until=now + AT_IT,
                expires_at=_NO_END,
                reason=_whose(account),
            )
    except IntegrityError:
        if _somebody_is_at_it(account, now):
            raise TryLater("Somebody is connecting it in this moment.", AT_IT) from None
        raise NeedsHuman(BROKE_OFF, _TODO, KIND) from None


def known(account: Account, *, own: bool = False) -> None:
    """Takes the mark away: what came of the password is stored now, in the account. Not that of a newer worker.

    `own`: only the one that this worker put down. What stopped it says nothing of the log-in of one that died before.
    """
    if Account.objects.filter(pk=account.pk, fence=account.fence).exists():
        here = LogIn.objects.filter(channel=account.channel, name=account.name, expires_at=_NO_END)
        (here.filter(reason=_whose(account)) if own else here).delete()


def into_a_pause(channel: str, name: str, now: datetime) -> None:
    """A person connects the account: the mark of a worker that died makes room, and the account is paused instead.

    What they give may not work, or never be sent: that says nothing of the password that may have left before. In the
    caller's transaction.
    """
    account = Account.objects.select_for_update().filter(channel=channel, name=name).first()
    dead = LogIn.objects.filter(channel=channel, name=name, expires_at=_NO_END, busy_until__lte=now)
    if account and dead.exists():
        pause(account, BROKE_OFF, _TODO, kind=KIND)
        dead.delete()


def marks() -> Q:
    """The marks among the log-ins: no person's, and for none to give up."""
    return Q(expires_at=_NO_END)


def _whose(account: Account) -> str:
    """The worker that put it down, by its fence."""
    return f"fence {account.fence}"


def _somebody_is_at_it(account: Account, now: datetime) -> bool:
    """A person: a request of theirs is under way, or their log-in waits for a code or a confirmation."""
    row = LogIn.objects.filter(channel=account.channel, name=account.name).exclude(expires_at=_NO_END).first()
    return row is not None and (bool(row.needs) or (row.busy_until is not None and row.busy_until > now))
