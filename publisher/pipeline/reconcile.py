"""Finding out what became of it: leases that ran out, deliveries in doubt, and what a person says of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.opening import NEWSLETTER, channel_class, open_channel
from publisher.accounts.pausing import accepted, stop
from publisher.channels.base import Receipt
from publisher.channels.errors import ChannelError
from publisher.channels.on_target import acting
from publisher.claims import in_words, uncertain
from publisher.errors import Refusal
from publisher.looking import find, may_be_live, word_counts
from publisher.models import Account, Delivery, Role, User
from publisher.posting import post_of
from publisher.rules.marks import SAID_ABSENT
from publisher.rules.timing import growing
from publisher.settling import approved_now, not_there, settle, too_soon_to_stop
from publisher.sighting import address, chosen, keep_sight, lags, pasted, refuse_strange, unlooked
from publisher.stopping import unwanted

log = structlog.get_logger(__name__)

GIVE_UP_AFTER = 12
NOT_BY_ITSELF = "It is not sent by itself: look at the account, then send it again, or stop it."
LAST_LOOK = " The last look for it: "
"""In a reason: before it stands what was sent and why that is in doubt, after it what the newest look found."""


def recover(now: datetime | None = None) -> int:
    """Step 7: takes up what a dead worker left. Without a stamp: ready again. With one: uncertain. Gives how many."""
    now = now or timezone.now()
    left = Delivery.objects.filter(state="publishing", lease_until__lt=now)
    count = 0
    for delivery in left.select_related("announcement", "account") if left.exists() else ():
        count += 1
        try:
            if delivery.sending_at is None:
                workflow.move(
                    delivery,
                    "ready",
                    guard=Q(fence=delivery.fence, sending_at=None),
                    lease_until=None,
                    reason=_BROKE_OFF,
                )
                nudge.send("publish", delivery.account_id)
            else:
                uncertain(delivery, "The worker ended while it was being sent.")
        except workflow.Moved:
            count -= 1
    Account.objects.filter(lease_until__lt=now).update(lease_until=None)
    return count


_NOT_ENDED = "It was begun, and has not ended."
_NO_LONGER = "It is no longer looked for by itself: look at the account, then say whether it is there."
_BROKE_OFF = "The worker ended before anything was sent; it is tried again."


def due_looks(now: datetime | None = None) -> list[int]:
    """Deliveries in doubt that should be looked for now."""
    due = Delivery.objects.filter(state="uncertain", next_look_at__lte=now or timezone.now())
    asked = due.filter(account__paused_at=None, account__retired_at=None)
    return list(asked.order_by("next_look_at").values_list("pk", flat=True)[:50])


def look(delivery_id: int) -> str:
    """Looks for one uncertain delivery on its account; gives what was found in a word.

    Not found sends nothing again, unless the channel says that absence is proof: feeds lag. Nor does it after a resume:
    whoever resumed the account was shown what would go, and this was in doubt then; nor after a person's word that
    nothing is at its link. An error is never "not found".
    Looks come at growing intervals; after twelve a person has the question alone. One counts as soon as it is begun.
    """
    delivery = Delivery.objects.select_related("account", "revision", "announcement", "target").get(pk=delivery_id)
    if delivery.state != "uncertain" or delivery.sending_at is None or delivery.account.channel == NEWSLETTER:
        return "settled"
    account = take_account(delivery.account_id)
    if account is None:
        return "busy"
    _begun(delivery)
    try:
        channel = open_channel(account)
        steps = acting(channel, delivery.act)
        found = find(steps, post_of(delivery), may_be_live(delivery))
        if found is None and delivery.target_id is None:
            keep_sight(delivery, channel)
    except Exception as cause:
        # Whatever kept us from looking proves nothing, and must not keep others waiting.
        stop(account, cause)
        if not isinstance(cause, ChannelError):
            log.exception("looking failed", delivery=delivery.pk, exc_info=cause)
        if _said_absent(delivery) and word_counts(cause, delivery.sending_at):
            return _absent(delivery, proven=False)
        _look_later(delivery, in_words(cause))
        return "cannot tell"
    finally:
        give_back(account)
    if found is not None:
        try:
            settle(delivery, found)
        except workflow.Moved:
            return _SETTLED
        accepted(account)
        return "found"
    # Another caption may be given twice, which is seen by nobody. A list of comments lags wherever it is.
    proof = channel_class(account.channel).absence_is_proof and delivery.target_id is None
    proven = proof or delivery.act == "edit"
    if proven or _said_absent(delivery):
        return _absent(delivery, proven=proven)
    return _not_found(delivery)


def _not_found(delivery: Delivery) -> str:
    _look_later(delivery, "It was not found yet; the feed may lag.")
    return "not found"


_SETTLED = "settled"
"""By another look, or by a receipt that came after all."""


def _said_absent(delivery: Delivery) -> bool:
    """Whether a person said so of what was stopped: then one more look that does not find it ends it."""
    return bool(unwanted(delivery) and delivery.checkpoint.get(SAID_ABSENT))


def _absent(delivery: Delivery, *, proven: bool) -> str:
    try:
        if not_there(delivery, proven=proven):
            return "proven absent"
    except workflow.Moved:
        return _SETTLED
    if not proven or too_soon_to_stop(delivery):  # approved anew while we looked; or its list may lag
        return _not_found(delivery)
    _look_later(delivery, "It is not there.", NOT_BY_ITSELF)
    return "asked"


def look_now(delivery_id: int, *, by: User) -> Delivery:
    """A person wants it looked for at once. Raises `Refusal`, also while its account cannot be asked."""
    delivery = _in_doubt(delivery_id, by)
    if why := unlooked(delivery):
        raise Refusal(why, "conflict")
    Delivery.objects.filter(pk=delivery.pk, state="uncertain").update(next_look_at=timezone.now())
    nudge.send("look", delivery.pk)
    return delivery


def it_is_there(
    delivery_id: int, *, by: User, permalink: str = "", picked: str = "", fence: int | None = None
) -> Delivery:
    """A person found it: closes the delivery with the post they `picked` of those beside it, or the address they give.

    What belongs to a post stands at that post's address: their word is enough. `fence` is the attempt that they saw.
    Raises `Refusal`: not allowed, not in doubt, no address, another's post.
    """
    delivery = _in_doubt(delivery_id, by, fence)
    if not (delivery.target or picked) and permalink.strip():
        refuse_strange(delivery, address(permalink))
    with _or_too_late(), transaction.atomic():
        if delivery.target:
            receipt = Receipt("", delivery.target.permalink, timezone.now())
        else:
            # Every account, as in `by_hand.finish`: of two people with one link the second waits, and is refused.
            list(Account.objects.select_for_update().order_by("pk").values_list("pk"))
            receipt = chosen(delivery, picked) if picked else pasted(delivery, permalink)
        settle(delivery, receipt, by=by)
    return delivery


def why_not_again(delivery: Delivery, now: datetime | None = None) -> str:
    """Why nobody may say now that it is not there, which sends it again or ends what was stopped; empty if they may."""
    now = now or timezone.now()
    if lagging := lags(delivery, now):
        return lagging
    if delivery.account.leased(now):
        return "It is being looked for in this moment. Load the page again, then decide."
    if unwanted(delivery):
        return ""
    if delivery.announcement.state != "approved":
        stands = delivery.announcement.state.replace("_", " ")
        return f"The announcement is {stands}. Approve it anew, then send this again."
    if approved_now(delivery) != delivery.announcement.revision:
        return f"{delivery.account} is no longer a part of what is approved. Say that it is there, or leave it."
    return ""


def send_again(delivery_id: int, *, by: User, reason: str, fence: int | None = None) -> Delivery:
    """A person looked and it is not there: sends it again, unless it was stopped meanwhile. Raises `Refusal`.

    Right before it leaves it is looked for once more: what turns up until then is not sent twice.
    """
    delivery = _in_doubt(delivery_id, by, fence)
    if not reason.strip():
        raise Refusal("Say where you looked: a reason is needed before it is sent again.")
    if why := why_not_again(delivery):
        raise Refusal(why, "conflict")
    with _or_too_late():
        not_there(delivery, by=by, reason=reason.strip())
    return delivery


@contextmanager
def _or_too_late() -> Iterator[None]:
    try:
        yield
    except workflow.Moved:
        raise Refusal("It was settled by somebody else in this moment. Look at it again.", "conflict") from None


def _in_doubt(delivery_id: int, by: User, fence: int | None = None) -> Delivery:
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may settle a delivery in doubt.", "forbidden")
    delivery = (
        Delivery.objects.select_related("announcement__revision", "account", "target").filter(pk=delivery_id).first()
    )
    if delivery is None:
        raise Refusal(f"There is no delivery {delivery_id}.", "missing")
    if delivery.state != "uncertain":
        raise Refusal(f"This delivery is not in doubt: it is {delivery.state}.", "conflict")
    if fence is not None and fence != delivery.fence:
        raise Refusal("It was sent once more since you opened the page. Look at it again.", "stale")
    return delivery


def _begun(delivery: Delivery) -> None:
    """Counts a look before the attempt: one that kills its worker comes again later, and not at once for ever."""
    _note(delivery, delivery.looks + 1, _NOT_ENDED, over=delivery.looks >= GIVE_UP_AFTER)
    delivery.looks += 1


def _look_later(delivery: Delivery, found: str, asks: str = "") -> None:
    """What a look that was `_begun` found. `asks`: no further look helps, only a person."""
    _note(delivery, delivery.looks, found, over=bool(asks) or delivery.looks >= GIVE_UP_AFTER, asks=asks)


def _note(delivery: Delivery, looks: int, found: str, *, over: bool, asks: str = "") -> None:
    """Why it is in doubt stays; what the newest look found follows it. `over`: it is no longer looked for by itself."""
    doubt = delivery.reason.partition(LAST_LOOK)[0]
    last = {"todo": asks or _NO_LONGER} if over else {}
    here = Delivery.objects.filter(pk=delivery.pk, state="uncertain", fence=delivery.fence, looks=delivery.looks)
    here.update(
        looks=looks,
        reason=f"{doubt}{LAST_LOOK}{found}",
        next_look_at=None if over else timezone.now() + growing(settings.LOOK_SECONDS, looks),
        **last,
    )
