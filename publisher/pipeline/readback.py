"""Reading back what went out: is it there still, and is it what was approved? Told once, and never an error for an end.

On both sides of a doubt it says less: a post is gone only when the service said so twice, minutes apart.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from graphics.likeness import same
from publisher import files, notices, workflow
from publisher.accounts.opening import NEWSLETTER, open_channel, pause
from publisher.channels.base import Channel, Live
from publisher.channels.errors import ChannelError, NeedsHuman, Refused
from publisher.claims import give_back, take_account
from publisher.errors import Refusal
from publisher.manifest import act_of
from publisher.models import Delivery, Reading, Role, TakeDown, User
from publisher.posting import what_stands
from publisher.rules.as_approved import CONFIRMED_AFTER, FIRST, WATCHED, differences, next_reading, other_picture
from publisher.rules.timing import growing
from publisher.said import reason_of

log = structlog.get_logger(__name__)
AT_ONCE = 20
GONE = "It is no longer on the account: it was deleted there, or put out of sight."
GONE_TODO = "If that was meant, take it down here too, with the reason. If not, find out who did it."
DRIFT_TODO = "Look at it. Put it right on the account, or take it down, or let it stand and say why."


def due_readings(now: datetime | None = None) -> list[int]:
    """Live posts that should be read back now, those that wait longest first."""
    now = now or timezone.now()
    due = Q(reading=None, published_at__lte=now - FIRST) | Q(reading__next_at__lte=now)
    live = Delivery.objects.filter(due, state="published", published_at__gt=now - WATCHED, account__paused_at=None)
    wanted = live.filter(account__retired_at=None).exclude(account__channel=NEWSLETTER)
    return list(wanted.order_by("reading__next_at", "published_at").values_list("pk", flat=True)[:AT_ONCE])


def read_back(delivery_id: int) -> str:
    """Reads one live post and keeps how it stands; gives that in a word."""
    delivery = Delivery.objects.select_related("account", "revision", "announcement__revision").get(pk=delivery_id)
    row, _ = Reading.objects.get_or_create(delivery=delivery, defaults={"next_at": timezone.now()})
    if delivery.state != "published" or row.next_at is None or row.next_at > timezone.now():
        return "not now"
    account = take_account(delivery.account_id)
    if account is None:
        return "busy"
    try:
        channel = open_channel(account)
        live = what_stands(channel, delivery)
        differs = _differences(channel, delivery, live) if live else []
    except Refused as cause:  # this channel never can: nothing is said about the post
        Reading.objects.filter(pk=row.pk).update(next_at=None, trouble=str(cause))
        return "cannot tell"
    except Exception as cause:
        if isinstance(cause, NeedsHuman):
            pause(account, cause.reason, cause.todo)
        elif not isinstance(cause, ChannelError):
            log.exception("reading back failed", delivery=delivery.pk, exc_info=cause)
        _later(row, str(cause))
        return "cannot tell"
    finally:
        give_back(account)
    with transaction.atomic():
        return _keep(delivery.pk, live, differs)


def let_stand(delivery_id: int, *, by: User, reason: str) -> Delivery:
    """A person says that it may stay as it stands now: the same is not brought up again. Raises `Refusal`."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may let a difference stand.", "forbidden")
    why = reason_of(reason, "Say why it may stay as it stands.")
    with transaction.atomic():
        row = Reading.objects.select_for_update().select_related("delivery").filter(pk=delivery_id).first()
        if row is None or row.delivery.state != "published" or not row.differs or row.differs == row.accepted:
            raise Refusal("Nothing of it differs from what was approved. Look at it again.", "conflict")
        Reading.objects.filter(pk=row.pk).update(accepted=row.differs)
        _say(row.delivery, None, "", "")
        workflow.tell(row.delivery, "let_stand", by=by, data={"differs": row.differs}, personal={"reason": why})
    return row.delivery


def _differences(channel: Channel, delivery: Delivery, live: Live) -> list[str]:
    act = act_of(delivery.revision.manifest, delivery.act, str(delivery.account))
    slides = act["slides"]
    text = act["text"] if delivery.act == "post" else live.text
    found = differences(text, [slide["alt"] for slide in slides], live.text, live.alts or (live.alt,))
    if len(live.pictures) == len(slides):
        for number, (slide, address) in enumerate(zip(slides, live.pictures, strict=True), 1):
            if _other(channel, slide["sha256"], address):
                found.append(other_picture(number, len(slides)))
    return found


def _other(channel: Channel, sha256: str, address: str) -> bool:
    """Whether the slide shows another picture; False as well when one of the two cannot be had."""
    try:
        return not same(files.read(sha256), channel.picture(address))
    except (ChannelError, files.FileLost, ValueError) as cause:
        log.info("a picture was not compared", cause=str(cause))
        return False


def _keep(delivery_id: int, live: Live | None, differs: list[str]) -> str:
    now = timezone.now()
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("announcement__revision")
    found = delivery.get(pk=delivery_id)
    row = Reading.objects.get(pk=delivery_id)
    if found.state != "published":
        return "not now"
    since = found.published_at or now
    fields: dict[str, Any] = {
        "read_at": now,
        "trouble": "",
        "failures": 0,
        "next_at": next_reading(since, now, story=found.act == "story"),
    }
    if live is None:
        missing = row.unseen_at or now
        confirmed = missing <= now - CONFIRMED_AFTER
        fields |= {"unseen_at": missing, "gone_at": missing if confirmed else None}
        if not confirmed:
            fields["next_at"] = now + CONFIRMED_AFTER
        Reading.objects.filter(pk=row.pk).update(**fields)
        if confirmed and row.gone_at is None:
            _bring_up(found, missing, "gone", GONE, GONE_TODO)
        return "gone" if confirmed else "missing"
    counts = {"likes": live.likes, "comments": live.comments, "reach": live.reach}
    fields |= {"unseen_at": None, "gone_at": None, "differs": differs}
    fields |= {name: value for name, value in counts.items() if value is not None}
    Reading.objects.filter(pk=row.pk).update(**fields)
    before = row.differs if row.differs != row.accepted else []
    if differs and differs != row.accepted:
        if differs != before or row.gone_at:
            _bring_up(found, now, "drifted", " ".join(differs), DRIFT_TODO)
        return "differs"
    if before or row.gone_at:
        _say(found, None, "", "")
        workflow.tell(found, "as_approved_again")
    return "as approved"


def _bring_up(delivery: Delivery, since: datetime, what: str, sentence: str, todo: str) -> None:
    """Beside the post, in the trail and, once, to approvers by mail."""
    _say(delivery, since, sentence, todo)
    workflow.tell(delivery, what, data={"reason": sentence})
    notices.tell_drifted(delivery, what, sentence, since)


def _say(delivery: Delivery, since: datetime | None, reason: str, todo: str) -> None:
    """What stands beside it; while it is being taken down that says how far that is."""
    if not TakeDown.objects.filter(delivery=delivery, done_at=None).exists():
        Delivery.objects.filter(pk=delivery.pk, state="published").update(look_since=since, reason=reason, todo=todo)


def _later(row: Reading, trouble: str) -> None:
    """Not read this time: that says nothing about the post."""
    failures = row.failures + 1
    wait = growing(FIRST.total_seconds(), failures, at_most=timedelta(hours=6).total_seconds())
    Reading.objects.filter(pk=row.pk, failures=row.failures).update(
        failures=failures, trouble=trouble, next_at=timezone.now() + wait
    )
