"""A person lets an account rest, and lets it go on."""

from django.db import transaction

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
