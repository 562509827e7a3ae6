"""Before a person posts what may be live, and after anybody has: nothing of it stands there twice unseen."""

from collections.abc import Sequence

import structlog
from django.db import transaction

from publisher import workflow
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.opening import open_channel
from publisher.accounts.pausing import stop
from publisher.channels.base import Channel, Receipt, Seen
from publisher.channels.errors import ChannelError, Unknown, wish
from publisher.channels.marker import bears
from publisher.channels.on_target import acting
from publisher.claims import in_words
from publisher.errors import Refusal
from publisher.looking import find, may_be_live
from publisher.models import Delivery, Reading, User
from publisher.planning import go_on
from publisher.posting import post_of
from publisher.rules.attempts import Attempt, earlier
from publisher.rules.links import same_post
from publisher.settling import reread, settle
from publisher.sighting import other_at, unlooked

log = structlog.get_logger(__name__)

NEWEST = 33
"""So many of the account's newest posts are looked at for a second one: one page of Instagram's list."""
TWICE = "It appears twice on the account: "
INSTEAD = "The recorded post is no longer on the account, and another one of it is there: "
AT_WORK = "Its account is at work in this moment. Try again in a minute."
CANNOT = "It could not be looked for. Look at the account once more; if it is not there, take it with the tick below."


class NotLooked(Refusal):
    """What may be live could not be looked for: whoever looks at the account themselves may say so and go on."""


def look_first(delivery: Delivery, by: User, *, alone: bool) -> None:
    """Looks for what may be live, before `by` posts it. Nothing is asked of an account that rests.

    Raises `Refusal`: it is there, and published by that; or nobody can tell (`NotLooked`), unless `alone`.
    """
    tries = may_be_live(delivery)
    if not tries or unlooked(delivery):
        return
    account = take_account(delivery.account_id)
    if account is None:
        raise Refusal(AT_WORK, "conflict")
    try:
        found = find(acting(open_channel(account), delivery.act), post_of(delivery), tries)
    except Exception as cause:
        stop(account, cause)
        if not isinstance(cause, ChannelError):
            log.exception("looking failed", delivery=delivery.pk, exc_info=cause)
        if alone:
            return
        raise NotLooked(f"{CANNOT} What it said: {in_words(cause)}", "conflict") from None
    finally:
        give_back(account)
    if found:
        _live_after_all(delivery, found, by)
        where = found.permalink or str(account)
        raise Refusal(f"It is there already: {where}. There is nothing left to post.", "conflict")


def _live_after_all(delivery: Delivery, found: Receipt, by: User) -> None:
    try:
        with transaction.atomic():
            taken = reread(delivery) == "by_hand"  # by somebody else meanwhile, who is told that it is live
            if not taken and "published" not in delivery.MOVES[delivery.state]:
                workflow.move(delivery, "by_hand", by=by)  # here no worker can have it
            settle(delivery, found, by=by)
            go_on(delivery, by)
    except workflow.Moved:
        raise Refusal("It was settled by somebody else in this moment. Look at it again.", "conflict") from None


def second_ones(others: Sequence[str]) -> list[str]:
    """A sentence if a second post of it stands beside the one that is known to be live: an attempt that turned up."""
    return [f"{TWICE}{', '.join(others)} is a post of it too. Delete one of them there."] if others else []


def known_others(delivery: Delivery) -> list[str]:
    """The addresses of other posts of it, as its newest reading found them."""
    return Reading.objects.filter(pk=delivery.pk).values_list("others", flat=True).first() or []


def others_of(channel: Channel, delivery: Delivery) -> list[str]:
    """The addresses of the account's posts that are of it too, beside the recorded one. None if never in doubt.

    Where nobody can tell, what a reading found before stands. Raises the ChannelErrors after which it must rest.
    """
    tries = earlier(delivery.checkpoint)
    if not tries:
        return []
    try:
        return _beside(channel, delivery, tries)
    except ChannelError as cause:
        if wish(cause):
            raise
        log.info("a second one was not looked for", delivery=delivery.pk, cause=str(cause))
        return known_others(delivery)


def _beside(channel: Channel, delivery: Delivery, tries: Sequence[Attempt]) -> list[str]:
    """The addresses of others. A story has no text to be known by, but what each attempt left."""
    if delivery.act != "post":
        post = post_of(delivery)
        there = [found for one in tries if (found := channel.find(post, one.checkpoint, one.since))]
        return list(dict.fromkeys(one.permalink for one in there if one.permalink and not _same(delivery, one)))
    newest = channel.recent(NEWEST)
    code = delivery.announcement.code
    ours = [one for one in newest if bears(one.text, code) and not _same(delivery, one)]
    others = [one.permalink for one in ours if not other_at(delivery, one.permalink)]
    if not others and len(newest) >= NEWEST and newest[-1].at > tries[-1].since:
        raise Unknown("The account's newest posts do not reach back to the first attempt.")
    return others


def _same(delivery: Delivery, other: Receipt | Seen) -> bool:
    if delivery.remote_id and delivery.remote_id == other.remote_id:
        return True
    return bool(delivery.permalink) and other.permalink in same_post(delivery.permalink)
