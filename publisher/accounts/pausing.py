"""An account is paused: by what its service answered, by refusals that add up, or by a person."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import notices, workflow
from publisher.accounts import reasons
from publisher.channels.errors import ChannelError, wish
from publisher.models import Account, User

MANY = 3
"""Refusals in a row that pause an account. One may be the fault of a picture or a text, and a second that of its
translation or its story, which hold the same. Three in a row, whatever was sent, are about the account; and Instagram
takes longer and longer breaks from accounts that go on."""


def pause(account: Account, reason: str, todo: str, *, kind: str = "", by: User | None = None) -> bool:
    """Lets nothing more leave through this account until somebody resumes it; False if it is paused already.

    Approvers are told once of a pause that nobody asked for: not again while it lasts, again when a new one begins.
    """
    now = timezone.now()
    rest = reasons.rest(kind)
    until = now + rest if rest else None
    with transaction.atomic():
        paused = Account.objects.filter(pk=account.pk, paused_at=None).update(
            paused_at=now, pause_reason=reason, pause_kind=kind, todo=todo, blocked_until=until, probe=None
        )
        if not paused:
            _longer(account, reason, todo, kind, until)
            return False
        workflow.tell(account, "paused", by=by, data={"reason": reason})
        if by is None and kind != reasons.PERSON:
            notices.tell_paused(Account.objects.get(pk=account.pk))
    return True


def pause_also(account: Account, reason: str, todo: str, *, kind: str) -> None:
    """Pauses it; if it is paused already, that pause says this too: whoever resumes it must know both."""
    if pause(account, reason, todo, kind=kind):
        return
    with transaction.atomic():
        now = Account.objects.select_for_update().get(pk=account.pk)
        if reason not in now.pause_reason:
            both = {"pause_reason": f"{now.pause_reason} {reason}", "todo": f"{now.todo} {todo}"}
            Account.objects.filter(pk=now.pk).update(**both)
            workflow.tell(now, "paused", data={"reason": reason})


def stop(account: Account, cause: Exception) -> bool:
    """Pauses it if its service, or the way to it, wants a person: whether something was sent or only looked at."""
    human = wish(cause)
    return human is not None and pause(account, human.reason, human.todo, kind=human.kind)


def count(account: Account, cause: ChannelError) -> bool:
    """Counts an answer of no from the service; True if that was one too many and the account is paused now.

    The count is the account's, not a delivery's, and outlives restarts and resumes: only a success ends it
    (`accepted`), so that after a resume the next refusal pauses at once.
    """
    if not cause.refusal:
        return False
    Account.objects.filter(pk=account.pk).update(refusals=F("refusals") + 1)
    refused = Account.objects.get(pk=account.pk).refusals
    if refused < MANY:
        return False
    reason = f"It was refused {refused} times in a row. The last time: {cause}"
    return pause(account, reason, "Read what it said of each of them.", kind=reasons.REFUSALS)


def ask_what_goes(account: Account, by: User | None) -> None:
    """Pauses an account that was retired until now, if anything waits there: nobody has seen that this would go.

    It was approved before the account ended, perhaps long ago.
    """
    if account.deliveries.filter(state__in=("waiting", "ready", "paused")).exists():
        reason = "It was retired, and what was to go out before that waits still."
        pause(account, reason, "Look at what would go first, then let it go.", kind=reasons.RETIRED, by=by)
        account.refresh_from_db()


def accepted(account: Account) -> None:
    """The service took something: what it refused before no longer counts."""
    Account.objects.filter(pk=account.pk, refusals__gt=0).update(refusals=0)


def _longer(account: Account, reason: str, todo: str, kind: str, until: datetime | None) -> None:
    """A pause that was for less becomes this one: who resumes it must know until when it is blocked."""
    if until is None:
        return
    known = Q(blocked_until=None) | Q(blocked_until__lt=until)
    if Account.objects.filter(known, pk=account.pk).update(
        pause_reason=reason, pause_kind=kind, todo=todo, blocked_until=until
    ):
        workflow.tell(account, "blocked", data={"reason": reason})
