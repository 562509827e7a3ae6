"""Looking for what may be live: every attempt of a delivery that was sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from publisher.channels.base import Channel, Post, Receipt
from publisher.channels.errors import ChannelError, PostGone, Refused, TryLater, Unknown, Unlisted, wish
from publisher.channels.on_target import SOON, OnTarget
from publisher.models import Delivery, Event
from publisher.rules.attempts import Attempt, attempts
from publisher.stopping import in_doubt

A_DAY = timedelta(days=1)
NOT_TOLD = (
    "Somebody had opened it to post it by hand, and whether they did cannot be told yet. It is looked for again by "
    "itself, and sent if it is not there."
)


def may_be_live(delivery: Delivery) -> list[Attempt]:
    """What was sent of it and is not known to be there, the newest first; empty if nothing was."""
    return attempts(delivery.checkpoint, delivery.sending_at) if in_doubt(delivery) else []


def find(steps: Channel | OnTarget, post: Post, tries: Iterable[Attempt]) -> Receipt | None:
    """The first of these attempts that is there; None if none is, as the channel's `find` promises.

    Raises what the channel raises, but not before each was looked for.
    """
    trouble: ChannelError | None = None
    for one in tries:
        try:
            if found := steps.find(post, one.checkpoint, one.since):
                return found
        except ChannelError as cause:
            trouble = trouble or cause
            if not isinstance(cause, Unknown) or wish(cause):
                break  # of the next one the service would say the same
    if trouble:
        raise trouble
    return None


def posted_by_hand(steps: Channel | OnTarget, post: Post, delivery: Delivery) -> Receipt | None:
    """What a person posted of it who had opened it and gave it back; None if nobody had, or nothing is there.

    Looked for right before it is sent, by its marker alone. What belongs to a post `OnTarget.prepare` looks for. Raises
    TryLater where it cannot be told, until the word of who gave it back counts, and what else `find` raises. Of a story
    it counts once lists no longer lag, since there may be no list of stories at all.
    """
    had = _in_hand(delivery)
    if not had or delivery.target_id is not None:
        return None
    try:
        return steps.find(post, {}, had[0])
    except Refused:  # this channel never looks: its `prepare` says what follows
        return None
    except Unknown as cause:
        sure = had[-1] + timedelta(seconds=settings.AGAIN_SECONDS) - timezone.now()  # until lists no longer lag
        told_by_lists = isinstance(cause, Unlisted) or delivery.act == "story"  # the official API lists no stories
        if word_counts(cause, had[-1]) or (told_by_lists and not wish(cause) and sure <= timedelta()):
            return None
        raise TryLater(f"{NOT_TOLD} {cause}", max(SOON, sure) if told_by_lists else SOON, cause.pauses) from None


def opened_since(delivery: Delivery) -> datetime:
    """Since when what a person posted of it may stand there: since the first of them opened it, or it was due."""
    return next(iter(_in_hand(delivery)), delivery.planned_at)


def _in_hand(delivery: Delivery) -> list[datetime]:
    """Each time that somebody opened it to post it, or gave it back; empty if nobody did."""
    told = Event.objects.filter(kind="delivery", object_id=delivery.pk, what__in=("hand", "given_back"))
    return list(told.order_by("id").values_list("at", flat=True))


def word_counts(cause: Exception, since: datetime) -> bool:
    """Whether a person's "it is not there" counts although the look for what was sent at `since` cannot tell.

    No list lags for a day: if that cannot tell, nothing ever will. One that was read and does not have it says no less
    than the person, as soon as lists no longer lag. Where the post is gone, nothing can stand under it.
    """
    if isinstance(cause, PostGone):
        return True
    lag = timedelta(seconds=settings.AGAIN_SECONDS) if isinstance(cause, Unlisted) else A_DAY
    return isinstance(cause, Unknown | Refused) and not wish(cause) and since + lag < timezone.now()
