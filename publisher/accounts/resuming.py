"""A person lets an account rest, lets it go on, or ends it."""

from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts.opening import pause
from publisher.errors import Refusal
from publisher.models import Account, Delivery, Role, User


def rest(account: Account, reason: str, *, by: User | None = None) -> None:
    """Lets nothing more leave through it until somebody resumes it. Raises `Refusal`: no reason, or paused already."""
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may pause an account.", "forbidden")
    if not reason.strip():
        raise Refusal("Say why it is paused: whoever resumes it must know.")
    if not pause(account, reason.strip(), "Resume it when the reason is gone.", by=by):
        known = Account.objects.get(pk=account.pk).pause_reason
        raise Refusal(f"{account} is paused already: {known}", "conflict")


def resume(account: Account, *, by: User | None = None) -> int:
    """Takes the pause away and makes its paused deliveries ready again; gives how many. Raises `Refusal`."""
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may resume an account.", "forbidden")
    with transaction.atomic():
        if not Account.objects.filter(pk=account.pk, paused_at__isnull=False).update(
            paused_at=None, pause_reason="", todo=""
        ):
            raise Refusal(f"{account} is not paused.", "conflict")
        workflow.tell(account, "resumed", by=by)
        paused = list(Delivery.objects.filter(account=account, state="paused").select_for_update())
        for delivery in paused:
            workflow.move(delivery, "ready", by=by, reason="", todo="")
        nudge.send("publish", account.pk)
    return len(paused)


def retire(account: Account, reason: str, *, by: User | None = None) -> None:
    """Ends it: nothing is planned for it or leaves through it, until it is connected again. Raises `Refusal`.

    Not while something is being sent or in doubt, which only this account can be asked about.
    """
    if by and not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may retire an account.", "forbidden")
    if not reason.strip():
        raise Refusal("Say why it is retired.")
    open_ones = Delivery.objects.filter(account=account, state__in=["publishing", "uncertain"])
    with transaction.atomic():
        if open_ones.exists():
            raise Refusal(f"Something on {account} is being sent or in doubt. Settle that first.", "conflict")
        if not Account.objects.filter(pk=account.pk, retired_at=None, lease_until=None).update(
            retired_at=timezone.now()
        ):
            raise Refusal(f"{account} is retired already, or at work in this moment.", "conflict")
        workflow.tell(account, "retired", by=by, data={"reason": reason.strip()})
