"""A person lets an account rest, lets it go on, or ends it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts import reasons
from publisher.accounts.pausing import ask_what_goes, pause
from publisher.accounts.turns import clock, in_turn
from publisher.errors import Refusal
from publisher.manifest import title_of
from publisher.models import Account, Delivery, Role, User
from publisher.rules.attempts import hand_of
from publisher.rules.marks import ASK, EARLIER
from publisher.states import ENDED_DELIVERY

NOT_YET = ("ready", "publishing", "uncertain")
"""States in which nobody can say yet what became of a delivery that was let go alone."""
TO_BE_SENT_AGAIN = "Something that was sent before and is to be sent again may be live, and only this account can say:"
RESTING = Q(state="paused", issue__state="paused")
"""A mailing that a person paused by itself: it goes on when a person says so of it."""


@dataclass(frozen=True, slots=True)
class Next:
    """One delivery that would go out after a resume: of what, about whom, which act, and since when it waits.

    `hand`: who has opened it to post it by hand, if anybody.
    """

    delivery: int
    announcement: int
    code: str
    names: str
    act: str
    since: datetime
    hand: str = ""


def rest(account: Account, reason: str, *, by: User | None = None) -> None:
    """Lets nothing more leave through it until somebody resumes it. Raises `Refusal`: no reason, or paused already."""
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may pause an account.", "forbidden")
    if not reason.strip():
        raise Refusal("Say why it is paused: whoever resumes it must know.")
    if not pause(account, reason.strip(), "Resume it when the reason is gone.", kind=reasons.PERSON, by=by):
        known = Account.objects.get(pk=account.pk).pause_reason
        raise Refusal(f"{account} is paused already: {known}", "conflict")


def would_go(account: Account) -> list[Next]:
    """What would go out through it, in turn. The tracker is still asked about each right before it leaves."""
    rows = in_turn(Delivery.objects.filter(account=account, state__in=("ready", "paused")).exclude(RESTING))
    return [_next(row, row.planned_at) for row in rows.select_related("announcement", "revision")]


def in_doubt(account: Account) -> list[Next]:
    """What was sent and may be there, `since` when. After a resume it is looked for, and never sent again by that."""
    rows = _doubts(account).select_related("announcement", "revision").order_by("sending_at", "id")
    found = list(rows)
    hands = {
        row.pk: hand_of(row.checkpoint)["by"] for row in found if row.state == "by_hand" and hand_of(row.checkpoint)
    }
    people = User.objects.in_bulk(hands.values()) if hands else {}
    return [_next(row, row.sending_at or row.planned_at, str(people.get(hands.get(row.pk), ""))) for row in found]


def resume(
    account: Account,
    *,
    by: User | None = None,
    first: bool = False,
    forced: str = "",
    shown: list[int] | None = None,
) -> int:
    """Takes the pause away, so that what waits may leave in its turn; gives how many deliveries that lets go.

    `first`: only the one that goes first, and then the account is paused again with that question (`ask_again`).
    `forced`: why it may go on before the time until which the service blocks it. `shown`: the deliveries in the order
    in which the person saw them. What is in doubt is asked about instead of sent again, once it was looked for.
    Raises `Refusal`: not allowed, not paused, blocked still, or the order is another now.
    """
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may resume an account.", "forbidden")
    with transaction.atomic():
        now = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        _refuse_blocked(now, forced)
        _held_still(now)
        ask_about_doubts(now)
        waiting = [one.delivery for one in would_go(now)]
        if shown is not None and shown != waiting:
            raise Refusal("What would go first is no longer as you saw it. Look at it again, then decide.", "stale")
        if first and not waiting:
            raise Refusal("Nothing waits on it, so nothing can go first. Let everything go.", "conflict")
        probe = waiting[0] if first else None
        Account.objects.filter(pk=now.pk).update(
            paused_at=None, pause_reason="", pause_kind="", todo="", blocked_until=None, probe=probe
        )
        told = {"first": probe} if probe else {}
        workflow.tell(account, "resumed", by=by, data=told, personal={"reason": forced.strip()} if forced else None)
        going = waiting[:1] if first else waiting
        for delivery in (
            Delivery.objects.filter(pk__in=going, state="paused").order_by("pk").select_for_update(of=("self",))
        ):
            workflow.move(delivery, "ready", by=by, reason="", todo="")
        nudge.send("publish", account.pk)
    return len(going)


def _held_still(account: Account) -> None:
    """Locks what waits and what is in doubt in one statement: no row goes from one to the other between two reads."""
    rows = Delivery.objects.filter(account=account, state__in=(*NOT_YET, "paused", "by_hand"))
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def ask_about_doubts(account: Account) -> None:
    """Has a person asked about everything that is in doubt there, which then nothing else sends again.

    In the caller's transaction, which holds the account.
    """
    for doubt in _doubts(account).order_by("pk").select_for_update(of=("self",)):
        Delivery.objects.filter(pk=doubt.pk).update(checkpoint=doubt.checkpoint | {ASK: True})


def comes_back(account: Account, by: User | None) -> None:
    """An account that was retired until now: of what is left there nothing goes, or goes again, without a person.

    In the caller's transaction, which holds the account.
    """
    ask_what_goes(account, by)
    ask_about_doubts(account)


def _doubts(account: Account) -> QuerySet[Delivery]:
    """What may be live without anybody knowing, also in a person's hands; of mails `pipeline/copies.py` asks."""
    sent = Q(state="uncertain") | Q(state__in=("publishing", "by_hand"), sending_at__isnull=False)
    return Delivery.objects.filter(sent, account=account).exclude(act="mail")


def _next(row: Delivery, since: datetime, hand: str = "") -> Next:
    made = row.announcement
    return Next(row.pk, made.pk, made.code, title_of(row.revision.manifest), row.act, since, hand)


def _refuse_blocked(account: Account, forced: str) -> None:
    if account.paused_at is None:
        raise Refusal(f"{account} is not paused.", "conflict")
    if account.blocked_until and account.blocked_until > timezone.now() and not forced.strip():
        until = clock(account.blocked_until)
        raise Refusal(
            f"{account} is blocked until {until}: {account.pause_reason} Wait, or say why it must go on now.",
            "conflict",
        )


def ask_again() -> int:
    """Pauses each account again whose first one was let go alone, once that has come to rest; gives how many."""
    asked = 0
    alone = Account.objects.filter(paused_at=None, retired_at=None, probe__isnull=False)
    if not alone.exists():
        return 0
    for account in alone.exclude(probe__state__in=NOT_YET).select_related("probe__announcement"):
        probe = account.probe
        assert probe is not None
        code = probe.announcement.code
        if probe.state in ("published", "taken_down"):
            reason = f"The first one, {code}, went out alone. The others wait for you."
        else:
            reason = f"The first one, {code}, did not go out. {probe.waits_note or probe.reason}".strip()
        asked += pause(account, reason, "Look at the account, then let the others go.", kind=reasons.PROBE)
    return asked


def retire(account: Account, reason: str, *, by: User | None = None) -> None:
    """Ends it: nothing is planned for it or leaves through it, until it is connected again. Raises `Refusal`.

    Not while something is being sent or in doubt, which only this account can be asked about; what a person took over
    from a doubt still is, and so is what was sent before and is to be sent again.
    """
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may retire an account.", "forbidden")
    if not reason.strip():
        raise Refusal("Say why it is retired.")
    before = Q(checkpoint__has_key=EARLIER) & ~Q(state__in=ENDED_DELIVERY)
    doubtful = Q(state__in=["publishing", "uncertain"]) | Q(state="by_hand", sending_at__isnull=False)
    sent = Delivery.objects.filter(before, account=account)
    open_ones = Delivery.objects.filter(doubtful, account=account)
    with transaction.atomic():
        if open_ones.exists():
            raise Refusal(f"Something on {account} is being sent or in doubt. Settle that first.", "conflict")
        if sent.exists():
            raise Refusal(
                f"{TO_BE_SENT_AGAIN} {account}. Settle that first: stop it, then it is looked for.", "conflict"
            )
        if not Account.objects.filter(pk=account.pk, retired_at=None, lease_until=None).update(
            retired_at=timezone.now()
        ):
            raise Refusal(f"{account} is retired already, or at work in this moment.", "conflict")
        workflow.tell(account, "retired", by=by, data={"reason": reason.strip()})
