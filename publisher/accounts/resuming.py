"""A person lets an account rest, lets it go on, or ends it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts import reasons
from publisher.accounts.coming import doubts, would_go
from publisher.accounts.pausing import ask_what_goes, pause
from publisher.accounts.turns import clock
from publisher.errors import Refusal
from publisher.models import Account, Copy, Delivery, Role, User
from publisher.newsletter import halting
from publisher.rules.marks import ASK, EARLIER
from publisher.states import ENDED_DELIVERY

NOT_YET = ("ready", "publishing", "uncertain")
"""States in which nobody can say yet what became of a delivery that was let go alone."""
IN_TIME = Q(probe__state="waiting") & ~Q(probe__waits_for="tracker")
IN_HAND = Q(probe__state="by_hand") & (Q(probe__sending_at__isnull=False) | Q(probe__checkpoint__has_key=EARLIER))
"""What was sent from here may be there, whatever a person does who took it over: they are asked first."""
COPIES_LEFT = Exists(
    Copy.objects.filter(
        issue__delivery=OuterRef("probe"),
        issue__state="sent",
        issue__delivery__announcement__state="approved",
        state__in=("queued", "claimed", "sending"),
    )
)
TO_BE_SENT_AGAIN = "Something that was sent before and is to be sent again may be live, and only this account can say:"


def rest(account: Account, reason: str, *, by: User | None = None) -> None:
    """Lets nothing more leave through it until somebody resumes it. Raises `Refusal`: no reason, or paused already."""
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may pause an account.", "forbidden")
    if not reason.strip():
        raise Refusal("Say why it is paused: whoever resumes it must know.")
    if not pause(account, reason.strip(), "Resume it when the reason is gone.", kind=reasons.PERSON, by=by):
        known = Account.objects.get(pk=account.pk).pause_reason
        raise Refusal(f"{account} is paused already: {known}", "conflict")
    halting.at_once(account)


def resume(
    account: Account,
    *,
    by: User | None = None,
    first: bool = False,
    forced: str = "",
    shown: Sequence[str | int] | None = None,
) -> int:
    """Takes the pause away, so that what waits may leave in its turn; gives of how many that is so.

    `first`: only the one that goes first, and then the account is paused again with that question (`ask_again`).
    `forced`: why it may go on before the time until which the service blocks it. `shown`: what the person saw, in that
    order (`Next.mark`). What is in doubt is asked about instead of sent again, once it was looked for.
    Raises `Refusal`: not allowed, not paused, blocked still, or the order is another now.
    """
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may resume an account.", "forbidden")
    with transaction.atomic():
        now = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        _refuse_blocked(now, forced)
        _held_still(now)
        ask_about_doubts(now)
        coming = would_go(now)
        if shown is not None and [str(mark) for mark in shown] != [one.mark for one in coming]:
            raise Refusal("What would go first is no longer as you saw it. Look at it again, then decide.", "stale")
        if first and not (coming and coming[0].sure):
            raise Refusal("Nothing waits on it, so nothing can go first. Let everything go.", "conflict")
        waiting = [one.delivery for one in coming]
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
    rows = Delivery.objects.filter(account=account, state__in=(*NOT_YET, "waiting", "paused", "by_hand"))
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def ask_about_doubts(account: Account) -> None:
    """Has a person asked about everything that is in doubt there, which then nothing else sends again.

    In the caller's transaction, which holds the account.
    """
    for doubt in doubts(account).order_by("pk").select_for_update(of=("self",)):
        Delivery.objects.filter(pk=doubt.pk).update(checkpoint=doubt.checkpoint | {ASK: True})


def comes_back(account: Account, by: User | None) -> None:
    """An account that was retired until now: of what is left there nothing goes, or goes again, without a person.

    In the caller's transaction, which holds the account.
    """
    ask_what_goes(account, by)
    ask_about_doubts(account)


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
    settled = alone.exclude(Q(probe__state__in=NOT_YET) | IN_TIME | IN_HAND | COPIES_LEFT)
    for account in settled.select_related("probe__announcement"):
        assert account.probe is not None
        todo = "Look at the account, then let the others go."
        asked += pause(account, _what_became_of(account.probe), todo, kind=reasons.PROBE)
    return asked


def _what_became_of(first: Delivery) -> str:
    """How the one that was let go alone has come to rest. Of what was sent before, that it did not go out *again*."""
    named = f"The first one, {first.announcement.code},"
    if first.state in ("published", "taken_down"):
        return f"{named} went out alone. The others wait for you."
    if first.state == "by_hand":
        return f"{named} was not sent from here: a person posts it by hand. The others wait for you."
    again = " again" if EARLIER in first.checkpoint else ""
    return f"{named} did not go out{again}. {first.waits_note or first.reason}".strip()


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
