"""A mail that a person pastes into whatever they mail with: the finished HTML and text, and their word that it is out.

Nothing here sends anything. Whoever takes it is the one who mails it, as with posts (docs/decisions/0020-by-hand.md).
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher import notices, nudge, workflow
from publisher.approving import locked
from publisher.channels.errors import NeedsHuman
from publisher.errors import Refusal
from publisher.models import Delivery, Issue, Role, User
from publisher.newsletter.backends import way_out
from publisher.newsletter.compile import CompileError
from publisher.newsletter.finished import Finished, finished
from publisher.newsletter.issue import compiled_of
from publisher.rules.attempts import hand_of
from publisher.rules.marks import HAND
from publisher.said import reason_of
from publisher.truth.before_sending import ask


@dataclass(frozen=True, slots=True)
class Kit:
    """What to paste, by language. Without it, it must not be mailed, and `warning` says why."""

    delivery: Delivery
    warning: str = ""
    mails: dict[str, Finished] | None = None


def take(delivery_id: int, *, by: User, over: bool = False) -> Delivery:
    """Gives it to `by`, who mails it. `over`: they asked whoever has taken it before. Raises `Refusal`."""
    with transaction.atomic():
        Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        delivery = _waiting(delivery_id, by)
        if delivery.state != "by_hand" or (why := _not_approved(delivery)):
            raise Refusal(why if delivery.state == "by_hand" else "There is nothing to mail by hand.", "conflict")
        known = hand_of(delivery.checkpoint)
        if known and known["by"] != by.pk and not over:
            raise Refusal(f"{User.objects.get(pk=known['by'])} has taken it. Ask them, then take it over.", "conflict")
        hand = {"by": by.pk, "at": timezone.now().isoformat()}
        Delivery.objects.filter(pk=delivery.pk).update(checkpoint=delivery.checkpoint | {HAND: hand})
        workflow.tell(delivery, "hand", by=by)
    return _known(delivery_id)


def kit(delivery_id: int, *, by: User) -> Kit:
    """The finished mails, for whoever has taken it, after asking whether it is still so. Raises `Refusal`."""
    delivery = _waiting(delivery_id, by)
    if hand_of(delivery.checkpoint).get("by") != by.pk:
        raise Refusal("Take it first, so that nobody else mails it too.", "conflict")
    if delivery.state != "by_hand":
        return Kit(delivery, f"Do not mail it. {delivery.reason}".strip())
    if why := _not_approved(delivery):
        return Kit(delivery, f"Do not mail it. {why}")
    verdict = ask(delivery)
    if not verdict.go:
        return Kit(_known(delivery_id), f"Do not mail it. {verdict.sentence}")
    issue = Issue.objects.get(delivery=delivery)
    try:
        tag = way_out()
        return Kit(delivery, "", {language: finished(mail, tag) for language, mail in compiled_of(issue).items()})
    except NeedsHuman as cause:
        raise Refusal(f"{cause.reason} {cause.todo}") from cause
    except CompileError as cause:
        return Kit(delivery, f"Do not mail it. {cause}")


def finish(delivery_id: int, *, by: User, where: str = "") -> Delivery:
    """They have mailed it: it is live. `where`: what they mailed it with. Raises `Refusal`."""
    delivery = _waiting(delivery_id, by)
    with transaction.atomic():
        locked(delivery.announcement_id)
        said = reason_of(where.strip())
        issue = Issue.objects.select_for_update().get(delivery=delivery)
        if issue.state == "sending":
            workflow.move(issue, "sent", by=by, finished_at=timezone.now())
        _move(
            delivery,
            "published",
            by,
            remote_id=f"issue {issue.pk}",
            published_at=timezone.now(),
            reason="A person mailed it.",
            todo="",
            personal={"reason": said} if said else None,
        )
        notices.tell_trigger(delivery.announcement, "live", "it was mailed by hand.")
    return delivery


def give_back(delivery_id: int, *, by: User) -> Delivery:
    """They do not mail it after all: somebody else may, or what PUBLISHER_MAIL_BACKEND names by now.

    Raises `Refusal`.
    """
    with transaction.atomic():
        delivery = _waiting(delivery_id, by)
        if delivery.state != "by_hand":
            raise Refusal("It is not waiting for anybody. Look at it again.", "conflict")
        kept = {name: value for name, value in delivery.checkpoint.items() if name != "hand"}
        now = timezone.now()
        _move(delivery, "ready", by, checkpoint=kept, reason="", todo="", attempts=0, not_before=now)
        workflow.tell(delivery, "given_back", by=by)
    nudge.send("publish", delivery.account_id)
    return delivery


def _waiting(delivery_id: int, by: User) -> Delivery:
    delivery = _known(delivery_id)
    if not by.may(Role.COMMS):
        raise Refusal(f"Your role is {by.role}; only comms staff and above may mail by hand.", "forbidden")
    if delivery.state != "by_hand" and not (delivery.state in ("held", "stopped") and hand_of(delivery.checkpoint)):
        raise Refusal(f"It is {delivery.state.replace('_', ' ')}: there is nothing to mail by hand.", "conflict")
    return delivery


def _not_approved(delivery: Delivery) -> str:
    announcement = delivery.announcement
    if announcement.state != "approved":
        return announcement.reason or f"The announcement is {announcement.state.replace('_', ' ')}."
    if announcement.revision_id != delivery.revision_id:
        return "What it would say is not what is approved now. Put it back into review, or stop it."
    return ""


def _move(delivery: Delivery, to: str, by: User, **fields: Any) -> None:
    try:
        workflow.move(delivery, to, by=by, guard=Q(fence=delivery.fence), **fields)
    except workflow.Moved:
        raise Refusal("Somebody else moved it in this moment. Look at it again.", "conflict") from None


def _known(delivery_id: int) -> Delivery:
    found = Delivery.objects.select_related("announcement__revision", "revision", "account")
    delivery = found.filter(pk=delivery_id, act="mail").first()
    if delivery is None:
        raise Refusal(f"There is no mail {delivery_id}.", "missing")
    return delivery
