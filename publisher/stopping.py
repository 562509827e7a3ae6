"""Stopping what has not gone out, and what nobody knows of: that is stopped once it is known not to be there."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.claims import LOOKED_FOR
from publisher.models import Announcement, Delivery, Issue, Revision, TakeDown, User
from publisher.rules.attempts import in_doubt_again
from publisher.rules.marks import EARLIER, HAND, SAID_ABSENT, UNWANTED
from publisher.states import ENDED_DELIVERY, STOPPABLE
from publisher.truth.contradicted import UNDER_WAY
from publisher.truth.hold import STILL

SENT_BEFORE = "It was sent before, and was to be sent again when it was stopped: the first may be live."
ONCE_KNOWN = "If it is not there it is not sent. If it is there, it needs a look."
LIVE_TODO = "Take it down, or let it stand and say why."


def stop_the_rest(announcement: Announcement, by: User, reason: str) -> int:
    """Stops every delivery that has not been sent; gives how many. In the caller's transaction.

    What was sent and is in doubt counts too: it keeps the wish, and is stopped once it is known not to be there.
    """
    rest = list(announcement.deliveries.exclude(state__in=ENDED_DELIVERY).order_by("pk").select_for_update())
    for delivery in rest:
        if delivery.sending_at is None and delivery.state in STOPPABLE and not _in_hand_and_sent(delivery):
            stop_one(delivery, by, reason)
        else:
            kept = delivery.checkpoint | {UNWANTED: reason}
            Delivery.objects.filter(pk=delivery.pk).update(checkpoint=kept, todo=ONCE_KNOWN)
            workflow.tell(delivery, "unwanted", by=by, personal={"reason": reason})
    return len(rest)


def sent_before(delivery: Delivery) -> bool:
    """Whether it was sent, called absent by a person, and is not known to be live: then it may be, as long as it rests.

    A stamp says the same of what is in doubt.
    """
    return EARLIER in delivery.checkpoint and delivery.state not in ENDED_DELIVERY


def in_doubt(delivery: Delivery) -> bool:
    """Whether nobody knows if it is live: it is being sent, its answer was lost, or it was to be sent again."""
    stamped = delivery.sending_at is not None and delivery.state in ("publishing", "uncertain", "by_hand")
    return stamped or sent_before(delivery)


def _in_hand_and_sent(delivery: Delivery) -> bool:
    return delivery.state == "by_hand" and HAND in delivery.checkpoint and sent_before(delivery)


def unwanted(delivery: Delivery) -> str:
    """Why it was stopped while nobody knew whether it is live; empty if it was not."""
    return str(delivery.checkpoint.get(UNWANTED, ""))


def wanted_again(delivery: Delivery, revision: Revision, due: datetime, by: User) -> None:
    """Ends the wish to stop it, or to take it down, now that it is approved anew; if there is such a wish.

    Nobody knows yet whether it is live: what turns up is, and is compared with what is approved now. It is looked for
    anew, but not before it is `due`: what is proven absent is sent. In the caller's transaction.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if not unwanted(delivery) or delivery.state in ENDED_DELIVERY:
        return
    kept = {name: value for name, value in delivery.checkpoint.items() if name not in (UNWANTED, SAID_ABSENT)}
    told: dict[str, Any] = {"todo": ""}
    if delivery.state == "uncertain":
        told = {"todo": LOOKED_FOR, "looks": 0, "next_look_at": due}
    Delivery.objects.filter(pk=delivery.pk).update(checkpoint=kept, revision=revision, **told)
    TakeDown.objects.filter(delivery=delivery, done_at=None).delete()
    workflow.tell(delivery, "wanted_again", by=by, data={"revision": revision.number})


def stop_absent(delivery: Delivery, by: User | None = None) -> None:
    """Ends one of those, now that it is known not to be there. Raises `workflow.Moved`."""
    with transaction.atomic():
        gone: dict[str, Any] = {"sending_at": None, "looks": 0, "next_look_at": None, **STILL}
        gone["reason"] = unwanted(delivery)
        workflow.move(delivery, "stopped", by=by, guard=Q(fence=delivery.fence), **gone)
        TakeDown.objects.filter(delivery=delivery, done_at=None).delete()


def look_before_stopping(delivery: Delivery, reason: str, by: User | None = None) -> None:
    """Puts one that was sent before in doubt again: a look that does not find it stops it. Raises `workflow.Moved`."""
    before = in_doubt_again(delivery.checkpoint)
    assert before is not None
    told: dict[str, Any] = {"reason": SENT_BEFORE, "lease_until": None, "waits_note": "", "looks": 0}
    hand = {name: value for name, value in delivery.checkpoint.items() if name == HAND}  # they may have posted it
    kept = before.checkpoint | hand | {UNWANTED: reason, SAID_ABSENT: True}
    workflow.move(
        delivery,
        "uncertain",
        by=by,
        guard=Q(fence=delivery.fence, sending_at=None),
        personal={"reason": reason},
        sending_at=before.since,
        checkpoint=kept,
        todo=ONCE_KNOWN,
        next_look_at=timezone.now(),
        **told,
    )
    nudge.send("look", delivery.pk)


def turned_up(delivery: Delivery, why: str = "") -> dict[str, Any]:
    """The fields of one that is live although it was stopped, for whatever calls it live; none if it was wanted.

    Who wants it down gets that by itself; else a person has to see to it.
    """
    why = why or unwanted(delivery)
    if TakeDown.objects.filter(delivery=delivery, done_at=None).exists():
        return {"reason": UNDER_WAY}
    if not why:
        return {}
    told = f"It was stopped, and it is live. {why}"
    checkpoint = delivery.checkpoint | {UNWANTED: why}
    return {"reason": told, "todo": LIVE_TODO, "look_since": timezone.now(), "checkpoint": checkpoint}


def stop_one(delivery: Delivery, by: User, reason: str) -> None:
    """Stops a delivery, and the copies of its mailing that nobody has. Raises `workflow.Moved`.

    What was sent before and was to be sent again is looked for first.
    """
    if sent_before(delivery):
        look_before_stopping(delivery, reason, by)
        return
    told = {"reason": reason}
    workflow.move(delivery, "stopped", by=by, guard=Q(sending_at=None), reason=reason, personal=told, **STILL)
    for issue in Issue.objects.filter(delivery=delivery, state__in=("sending", "paused", "frozen")):
        workflow.move(issue, "cancelled", by=by)
