"""A person has something tried now: what was given up after its last attempt, or what waits for its next one.

It needs no new approval, because it goes out as it was approved. What the service refused is not tried again unchanged.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts.opening import NEWSLETTER
from publisher.errors import Refusal
from publisher.models import Delivery, Role, User
from publisher.planning import go_on
from publisher.unsent import was_given_up


def why_not(delivery: Delivery) -> str:
    """Why a person cannot have it tried now, in a sentence; empty if they can."""
    announcement, now = delivery.announcement, timezone.now()
    waits = delivery.state == "ready" and delivery.attempts > 0 and not delivery.limit and delivery.not_before > now
    if delivery.account.channel == NEWSLETTER or not (waits or was_given_up(delivery)):
        return "Nothing of it waits to be tried again. Look at it again."
    if announcement.state != "approved" or announcement.revision_id != delivery.revision_id:
        return "What it would say is not what is approved now. Put it back into review, or stop it."
    if delivery.account.paused_at or delivery.account.retired_at:
        return f"{delivery.account} is paused or retired. It goes out when an approver lets the account go on."
    return ""


def try_now(delivery_id: int, *, by: User) -> Delivery:
    """Lets it leave in its turn, from now on; what was given up gets all its attempts anew. Raises `Refusal`."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may have it tried again.", "forbidden")
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).select_related("account", "announcement")
        delivery = rows.filter(pk=delivery_id).first()
        if delivery is None:
            raise Refusal(f"There is no delivery {delivery_id}.", "missing")
        if why := why_not(delivery):
            raise Refusal(why, "conflict")
        now = timezone.now()
        if delivery.state == "ready":
            Delivery.objects.filter(pk=delivery.pk).update(not_before=now)
        else:
            guard = Q(fence=delivery.fence)
            workflow.move(delivery, "ready", by=by, guard=guard, reason="", todo="", attempts=0, not_before=now)
            go_on(delivery, by)
        workflow.tell(delivery, "try_now", by=by)
        nudge.send("publish", delivery.account_id)
    return delivery
