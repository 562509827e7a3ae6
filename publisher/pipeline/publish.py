"""Sending what is due: the eight steps that make a delivery happen once. Why: docs/decisions/0003-eight-steps.md.

Each step is a function of its own, called by name, so that a test can stop the process in any of them.
"""

import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import notices, nudge, workflow
from publisher.accounts import passwords
from publisher.accounts.leasing import give_back
from publisher.accounts.limits import told_quota
from publisher.accounts.opening import NEWSLETTER, open_channel, save_session
from publisher.accounts.pausing import accepted, stop
from publisher.accounts.resuming import ask_again
from publisher.channels.base import Channel, Post, Prepared, Receipt
from publisher.channels.errors import ChannelError, TryLater, Unknown
from publisher.channels.on_target import OnTarget, acting
from publisher.claims import Claim, back, claim, held_still
from publisher.looking import find, posted_by_hand, word_counts
from publisher.models import Delivery, Reading
from publisher.newsletter.carrier import carry
from publisher.posting import post_of
from publisher.quiet import opens
from publisher.rules.as_approved import FIRST
from publisher.rules.attempts import earlier, in_doubt_again
from publisher.rules.marks import EARLIER, UNWANTED
from publisher.rules.retries import ATTEMPTS
from publisher.rules.timing import growing
from publisher.stopping import look_before_stopping, sent_before, stop_absent, turned_up, unwanted
from publisher.truth.before_sending import ask
from publisher.unsent import after_the_stamp, before_the_stamp, given_up, turn_back

log = structlog.get_logger(__name__)

Steps = Channel | OnTarget
NOT_AS_APPROVED = "What it would send is not what is approved now."
SAY_AGAIN = "Look at the account, then say whether it is there."


def work_account(account_id: int) -> int:
    """Sends what is due on this account, one after the other; gives how many claims that took.

    It ends after half a lease, well within a task's time limit; the hint it leaves takes the rest.
    """
    enough_at = time.monotonic() + settings.LEASE_SECONDS / 2
    done = 0
    while claimed := claim(account_id, hinted=not done):
        done += 1
        try:
            step = carry if claimed.account.channel == NEWSLETTER else publish
            step(claimed)
        finally:
            give_back(claimed.account)
            if claimed.account.probe_id is not None:
                ask_again()
        if time.monotonic() > enough_at:
            nudge.send("publish", account_id)
            break
    return done


def publish(claimed: Claim) -> None:
    """Steps 3 to 6 of one delivery on one channel."""
    delivery = claimed.delivery
    if why := unwanted(delivery):  # stopped while it was being sent, of which then nothing left
        with suppress(workflow.Moved):
            look_before_stopping(delivery, why) if sent_before(delivery) else stop_absent(delivery)
        return
    if delivery.attempts > ATTEMPTS:
        given_up(claimed, delivery.reason)
        return
    if not _as_approved(delivery):
        back(claimed, "held", NOT_AS_APPROVED, todo="Put it back into review, or stop it.")
        return
    try:
        channel, post = acting(open_channel(claimed.account), delivery.act), post_of(delivery)
        if EARLIER in delivery.checkpoint and settled_before(claimed, channel, post):
            return
        if there := posted_by_hand(channel, post, delivery):
            finish(delivery, there)
            return
        prepared = prepare(claimed, channel, post)
        verdict = ask(delivery)
    except Exception as cause:  # noqa: BLE001 - nothing was sent: whatever it was, it can be tried again or shown
        before_the_stamp(claimed, cause)
        return
    if not verdict.go:
        turn_back(claimed, verdict)
        return
    if not stamp(claimed):
        not_stamped(claimed)
        return
    try:
        receipt = send(channel, prepared, post)
    except Exception as cause:  # noqa: BLE001 - after the stamp every other error is "uncertain", whatever it says
        (before_the_stamp if nothing_said(channel, cause) else after_the_stamp)(claimed, cause)
        return
    finish(claimed.delivery, receipt)


def nothing_said(channel: Steps, cause: Exception) -> bool:
    """Whether an error of `send` proves that nothing was said twice if it is tried again.

    A channel gives TryLater only with proof that nothing was written to the socket; for what is done to a post see
    `OnTarget.send`.
    """
    answered = isinstance(cause, ChannelError) and not isinstance(cause, Unknown)
    return isinstance(cause, TryLater) or (answered and isinstance(channel, OnTarget))


def settled_before(claimed: Claim, channel: Steps, post: Post) -> bool:
    """Looks once more for what a person called absent, right before it is sent again; True if nothing is to be sent.

    Found, it is published. When nobody can tell, the question is asked again: nothing leaves on a guess.
    """
    before = in_doubt_again(claimed.delivery.checkpoint)
    assert before is not None
    try:
        found = find(channel, post, earlier(claimed.delivery.checkpoint))
    except ChannelError as cause:
        if word_counts(cause, before.since):
            return False
        with transaction.atomic():
            stop(claimed.account, cause)
            reason = f"It was to be sent again, but it could not be looked for right before. {cause}"
            asked = {"sending_at": before.since, "checkpoint": before.checkpoint, "todo": SAY_AGAIN}
            back(claimed, "uncertain", reason, **asked)
        return True
    if found:
        finish(claimed.delivery, found)
    return found is not None


def prepare(claimed: Claim, channel: Steps, post: Post) -> Prepared:
    """Step 3: all that can fail and that nobody sees. Its checkpoint and renewed session are stored at once."""
    known = channel.session
    kept = {name: value for name, value in claimed.delivery.checkpoint.items() if name == EARLIER}
    try:
        prepared = channel.prepare(post, claimed.delivery.checkpoint)
    finally:
        # A log-in that worked must not be repeated because the upload after it failed.
        if channel.session is not None and channel.session != known:
            save_session(claimed.account, claimed.account.fence, channel.session)
            passwords.known(claimed.account)
        told_quota(claimed.account, channel.quota)
    Delivery.objects.filter(pk=claimed.delivery.pk, fence=claimed.delivery.fence, state="publishing").update(
        checkpoint=prepared.checkpoint | kept
    )
    return prepared


def stamp(claimed: Claim) -> bool:
    """Step 4, the point of no return: False if this claim is not the current one, too little time is left, or quiet
    hours began meanwhile.

    The announcement, its revision and the account are looked at in the same statement, so that a hold, an edit, a stop
    or a pause that came before it wins, and one that comes after it knows that it is too late.
    """
    now = timezone.now()
    room = now + timedelta(seconds=settings.SEND_SECONDS)
    if opens(now) > now:
        return False
    return bool(
        Delivery.objects.filter(
            pk=claimed.delivery.pk,
            state="publishing",
            fence=claimed.delivery.fence,
            sending_at=None,
            lease_until__gt=room,
            pk__in=Delivery.objects.filter(
                Q(account__probe=None) | Q(account__probe=claimed.delivery.pk),
                ~Q(checkpoint__has_key=UNWANTED),
                announcement__state="approved",
                announcement__revision=claimed.delivery.revision_id,
                account__paused_at=None,
            ).values("pk"),
        ).update(sending_at=now)
    )


def not_stamped(claimed: Claim) -> None:
    """Puts a delivery that could not be stamped where the cause belongs. A hold, stop or edit has moved it already."""
    with transaction.atomic():
        held_still(claimed.account)
        _put_back(claimed)


def _put_back(claimed: Claim) -> None:
    now, at = Delivery.objects.select_related("announcement", "account").get(pk=claimed.delivery.pk), timezone.now()
    if not _as_approved(now):
        back(claimed, "held", NOT_AS_APPROVED, todo="Put it back into review, or stop it.")
    elif now.account.paused_at:
        back(claimed, "paused", now.account.pause_reason, todo=now.account.todo)
    elif (quiet_until := opens(at)) > at:
        told = "Quiet hours began before it was sent; it goes out after them."
        back(claimed, "ready", told, not_before=quiet_until, attempts=F("attempts") - 1)
    else:
        again = at + growing(10, claimed.delivery.attempts)
        late = "There was not enough time left to send it; it is tried again."
        another = now.account.probe_id not in (None, now.pk)
        back(claimed, "ready", "Another one goes first." if another else late, not_before=again)


def _as_approved(delivery: Delivery) -> bool:
    announcement = delivery.announcement
    return announcement.state == "approved" and announcement.revision_id == delivery.revision_id


def send(channel: Steps, prepared: Prepared, post: Post) -> Receipt:
    """Step 5: the one call with a visible effect."""
    return channel.send(prepared, post)


def finish(delivery: Delivery, receipt: Receipt) -> None:
    """Step 6: the receipt. The sweeper may have called it uncertain meanwhile; a receipt settles that too."""
    fields: dict[str, Any] = {
        "remote_id": receipt.remote_id,
        "permalink": receipt.permalink,
        "published_at": receipt.at,
        "lease_until": None,
        "reason": "",
        "todo": "",
        "next_look_at": None,
    }
    with transaction.atomic():
        held_still(delivery.account)
        fresh = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        # `by_hand`: a person took over what was in doubt. Who then pastes a link is told that this one is live.
        if fresh.state in ("publishing", "uncertain", "by_hand") and fresh.fence == delivery.fence:
            fields |= turned_up(fresh)
            workflow.move(
                fresh, "published", guard=Q(fence=delivery.fence), data={"remote_id": receipt.remote_id}, **fields
            )
            if fresh.act == "edit":  # looked at as soon as after the post itself
                Reading.objects.filter(delivery=fresh.target_id).update(next_at=timezone.now() + FIRST)
            told = delivery.announcement
            notices.tell_trigger(told, "live", f"it is live: {receipt.permalink or told.code}")
        accepted(delivery.account)
