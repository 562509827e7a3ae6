"""An account is paused: by what its service answered, by refusals that add up, or by a person."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
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

    Then that pause says this too, unless it is a reason of our own: whoever resumes it must know both. Approvers are
    told once of a pause that nobody asked for: not again while it lasts, again when a new one begins.
    """
    now = timezone.now()
    rest = reasons.rest(kind)
    until = now + rest if rest else None
    with transaction.atomic():
        paused = Account.objects.filter(pk=account.pk, paused_at=None).update(
            paused_at=now, pause_reason=reason, pause_kind=kind, todo=todo, blocked_until=until, probe=None
        )
        if paused:
            workflow.tell(account, "paused", by=by, data={"reason": reason})
        elif kind in reasons.OURS or not _says_too(account, reason, todo, kind, until):
            return False
        if by is None and kind != reasons.PERSON:
            notices.tell_paused(Account.objects.get(pk=account.pk))
    return bool(paused)


def _says_too(account: Account, reason: str, todo: str, kind: str, until: datetime | None) -> bool:
    """A pause that lasts says what else the service wants, and until when; False where it says so already.

    The steps are those of what came last; a block that was known lasts as long as it did.
    """
    now = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    known = reason in now.pause_reason or bool(kind and kind == now.pause_kind)
    longer = until is not None and (now.blocked_until or until) <= until
    if known and not longer:
        return False
    told: dict[str, Any] = {"blocked_until": until} if longer else {}
    if not known:
        told |= {
            "pause_reason": f"{now.pause_reason} {reason}",
            "todo": f"{now.todo} {todo}".strip(),
            "pause_kind": kind,
        }
    Account.objects.filter(pk=now.pk).update(**told)
    workflow.tell(now, "blocked" if longer else "paused", data={"reason": reason})
    return True


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
    """The service took something: what it refused before no longer counts. `account` as its one writer has read it."""
    if account.refusals:
        Account.objects.filter(pk=account.pk).update(refusals=0)
