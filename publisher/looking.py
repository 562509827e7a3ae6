"""Looking for what may be live: every attempt of a delivery that was sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from publisher.channels.base import Channel, Post, Receipt
from publisher.channels.errors import ChannelError, PostGone, Refused, Unknown, Unlisted, wish
from publisher.channels.on_target import OnTarget
from publisher.models import Delivery, Event
from publisher.rules.attempts import Attempt, attempts
from publisher.stopping import in_doubt

A_DAY = timedelta(days=1)


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


def opened_since(delivery: Delivery) -> datetime:
    """Since when what a person posted of it may stand there: since the first of them opened it, or it was due."""
    opened = Event.objects.filter(kind="delivery", object_id=delivery.pk, what="hand").order_by("id")
    return opened.values_list("at", flat=True).first() or delivery.planned_at


def word_counts(cause: Exception, since: datetime) -> bool:
    """Whether a person's "it is not there" counts although the look for what was sent at `since` cannot tell.

    No list lags for a day: if that cannot tell, nothing ever will. One that was read and does not have it says no less
    than the person, as soon as lists no longer lag. Where the post is gone, nothing can stand under it.
    """
    if isinstance(cause, PostGone):
        return True
    lag = timedelta(seconds=settings.AGAIN_SECONDS) if isinstance(cause, Unlisted) else A_DAY
    return isinstance(cause, Unknown | Refused) and not wish(cause) and since + lag < timezone.now()
