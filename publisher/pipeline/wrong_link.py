"""A link that a person gave for a live post and that leads elsewhere: the right one instead, or nothing is there.

So too where the recorded post is gone and another one of it is there, which then takes its place.

What stands at it is found when it is read back; why that is not called a lie at once: docs/decisions/0020-by-hand.md.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import nudge, workflow
from publisher.channels.by_hand import TODO
from publisher.errors import Refusal
from publisher.looking import opened_since
from publisher.models import Account, Delivery, Event, Reading, Role, TakeDown, User
from publisher.rules.attempts import after_hand
from publisher.rules.links import same_post
from publisher.rules.marks import ASK, HAND
from publisher.said import reason_of
from publisher.sighting import address, other_at, refuse_strange

LOOKED_FOR = "It is looked for by itself. If it stays here: look at the account, then say whether it is there."


def why_not(delivery: Delivery, row: Reading | None) -> str:
    """Why nobody may give another link of it, or say that it is not there; empty if an approver may."""
    if delivery.state != "published" or delivery.target_id is not None:
        return "It is no live post. Look at it again."
    if row is None or not (row.gone_at or row.stands != row.accepted):
        return "Nothing of it differs from what was approved. Look at it again."
    if TakeDown.objects.filter(delivery=delivery, done_at=None).exists():
        return "It is being taken down."
    return "" if _a_persons_word(delivery) else "There is no link of a person's: the program itself made this post."


def instead(delivery: Delivery, row: Reading | None) -> list[str]:
    """The addresses of other posts of it, of which one may take the place of the recorded one, since that is gone."""
    if row is None or not row.gone_at or TakeDown.objects.filter(delivery=delivery, done_at=None).exists():
        return []
    return row.others if delivery.state == "published" else []


def mend(delivery_id: int, *, by: User, link: str) -> Delivery:
    """This is its link; it is read back at once. Raises `Refusal`, also where it is seen to be another's."""
    permalink = address(link)
    refuse_strange(_allowed(delivery_id, by, lock=False, link=permalink), permalink)
    with transaction.atomic():
        list(Account.objects.select_for_update().order_by("pk").values_list("pk"))  # as in `by_hand.finish`
        delivery = _allowed(delivery_id, by, lock=True, link=permalink)
        if other := other_at(delivery, permalink):
            raise Refusal(f"That is the post of announcement {other.announcement_id}.", "conflict")
        Delivery.objects.filter(pk=delivery.pk).update(
            remote_id="", permalink=permalink, look_since=None, reason="", todo=""
        )
        _anew(delivery, next_at=timezone.now())
        workflow.tell(delivery, "link_mended", by=by, data={"from": delivery.permalink, "to": permalink})
    nudge.send("read_back", delivery.pk)
    delivery.refresh_from_db()
    return delivery


def not_there(delivery_id: int, *, by: User, reason: str) -> Delivery:
    """Nothing of it is at that address: what was sent is in doubt again, else a person has to post it.

    A look may still find it, but sends nothing: who says so has looked at one address, not at the account (`ASK`). What
    a person says that they posted is looked for before that, like an attempt of ours. Raises `Refusal`.
    """
    why = reason_of(reason, "Say where you looked: a reason is needed.")
    with transaction.atomic():
        delivery = _allowed(delivery_id, by, lock=True)
        told: dict[str, Any] = {
            "reason": f"{by} said that it is not there, at the address that was given or elsewhere.",
            "todo": LOOKED_FOR if delivery.sending_at else TODO,
            "remote_id": "",
            "permalink": "",
            "published_at": None,
            "look_since": None,
            "checkpoint": _looked_for(delivery) | ({ASK: True} if delivery.sending_at else {}),
            "looks": 0,
            "next_look_at": timezone.now() if delivery.sending_at else None,
        }
        to = "uncertain" if delivery.sending_at else "by_hand"
        _anew(delivery)
        try:
            workflow.move(delivery, to, by=by, guard=Q(fence=delivery.fence), personal={"reason": why}, **told)
        except workflow.Moved:
            raise Refusal("Somebody else moved it in this moment. Look at it again.", "conflict") from None
    if delivery.sending_at:
        nudge.send("look", delivery.pk)
    return delivery


def _looked_for(delivery: Delivery) -> dict[str, Any]:
    """What was given is no link of it, but they may have posted it: that is looked for before it is posted again."""
    if delivery.sending_at:  # nobody has it in hand any more: they said where it is
        return {name: value for name, value in delivery.checkpoint.items() if name != HAND}
    return after_hand(delivery.checkpoint, opened_since(delivery))


def _anew(delivery: Delivery, **told: Any) -> None:
    """What was read at the wrong address says nothing of the post."""
    Reading.objects.filter(pk=delivery.pk).delete()
    if told:
        Reading.objects.create(delivery=delivery, **told)


def _a_persons_word(delivery: Delivery) -> bool:
    """Whether a person said where it is: a worker's own receipt is never in question."""
    said = Q(after="published") | Q(what="link_mended")
    moves = Event.objects.filter(said, kind="delivery", object_id=delivery.pk).order_by("-id")
    return bool(moves.values_list("role", flat=True).first())


def _allowed(delivery_id: int, by: User, *, lock: bool, link: str = "") -> Delivery:
    """As it is now; with `lock` nobody else's until the transaction ends. `link`: what is given. Raises `Refusal`."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may say that a link is wrong.", "forbidden")
    found = Delivery.objects.select_related("account", "announcement", "revision")
    delivery = (found.select_for_update(of=("self",)) if lock else found).filter(pk=delivery_id).first()
    if delivery is None:
        raise Refusal(f"There is no delivery {delivery_id}.", "missing")
    row = Reading.objects.filter(pk=delivery_id).first()
    others = instead(delivery, row) if link else []
    if why := why_not(delivery, row):
        if not others:
            raise Refusal(why, "conflict")
        if set(same_post(link)).isdisjoint(others):
            raise Refusal(f"Only the other one of it can take its place: {', '.join(others)}", "conflict")
    return delivery
