"""Connecting an account from a page: a log-in that may wait for a person, without a request that waits with it.

What is given stays sealed in the database until it worked or its time is over. A password leaves once for each time a
person asked for it; two requests at once are one log-in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from publisher import crypto
from publisher.accounts import passwords
from publisher.accounts.connecting import connect
from publisher.accounts.passwords import AT_IT
from publisher.channels.base import Channel, Session
from publisher.channels.errors import ChannelError, CodeNeeded, ConfirmationNeeded
from publisher.errors import Refusal
from publisher.models import Account, LogIn, Role, User

EXPIRES = timedelta(minutes=15)
"""A code is good for minutes; who comes later begins again."""
CODES = 5
_BUSY = "It is being connected in this moment. Wait a minute, then load the page again."


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it: an account that is connected, or a log-in that waits for a person."""

    account: Account | None = None
    waits: LogIn | None = None


def begin(
    channel: str, name: str, given: dict[str, str], *, by: User | None = None, languages: list[str] | None = None
) -> Entered:
    """Logs in with what is given. Raises `Refusal`, also with what the service said; then nothing is kept.

    An account that is connected under that name stays as it was until this worked.
    """
    _may(by)
    return _enter(_taken(channel, name, by), given, languages, lambda opened: opened.connect())


def import_session(
    channel: str, name: str, given: dict[str, str], session: Session, *, by: User | None = None
) -> Entered:
    """Takes over a session that instagrapi made elsewhere, if it works. Raises `Refusal`."""
    _may(by)
    return _enter(_taken(channel, name, by), given, None, lambda opened: opened.adopt(session))


def go_on(login_id: int, *, code: str = "", seen: str = "", by: User | None = None) -> Entered:
    """Goes on with the code, or after a confirmation in the app, on the same device. Raises `Refusal`.

    `seen` is the `step` of the page that it is sent from: each goes on once, whatever came of it.
    """
    _may(by)
    row = _waiting(login_id, seen)
    if row.needs == "code" and not code.strip():
        raise Refusal("Type the code first.")
    try:
        known = crypto.unseal(row.sealed)
    except crypto.SealBroken:
        drop(login_id, by=by)
        raise Refusal("What was given does not open any more. Begin again.", "conflict") from None
    kept = known["kept"]
    return _enter(row, known["given"], known["languages"], lambda opened: opened.connect_on(kept, code))


def step(row: LogIn) -> str:
    """Which question this is: another one after each time that somebody went on."""
    return row.expires_at.isoformat()


def drop(login_id: int, *, by: User | None = None) -> None:
    """Gives it up and forgets what was given; nothing happens if that was done before."""
    _may(by)
    LogIn.objects.filter(_free(timezone.now()), pk=login_id).exclude(passwords.marks()).delete()


def waiting() -> list[LogIn]:
    """The log-ins that wait for a person, the newest first."""
    return list(LogIn.objects.exclude(needs="").filter(expires_at__gt=timezone.now()).order_by("-id"))


def forget(now: datetime) -> int:
    """Drops those whose time is over, with all that was given; gives how many."""
    return LogIn.objects.filter(_free(now), expires_at__lte=now).delete()[0]


def _enter(
    row: LogIn, given: dict[str, str], languages: list[str] | None, enter: Callable[[Channel], Session]
) -> Entered:
    """Under the row, which this request holds: connects, or keeps what it waits for, or forgets it."""
    keep = False
    try:
        account = connect(row.channel, row.name, given, languages=languages, by=row.by, enter=enter)
        return Entered(account=account)
    except CodeNeeded as cause:
        needs = "confirmation" if isinstance(cause, ConfirmationNeeded) else "code"
        again = row.needs == needs == "code"
        if again and row.tries + 1 >= CODES:
            raise Refusal(f"{cause.reason} That were {CODES} codes. Begin again, with a new one.", "conflict") from None
        keep = True
        return Entered(waits=_kept(row, needs, cause, given, languages, again=again))
    except ChannelError as cause:
        raise Refusal(f"It was not connected. {cause}", "conflict") from None
    finally:
        if not keep:
            LogIn.objects.filter(pk=row.pk).delete()


def _kept(
    row: LogIn, needs: str, cause: CodeNeeded, given: dict[str, str], languages: list[str] | None, *, again: bool
) -> LogIn:
    row.needs, row.reason, row.todo = needs, cause.reason, cause.todo
    row.sealed = crypto.seal({"given": given, "kept": cause.kept, "languages": languages})
    row.tries = row.tries + 1 if again else 0
    row.busy_until, row.expires_at = None, timezone.now() + EXPIRES
    row.save()
    return row


def _taken(channel: str, name: str, by: User | None) -> LogIn:
    """The row of that account, new and held by this request, in place of one that somebody left.

    Of one that a worker left which died, the account keeps the question. Raises `Refusal` while another one is at it.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            passwords.into_a_pause(channel, name, now)
            LogIn.objects.filter(_free(now), channel=channel, name=name).delete()
            return LogIn.objects.create(
                channel=channel, name=name, by=by, busy_until=now + AT_IT, expires_at=now + EXPIRES
            )
    except IntegrityError:
        raise Refusal(_BUSY, "conflict") from None


def _waiting(login_id: int, seen: str) -> LogIn:
    """The row that waits, now held by this request, at another `step`.

    Raises `Refusal`: its time is over, another request is at it, or went on from there before.
    """
    now = timezone.now()
    here: Any = LogIn.objects.filter(pk=login_id, expires_at__gt=now).exclude(needs="")
    if not here.exists():
        raise Refusal("That log-in is over: it was given up, it worked, or it waited too long. Begin again.", "missing")
    if seen and seen not in map(step, here):
        raise Refusal("This was sent before. What stands here now came of it.", "stale")
    if not here.filter(_free(now)).update(busy_until=now + AT_IT, expires_at=now + EXPIRES):
        raise Refusal(_BUSY, "conflict")
    return LogIn.objects.select_related("by").get(pk=login_id)


def _free(now: datetime) -> Q:
    return Q(busy_until=None) | Q(busy_until__lte=now)


def _may(by: User | None) -> None:
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may connect an account.", "forbidden")
