"""What a person posts, from opening it to the link of what they made. Why: docs/decisions/0020-by-hand.md.

Opening takes the delivery out of every worker's reach; the link closes it. Nothing here sends anything.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import files, notices, nudge, workflow
from publisher.accounts.opening import NEWSLETTER
from publisher.channels.base import Post, Refused
from publisher.errors import Refusal
from publisher.looking import may_be_live
from publisher.models import Account, Delivery, Event, Role, User
from publisher.not_twice import look_first
from publisher.planning import go_on
from publisher.posting import post_of
from publisher.rules.attempts import before_again, hand_of
from publisher.rules.marks import HAND
from publisher.sighting import address, lags, other_at, refuse_strange
from publisher.stopping import look_before_stopping, turned_up, unwanted
from publisher.truth.before_sending import ask

TAKEN = "A person posts this by hand."
TODO = "Post it, then paste its link on its page. If you do not post it after all, give it back there."
TODO_COMMENT = "Write it under the post, then say so on its page. If you do not after all, give it back there."
LOOK_FIRST = "Look at the account first, then say that it is not there. A post must not appear twice."
MADE = ("post", "story", "comment")
OPENED = ("held", "stopped")
"""States in which what a person had opened by then may have been posted all the same."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a person needs to post it. Without `post` it must not be posted, and `warning` says why."""

    delivery: Delivery
    warning: str = ""
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A delivery that is closed with its link; `warning`: it is public, and should perhaps not be."""

    delivery: Delivery
    warning: str = ""


def opened(delivery: Delivery) -> dict[str, Any]:
    """Who has opened it, `by` (a user's number) and `at` (ISO 8601), and how it stood before; empty if nobody.

    That is `was`, its state, with `reason` and `todo`.
    """
    return hand_of(delivery.checkpoint)


def was_opened(delivery: Delivery) -> bool:
    """Whether anybody ever took it: what they say that they posted counts, also after it was given back."""
    return Event.objects.filter(kind="delivery", object_id=delivery.pk, what="hand").exists()


def may_be_posted(delivery: Delivery) -> bool:
    """Whether it may stand there although nobody has it in hand now: it is in doubt, or somebody had opened it."""
    rests = delivery.state in ("waiting", "ready", "paused", "failed", "held", "stopped")
    return delivery.state == "uncertain" or (rests and was_opened(delivery))


def why_not(delivery: Delivery, now: datetime | None = None) -> str:
    """Why a person may not post it now; empty if they may."""
    now = now or timezone.now()
    account, state = delivery.account, delivery.state
    if account.channel == NEWSLETTER or delivery.act not in MADE:
        return "Only a post, a story or a comment can be made by hand."
    if delivery.target and delivery.target.state != "published":
        return "The post that it belongs under is not live."
    if state in ("by_hand", "paused", "failed") or (state == "uncertain" and not lags(delivery, now)):
        return ""
    if state == "uncertain":
        return lags(delivery, now)
    if state == "ready" and delivery.not_before <= now and (account.paused_at or account.retired_at):
        return ""
    if state == "publishing":
        return "It is being sent in this moment. Wait until that is over, then look at it again."
    return f"It is {state.replace('_', ' ')}: there is nothing to post by hand."


def asks_to_look(delivery: Delivery) -> bool:
    """Whether who takes it has to say that they looked and it is not there: something that was sent may be live."""
    return delivery.state != "by_hand" and bool(may_be_live(delivery))


def take(delivery_id: int, *, by: User, looked: bool = False, over: bool = False, alone: bool = False) -> Delivery:
    """Gives it to `by`, who posts it: from here on no worker can. May be repeated. Raises `Refusal`.

    `looked`: of what may be live, that they looked and it is not there. It is looked for all the same, unless its
    account rests; found, it is published, and there is nothing to take. Where that cannot be told it raises
    `NotLooked`, unless `alone`: they looked again, and their word is enough. `over`: that they asked whoever has it.
    """
    delivery = _known(delivery_id)
    _refuse(delivery, by, looked=looked, over=over)
    look_first(delivery, by, alone=alone)
    with transaction.atomic():
        delivery = _locked(delivery_id)
        _refuse(delivery, by, looked=looked, over=over)
        known = opened(delivery)
        before = {"was": delivery.state, "reason": delivery.reason, "todo": delivery.todo}
        hand = before | known | {"by": by.pk, "at": timezone.now().isoformat()}
        kept = delivery.checkpoint | {HAND: hand}
        if delivery.state == "by_hand":
            Delivery.objects.filter(pk=delivery.pk).update(checkpoint=kept)
        else:
            told = {"reason": TAKEN, "todo": TODO_COMMENT if delivery.target else TODO}
            _move(delivery, "by_hand", by, checkpoint=kept, lease_until=None, next_look_at=None, **told)
        workflow.tell(delivery, "hand", by=by)
    return delivery


def _refuse(delivery: Delivery, by: User, *, looked: bool, over: bool) -> None:
    _may(delivery, by)
    if why := why_not(delivery) or _not_approved(delivery):
        raise Refusal(why, "conflict")
    if asks_to_look(delivery) and not looked:
        raise Refusal(LOOK_FIRST)
    known = opened(delivery)
    if known and known["by"] != by.pk and not over:
        raise Refusal(f"{User.objects.get(pk=known['by'])} has opened it. Ask them, then take it over.", "conflict")


def kit(delivery_id: int, *, by: User) -> Kit:
    """What to post, after asking whether it is still so. Raises `Refusal`: not theirs, or nobody has taken it."""
    delivery = _known(delivery_id)
    _may(delivery, by)
    if delivery.state == "published":
        raise Refusal(f"It is live already: {delivery.permalink or delivery.account}.", "conflict")
    if opened(delivery) and delivery.state in OPENED:
        return Kit(delivery, f"Do not post it. {delivery.reason}".strip())
    if delivery.state != "by_hand" or opened(delivery).get("by") != by.pk:
        raise Refusal("Take it first, so that nobody else posts it too.", "conflict")
    if why := _not_approved(delivery) or _not_so(delivery):
        return Kit(_known(delivery_id), f"Do not post it. {why}")
    try:
        return Kit(delivery, "", post_of(delivery))
    except (Refused, files.Unreadable) as cause:
        return Kit(delivery, f"Do not post it. {cause}")


def finish(delivery_id: int, *, by: User, link: str = "") -> Finished:
    """Closes it with the link of the post that a person made; a comment, with its post's own. Raises `Refusal`.

    What stands there is noted also when it should not: then the announcement is held first, so that nothing follows.
    """
    delivery = _known(delivery_id)
    _may(delivery, by)
    permalink = delivery.target.permalink if delivery.target else address(link)
    if why := _not_to_close(delivery):
        raise Refusal(why, "conflict")
    if not delivery.target:
        refuse_strange(delivery, permalink)
    warning = _not_approved(delivery) or _not_so(delivery)
    with transaction.atomic():
        # Every account: of two people who paste one link in the same moment the second waits, and is refused.
        list(Account.objects.select_for_update().order_by("pk").values_list("pk"))
        delivery = _locked(delivery_id)
        if why := _not_to_close(delivery):
            raise Refusal(why, "conflict")
        if not delivery.target and (other := other_at(delivery, permalink)):
            raise Refusal(f"That is the post of announcement {other.announcement_id}.", "conflict")
        at, kept_back = timezone.now(), delivery.reason if delivery.state in OPENED else ""
        still = {"reason": "", "todo": "", "lease_until": None, "next_look_at": None, "waits_note": ""}
        known = {"remote_id": "", "permalink": permalink, "published_at": at, "data": {"by": "hand"}}
        if "published" not in delivery.MOVES[delivery.state]:  # a worker may have it up to here, and no further
            _move(delivery, "by_hand", by, reason=TAKEN)
        stopped = kept_back if delivery.state == "stopped" else ""
        if delivery.sending_at:  # what was sent then is no longer looked for, but may turn up beside this one
            delivery.checkpoint |= before_again(delivery.checkpoint, delivery.sending_at)
            known["checkpoint"] = delivery.checkpoint
        _move(delivery, "published", by, **{**known, **still, **turned_up(delivery, stopped)})
        if not (warning or kept_back):
            go_on(delivery, by)
        notices.tell_trigger(delivery.announcement, "live", f"it is live: {permalink}")
    return Finished(delivery, " ".join(dict.fromkeys(why for why in (kept_back, warning) if why)))


def give_back(delivery_id: int, *, by: User) -> Delivery:
    """They do not post it after all: it is as before, and looked for before it is sent. Raises `Refusal`.

    One that was held or stopped meanwhile stays so, and may be approved anew.
    """
    with transaction.atomic():
        delivery = _locked(delivery_id)
        _may(delivery, by)
        if delivery.state not in ("by_hand", *OPENED) or not opened(delivery):
            raise Refusal("Nobody has opened it. Look at it again.", "conflict")
        was = opened(delivery)["was"]
        kept = {name: value for name, value in delivery.checkpoint.items() if name != HAND}
        if delivery.state == "by_hand" and not delivery.sending_at and (why := unwanted(delivery)):
            delivery.checkpoint = kept
            look_before_stopping(delivery, why, by)  # only what may be live is stopped so
        elif was == "by_hand" or delivery.state in OPENED:
            Delivery.objects.filter(pk=delivery.pk).update(checkpoint=kept)
        elif was == "failed":  # nothing was changed, so it is not sent again by that
            told = {name: opened(delivery).get(name, "") for name in ("reason", "todo")}
            _move(delivery, "failed", by, checkpoint=kept, **told)
        elif delivery.sending_at:
            todo = "It is looked for by itself. If it stays here: look at the account, then say whether it is there."
            _move(delivery, "uncertain", by, checkpoint=kept, reason="", todo=todo, next_look_at=timezone.now())
        else:
            _move(delivery, "ready", by, checkpoint=kept, reason="", todo="", attempts=0)
            nudge.send("publish", delivery.account_id)
        workflow.tell(delivery, "given_back", by=by)
    return delivery


def _not_to_close(delivery: Delivery) -> str:
    """Why no link can close it; empty if one can. A person's word counts as soon as there may be a post of theirs."""
    if delivery.state == "published":
        return f"It is live already: {delivery.permalink or delivery.account}. If you made a second post, delete it."
    return "" if may_be_posted(delivery) else why_not(delivery)


def _not_approved(delivery: Delivery) -> str:
    announcement = delivery.announcement
    if why := unwanted(delivery):
        return f"It was stopped. {why}"
    if announcement.state != "approved":
        return announcement.reason or f"The announcement is {announcement.state.replace('_', ' ')}."
    if announcement.revision_id != delivery.revision_id:
        return "What it would say is not what is approved now. Put it back into review, or stop it."
    return ""


def _not_so(delivery: Delivery) -> str:
    """Asks the sources; a contradiction holds the announcement. Empty if it is still so."""
    verdict = ask(delivery)
    return "" if verdict.go else verdict.sentence


def _move(delivery: Delivery, to: str, by: User, **fields: Any) -> None:
    try:
        workflow.move(delivery, to, by=by, guard=Q(fence=delivery.fence), **fields)
    except workflow.Moved:
        raise Refusal("Somebody else moved it in this moment. Look at it again.", "conflict") from None


def _may(delivery: Delivery, by: User) -> None:
    needed = Role.APPROVER if delivery.sending_at and delivery.state == "uncertain" else Role.COMMS
    if not by.may(needed):
        who = "an approver or an admin" if needed == Role.APPROVER else "comms staff and above"
        raise Refusal(f"Your role is {by.role}; only {who} may finish this by hand.", "forbidden")


def _known(delivery_id: int) -> Delivery:
    found = Delivery.objects.select_related("announcement__revision", "revision", "account", "target").filter(
        pk=delivery_id
    )
    delivery = found.first()
    if delivery is None:
        raise Refusal(f"There is no delivery {delivery_id}.", "missing")
    return delivery


def _locked(delivery_id: int) -> Delivery:
    """As it is now, and nobody else's until the transaction ends."""
    Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    return _known(delivery_id)
