"""From an approved revision to its deliveries: when each is due, after what, and what it waits for."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from publisher import workflow
from publisher.approving import rule_of
from publisher.errors import Refusal
from publisher.manifest import Manifest
from publisher.models import Account, Announcement, Delivery, Revision, TakeDown, User
from publisher.quiet import opens
from publisher.recaption import live_text
from publisher.rules.attempts import hand_of
from publisher.rules.marks import EARLIER
from publisher.stopping import in_doubt, stop_one, wanted_again
from publisher.truth.agreement import Answer, by_evidence, of_revision
from publisher.truth.already import MAILED

AGAIN = ("held", "stopped")
KEPT = (EARLIER, "container", "content", "made_at", "ready_at")
"""What of a checkpoint outlives a new approval: by it is found what an earlier attempt may have made after all."""
ASK_A_PERSON = "The post before it {what}. Decide whether the mail should go out by itself."
NO_POST = "The post that it belongs to {what}."


def plan(revision: Revision, by: User, *, again: Sequence[str] = AGAIN) -> datetime:
    """Makes or renews every delivery of the revision, in the caller's transaction; gives the time of approval.

    Each waits for the undo time (or the rule's longer wait), the hour that a digest is set for, and the end of quiet
    hours. A delivery that was held or stopped before is the same row again (those in a state of `again` are): the act
    still happens once. One that went out stays as it is, one in doubt is wanted again, and one that is no longer an act
    of this revision is stopped. Raises `Refusal` while somebody has opened a part of it to post it by hand, or where a
    part that may be live would go to another account instead: it may stand there already.
    """
    parts = revision.announcement.deliveries.select_related("account")
    if why := in_hand(parts) or elsewhere(parts, revision.manifest):
        raise Refusal(why, "conflict")
    now = timezone.now()
    soonest = now + timedelta(seconds=max(settings.UNDO_SECONDS, rule_of(revision).wait))
    first = opens(max(soonest, _wished(revision) or soonest))
    waits_note = _tracker_wait(revision)
    made: dict[tuple[str, str], Delivery] = {}
    planned: list[int] = []
    for act in revision.manifest["acts"]:
        before = _before(act, made)
        due = first + timedelta(seconds=act["after_delay"]) if before else first
        target = made.get((act.get("target", ""), act["account"]))
        delivery = _renew(revision, act, target, by)
        if delivery.state in again:
            kept = {name: value for name, value in delivery.checkpoint.items() if name in KEPT}
            workflow.move(delivery, "waiting", by=by, checkpoint=kept, attempts=0)
            TakeDown.objects.filter(delivery=delivery, done_at=None).delete()
        else:
            wanted_again(delivery, revision, due, by)
            # A look that proves it absent sends what is approved now, and not before that may leave.
            Delivery.objects.filter(pk=delivery.pk, state__in=("publishing", "uncertain")).update(not_before=due)
        planned.append(delivery.pk)
        Delivery.objects.filter(pk=delivery.pk, state="waiting").update(
            revision=revision,
            not_before=due,
            planned_at=due,
            after=before,
            after_delay=act["after_delay"] if before else 0,
            waits_for="tracker" if waits_note else "",
            waits_note=waits_note,
            reason="",
            todo="",
        )
        made[act["act"], act["account"]] = delivery
    for dropped in revision.announcement.deliveries.filter(state="held").exclude(pk__in=planned):
        stop_one(dropped, by, "It is no longer a part of what was approved.")
    return now


def in_hand(deliveries: Iterable[Delivery]) -> str:
    """Why nothing new may be said of them: somebody has opened one and may have posted it. Empty if nobody has."""
    for one in deliveries:
        if (hand := hand_of(one.checkpoint)) and one.state not in ("published", "taken_down"):
            who = User.objects.get(pk=hand["by"])
            return (
                f"{who} has opened it, to post it by hand on {one.account}, and may have done so. First paste the link "
                "there, or give it back."
            )
    return ""


def elsewhere(deliveries: Iterable[Delivery], manifest: Manifest) -> str:
    """Why they may not go out as in `manifest`: one may be live, and is to go to another account. Empty if none is.

    Of the other account nobody can learn whether it is: what is sent there may be the second one.
    """
    acts = {(act["act"], act["account"]) for act in manifest["acts"]}
    kinds = {act for act, _account in acts}
    for one in deliveries:
        if one.act in kinds and (one.act, str(one.account)) not in acts and in_doubt(one):
            return (
                f"It was sent to {one.account} and may be live. Stop it first: then it is looked for. If it is not "
                "there, it can go to another account."
            )
    return ""


def gone_out(announcement: Announcement) -> bool:
    """True once anybody may have seen a part of it: something was stamped, or a copy was mailed or begun."""
    stamped = Q(sending_at__isnull=False) | Q(published_at__isnull=False)
    return (
        announcement.deliveries.filter(stamped).exists()
        or Announcement.objects.filter(MAILED, pk=announcement.pk).exists()
    )


def go_on(post: Delivery, by: User) -> None:
    """What was held because this post had failed waits for its time again: the post is live, or tried again.

    Nothing of it where the announcement does not stand as approved. In the caller's transaction.
    """
    failed = [sentence.format(what="failed") for sentence in (ASK_A_PERSON, NO_POST)]
    stands = Q(announcement__state="approved", revision=post.announcement.revision_id)
    for one in post.followers.filter(stands, state="held", reason__in=failed):
        with suppress(workflow.Moved):
            workflow.move(one, "waiting", by=by, guard=stands, reason="", todo="", attempts=0)


def _before(act: dict[str, Any], made: dict[tuple[str, str], Delivery]) -> Delivery | None:
    """What must be live before this act: on its own account, else the first of that kind."""
    first = next((delivery for (kind, _), delivery in made.items() if kind == act["after"]), None)
    return made.get((act["after"], act["account"]), first)


def _renew(revision: Revision, act: dict[str, Any], target: Delivery | None, by: User) -> Delivery:
    """The delivery of this act, as it is or made; `target` is the post that it belongs to, if to any."""
    channel, _, name = act["account"].partition("/")
    account = Account.objects.filter(channel=channel, name=name, retired_at=None).first()
    if account is None:
        raise Refusal(f"The account {act['account']} is gone. Draft this announcement anew.", "conflict")
    if act["act"] == "edit":
        return _renew_edit(revision, act, target, by)
    now = timezone.now()
    delivery, created = Delivery.objects.get_or_create(
        announcement_id=revision.announcement_id,
        account=account,
        act=act["act"],
        target=target,
        defaults={"revision": revision, "not_before": now, "planned_at": now},
    )
    if created:
        workflow.tell(delivery, "planned", after="waiting", by=by, data={"act": act["act"], "account": act["account"]})
    return delivery


def _renew_edit(revision: Revision, act: dict[str, Any], post: Delivery | None, by: User) -> Delivery:
    """A post may get another caption again and again: one that has not gone out is taken up, else there is a new one.

    What stands there by approval already needs none: that gives the post. Raises `Refusal` if the post is not live.
    """
    if post is None or post.state != "published":
        raise Refusal(f"The post on {act['account']} is not live any more. Leave its caption as it is.", "conflict")
    if live_text(post) == act["text"]:
        return post
    edits = Delivery.objects.filter(announcement_id=revision.announcement_id, act="edit", target=post)
    if found := edits.exclude(state__in=("published", "taken_down")).first():
        return found
    now = timezone.now()
    made = Delivery.objects.create(
        announcement_id=revision.announcement_id,
        account=post.account,
        act="edit",
        target=post,
        revision=revision,
        not_before=now,
        planned_at=now,
    )
    workflow.tell(made, "planned", after="waiting", by=by, data={"act": "edit", "account": act["account"]})
    return made


def _wished(revision: Revision) -> datetime | None:
    """When a digest is to be sent, as it was approved."""
    at = revision.manifest.get("digest", {}).get("send_at", "")
    return datetime.fromisoformat(at) if at else None


def _tracker_wait(revision: Revision) -> str:
    """Why it must wait for the tracker: empty if it need not."""
    trusted = by_evidence(revision)
    for change, agreement in of_revision(revision):
        if agreement.answer is not Answer.AGREES and change.pk not in trusted:
            return agreement.sentence
    return ""
