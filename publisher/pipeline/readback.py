"""Reading back what went out: is it there still, and is it what was approved? Told once, and never an error for an end.

On both sides of a doubt it says less: a post is gone only when the service said so twice, minutes apart.
"""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import workflow
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.opening import NEWSLETTER, open_channel
from publisher.accounts.pausing import stop
from publisher.as_read import age, keep, not_told, say, trouble_of, wait_after
from publisher.channels.base import Channel, Live
from publisher.channels.errors import ChannelError, NotOurs, Refused, Unlisted
from publisher.claims import in_words
from publisher.comparing import Compared, compared
from publisher.errors import Refusal
from publisher.models import Delivery, Reading, Role, TakeDown, User
from publisher.not_twice import others_of, second_ones
from publisher.posting import receipt_of, what_stands
from publisher.rules.as_approved import FIRST, LISTS_LAG, STORY_WATCHED, WATCHED
from publisher.said import reason_of
from publisher.stopping import unwanted

log = structlog.get_logger(__name__)
AT_ONCE = 20
OVER = "A story stands for a day, and its day is over."


def due_readings(now: datetime | None = None) -> list[int]:
    """Live posts that should be read back now, those that wait longest first.

    A month after they went out no more, but what a person gave the link of once at least.
    """
    now = now or timezone.now()
    due = Q(reading=None, published_at__lte=now - FIRST) | Q(reading__next_at__lte=now)
    watched = Q(published_at__gt=now - WATCHED) | (Delivery.ONLY_SAID & Reading.UNSETTLED)
    live = Delivery.objects.filter(due, watched, state="published", account__paused_at=None)
    wanted = live.filter(account__retired_at=None, target=None).exclude(account__channel=NEWSLETTER)
    return list(wanted.order_by("reading__next_at", "published_at").values_list("pk", flat=True)[:AT_ONCE])


def read_back(delivery_id: int) -> str:
    """Reads one live post and keeps how it stands; gives that in a word."""
    delivery = Delivery.objects.select_related("account", "revision", "announcement__revision").get(pk=delivery_id)
    read = receipt_of(delivery)
    row, _ = Reading.objects.get_or_create(delivery=delivery, defaults={"next_at": timezone.now()})
    if delivery.state != "published" or row.next_at is None or row.next_at > timezone.now():
        return "not now"
    if delivery.act == "story" and age(delivery) >= STORY_WATCHED:  # whatever is said of it now is no news
        Reading.objects.filter(pk=row.pk).update(next_at=None, trouble=trouble_of(row, OVER))
        return "over"
    account = take_account(delivery.account_id)
    if account is None:
        return "busy"
    # Before the attempt: one that kills its worker comes again later, and not at once for ever.
    again = timezone.now() + wait_after(row.failures + 1)
    Reading.objects.filter(pk=row.pk).update(failures=F("failures") + 1, next_at=again)
    try:
        told = _asked(open_channel(account), delivery, row)
    except Refused as cause:  # this channel never can: nothing is said about the post
        return not_told(delivery_id, read, str(cause), never=True)
    except Exception as cause:
        stop(account, cause)
        if not isinstance(cause, ChannelError):
            log.exception("reading back failed", delivery=delivery.pk, exc_info=cause)
        return not_told(delivery_id, read, in_words(cause))
    finally:
        give_back(account)
    return keep(delivery_id, read, *told)


def _asked(channel: Channel, delivery: Delivery, row: Reading) -> tuple[Live | None, Compared | None, list[str]]:
    """What stands there, how that compares, and where other posts of it are. Raises what the channel raises.

    Nothing stands there, with nothing to compare: it is gone. Nothing, with a difference: it is another account's.
    """
    try:
        live = what_stands(channel, delivery)
    except NotOurs as cause:
        return None, Compared([str(cause)]), []
    except Unlisted:
        if age(delivery) < LISTS_LAG:
            raise
        live = None
    others = others_of(channel, delivery)
    if live is None:
        return None, None, others
    found = compared(channel, delivery, live, row.differs)
    found.differs.extend(second_ones(others))
    return live, found, others


def may_let_stand(delivery: Delivery, row: Reading | None) -> bool:
    """Whether a person may say that what is live may stay: it differs from what was approved, or it was stopped."""
    differs = row is not None and not row.gone_at and row.stands != row.accepted
    if differs or not (delivery.look_since and unwanted(delivery)):
        return differs
    return not TakeDown.objects.filter(delivery=delivery, done_at=None).exists()


def let_stand(delivery_id: int, *, by: User, reason: str) -> Delivery:
    """A person says that it may stay as it stands now: the same is not brought up again. Raises `Refusal`."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may let a difference stand.", "forbidden")
    why = reason_of(reason, "Say why it may stay as it stands.")
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, state="published").first()
        row = Reading.objects.select_for_update().filter(pk=delivery_id).first()
        if delivery is None or not may_let_stand(delivery, row):
            raise Refusal("Nothing of it differs from what was approved. Look at it again.", "conflict")
        if row is not None:
            Reading.objects.filter(pk=row.pk).update(accepted=row.stands)
        say(delivery, None, "", "")
        differs = row.differs if row is not None else []
        workflow.tell(delivery, "let_stand", by=by, data={"differs": differs}, personal={"reason": why})
    return delivery
