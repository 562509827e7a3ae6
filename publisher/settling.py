"""What is done once it is known whether something that was sent is there: it is live, is sent again, or is stopped."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import notices, nudge, workflow
from publisher.channels.base import Receipt
from publisher.models import Delivery, Revision, User
from publisher.rules.attempts import before_again
from publisher.rules.marks import ASK, SAID_ABSENT
from publisher.rules.retries import wait
from publisher.sighting import lags, unlooked
from publisher.stopping import stop_absent, turned_up, unwanted

SENT_TWICE, SOON = 2, timedelta(minutes=2)


def settle(delivery: Delivery, receipt: Receipt, *, by: User | None = None) -> None:
    """It is live, by what was found. Raises `workflow.Moved`.

    Also where somebody has taken it meanwhile, to post it by hand: as of a receipt that comes after all, they are told.
    """
    with transaction.atomic():
        if reread(delivery) == "by_hand":
            delivery.refresh_from_db(fields=["state"])
        known = {"remote_id": receipt.remote_id, "permalink": receipt.permalink, "published_at": receipt.at}
        still = {"reason": "", "todo": "", "next_look_at": None, "lease_until": None}
        told = {**known, **still, **turned_up(delivery), "data": {"found": receipt.remote_id}}
        workflow.move(delivery, "published", by=by, guard=Q(fence=delivery.fence), **told)
        notices.tell_trigger(
            delivery.announcement, "live", f"it is live: {receipt.permalink or delivery.announcement.code}"
        )


def reread(delivery: Delivery) -> str:
    """Somebody may have stopped it, or approved it anew, since it was read; who does so from here on waits for us.

    Gives the state in which it is now; `delivery` keeps the one that it was read in.
    """
    Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    now = Delivery.objects.select_related("announcement__revision", "revision").get(pk=delivery.pk)
    delivery.checkpoint, delivery.not_before = now.checkpoint, now.not_before
    delivery.announcement, delivery.revision = now.announcement, now.revision
    return str(now.state)


def not_there(delivery: Delivery, *, by: User | None = None, reason: str = "", proven: bool = True) -> bool:
    """It is proven or decided that nothing was posted: ready to be sent again, as the same delivery.

    False where that is for a person to say, by what `marks.ASK` promises, or since it was not `proven` and is wanted
    again by now, or since it is too soon to stop it: it stays in doubt.

    What is sent then is what is approved then: the content may have been approved anew since the first attempt. The
    channel that proved it keeps its checkpoint and takes up what it made ready; a person's word is a new beginning.
    What was stopped meanwhile is stopped now; by a person's word only after one more look, if its account can be asked;
    by a channel's proof not before lists no longer lag: it may be proof that sending again is safe, and no more.
    """
    with transaction.atomic():
        reread(delivery)
        if unwanted(delivery):
            if not by and too_soon_to_stop(delivery):
                return False
            if by and not unlooked(delivery):
                _look_before_stopping(delivery, by, reason)
            else:
                stop_absent(delivery, by)
            return True
        if by is None and (ASK in delivery.checkpoint or not proven):
            return False
        _ready(delivery, by, reason)
    nudge.send("publish", delivery.account_id)
    return True


def too_soon_to_stop(delivery: Delivery) -> bool:
    """Whether a post that was stopped in doubt may be live without being seen: lists lag, and no person has looked."""
    looked = SAID_ABSENT in delivery.checkpoint
    return bool(unwanted(delivery) and not looked and delivery.target_id is None and lags(delivery, timezone.now()))


def _look_before_stopping(delivery: Delivery, by: User, reason: str) -> None:
    delivery.checkpoint = delivery.checkpoint | {SAID_ABSENT: True}
    here = Delivery.objects.filter(pk=delivery.pk, state="uncertain", fence=delivery.fence)
    if not here.update(checkpoint=delivery.checkpoint, next_look_at=timezone.now()):
        raise workflow.Moved(f"{delivery} was changed by somebody else meanwhile.")
    workflow.tell(delivery, "said_absent", by=by, personal={"reason": reason})
    nudge.send("look", delivery.pk)


def _begun_anew(delivery: Delivery) -> dict[str, Any]:
    return before_again(delivery.checkpoint, delivery.sending_at or timezone.now())


def _ready(delivery: Delivery, by: User | None, reason: str) -> None:
    now = timezone.now()
    # What was sent again and found absent again waits longer each time: a service that is late in two places would
    # else use up the attempts of what is live.
    again = timedelta() if by or delivery.attempts < SENT_TWICE else wait(SOON, delivery.attempts)
    workflow.move(
        delivery,
        "ready",
        by=by,
        revision=approved_now(delivery),
        guard=Q(fence=delivery.fence),  # what was learnt of one attempt says nothing about the next
        sending_at=None,
        # A person's word is a new beginning, but what went before is looked for once more before anything leaves.
        checkpoint=_begun_anew(delivery) if by else delivery.checkpoint,
        looks=0,
        next_look_at=None,
        reason="",
        todo="",
        not_before=max(now + again, delivery.not_before),  # approved anew, it has its undo time still
        personal={"reason": reason} if reason else None,
        attempts=0 if by else delivery.attempts,
    )


def approved_now(delivery: Delivery) -> Revision:
    """The approved revision, if this act is a part of it; else the delivery's own, which `publish` holds."""
    revision = delivery.announcement.revision
    if delivery.announcement.state != "approved" or revision is None:
        return delivery.revision
    acts = {(act["act"], act["account"]) for act in revision.manifest["acts"]}
    return revision if (delivery.act, str(delivery.account)) in acts else delivery.revision
