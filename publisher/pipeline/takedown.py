"""Taking down what is live: one person says so, the channel does it or a person by hand, and only proof makes it so.

Nothing here is done once only: whatever breaks in between is tried again, until it is down or a sentence says why not.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publisher import notices, nudge, workflow
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.opening import open_channel
from publisher.accounts.pausing import stop
from publisher.accounts.takes_down import act_of, doer
from publisher.approving import locked
from publisher.channels.base import Channel, Receipt
from publisher.channels.errors import ChannelError, Refused, wish
from publisher.claims import in_words
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, Role, TakeDown, User
from publisher.not_twice import known_others, others_of
from publisher.posting import receipt_of, what_stands
from publisher.rules.as_approved import LISTS_LAG, STORY_LIVES
from publisher.rules.timing import growing
from publisher.said import for_everybody, reason_of
from publisher.stopping import in_doubt, stop_the_rest
from publisher.truth.contradicted import UNDER_WAY

log = structlog.get_logger(__name__)

WITH_ITS_POST = "Its post was taken down."
NOT_CONFIRMED = "It is not confirmed that it is down"
"""Never "it is still live": the service has refused in words what it had done."""
BY_HAND = "Delete it or archive it there by hand{}, then say here that it is done. It is looked at again by itself too."
PATIENCE = timedelta(days=1)
"""After so long without an answer from the service, the word of whoever did it by hand counts."""


def take_down(
    announcement_id: int, *, by: User, reason: str, how: str = "archive", public: Mapping[str, str] | None = None
) -> Announcement:
    """Has every live post of it archived, or deleted, and stops what has not gone out. One approver suffices.

    One in doubt is taken down as soon as it turns up; if it is not there it is not sent.
    `public` is why, for everybody, in one or more languages. Said again it is tried again at once, as said last. What
    became of it stands on each delivery: `taken_down` once that is so. Mail cannot be called back. Raises `Refusal`.
    """
    if not by.may(Role.APPROVER):
        raise Refusal(f"Your role is {by.role}; only an approver or an admin may take something down.", "forbidden")
    why = reason_of(reason, "Say why it is taken down: a reason is needed.")
    if how not in ("archive", "delete"):
        raise Refusal("It can be archived or deleted.")
    told = for_everybody(public or {})
    with transaction.atomic():
        announcement = locked(announcement_id)
        known = announcement.revision.manifest["languages"] if announcement.revision else []
        if unknown := set(told) - set(known):
            raise Refusal(f"It is not in {min(unknown)!r}: the public reason may be in {', '.join(known)}.")
        # What belongs to a post goes with it, and is not asked for by itself.
        theirs = announcement.deliveries.filter(target=None).exclude(act="mail")
        posts = theirs.select_for_update(of=("self",)).select_related("account")
        live = [delivery for delivery in posts if delivery.state == "published"]
        doubtful = [one for one in posts if in_doubt(one)]
        if not live and not doubtful:
            raise Refusal("Nothing of it is live, so there is nothing to take down.", "conflict")
        stop_the_rest(announcement, by, f"It is taken down: {why}")
        for delivery in live + doubtful:
            _ask(delivery, by, why, how, told)
    return announcement


def done_by_hand(delivery_id: int, *, by: User) -> Delivery:
    """A person says that they took it down on the account: that is looked at, and then so. Raises `Refusal`."""
    if not by.may(Role.APPROVER):
        raise Refusal("Only an approver or an admin may say that it is taken down.", "forbidden")
    with transaction.atomic():
        row = TakeDown.objects.select_for_update(of=("self",)).filter(pk=delivery_id, done_at=None).first()
        if row is None:
            raise Refusal("Nobody asked for it to be taken down, or it is down already. Look at it again.", "conflict")
        now = timezone.now()
        TakeDown.objects.filter(pk=row.pk).update(said_by=by, said_at=now, next_at=now, tries=0)
        workflow.tell(row.delivery, "said_down", by=by)
        nudge.send("take_down", row.pk)
    return row.delivery


def due(now: datetime | None = None) -> list[int]:
    """Deliveries whose taking down should be tried now."""
    rows = TakeDown.objects.filter(done_at=None, next_at__lte=now or timezone.now(), delivery__state="published")
    return list(rows.order_by("next_at").values_list("pk", flat=True)[:50])


def carry_out(delivery_id: int) -> str:
    """Tries it once; gives what became of it in a word. May be repeated, by anybody, at any time."""
    row = TakeDown.objects.select_related("delivery__account", "by", "said_by").get(pk=delivery_id)
    delivery, account = row.delivery, doer(row)
    if row.done_at or delivery.state != "published":
        return "settled"
    rests = account.paused_at or account.retired_at
    taken = None if rests else take_account(account.pk)
    if taken is None and not rests:
        return "busy"
    # Before the attempt: one that kills its worker comes again later, and not at once for ever.
    wait = growing(30, row.tries, at_most=timedelta(hours=6).total_seconds())
    TakeDown.objects.filter(pk=row.pk).update(tries=F("tries") + 1, next_at=timezone.now() + wait)
    if taken is None:
        return _without_the_account(row)
    try:
        channel = open_channel(taken)
        return _looked_at(row, channel) if row.said_at or row.by_hand else _done_by(row, channel)
    except Refused as cause:
        return _cannot(row, cause)
    except Exception as cause:
        if human := wish(cause):
            stop(taken, cause)
            return _stands(row, f"{NOT_CONFIRMED}. {human.reason}", f"{human.todo} Or take it down there by hand.")
        if not isinstance(cause, ChannelError):
            log.exception("taking down failed", delivery=delivery.pk, exc_info=cause)
        if row.said_at and row.said_at + PATIENCE < timezone.now() and _word_counts(row):
            return _down(row, "a person's word")
        return _stands(row, f"{NOT_CONFIRMED}. {in_words(cause)}", "Nothing: it is tried again by itself.")
    finally:
        give_back(taken)


def _without_the_account(row: TakeDown) -> str:
    """It is paused or retired: nothing of ours can do it, or look whether a person has."""
    if _word_counts(row):
        return _down(row, "a person's word")
    return _stands(row, f"{NOT_CONFIRMED}: {row.delivery.account} is paused or retired.", _by_hand(row))


def _word_counts(row: TakeDown) -> bool:
    """Whether somebody said that it is down whose word is enough where nothing of ours can look."""
    return row.said_by is not None and row.said_by.may(Role.APPROVER)


def _ask(delivery: Delivery, by: User, reason: str, how: str, public: dict[str, str]) -> None:
    now = timezone.now()
    TakeDown.objects.update_or_create(
        delivery=delivery,
        defaults={
            "by": by,
            "how": how,
            "reason": reason,
            "public": public,
            "asked_at": now,
            "next_at": now,
            "tries": 0,
            "by_hand": False,
            "said_by": None,
            "said_at": None,
        },
    )
    Delivery.objects.filter(pk=delivery.pk, state="published").update(reason=UNDER_WAY, todo="", look_since=None)
    workflow.tell(delivery, "take_down", by=by, data={"how": how}, personal={"reason": reason})
    nudge.send("take_down", delivery.pk)


def _done_by(row: TakeDown, channel: Channel) -> str:
    """By the channel: its answer is the proof, and a post that is gone is out of sight. A second one goes with it."""
    others = _others(row, channel)
    act = channel.delete if act_of(row) == "delete" else channel.archive
    receipt = receipt_of(row.delivery)
    if channel.name != row.delivery.account.channel:  # the official API has numbers of its own; the address is one,
        receipt = replace(receipt, remote_id="")  # and whose post stands there is asked first
    for one in (receipt, *others):
        act(one)
    return _down(row, "the channel's answer")


def _looked_at(row: TakeDown, channel: Channel) -> str:
    """By hand: it is down when nobody can see it any more; live, when no list can lag behind that any more."""
    own = [row.delivery.permalink or str(row.delivery.account)] if what_stands(channel, row.delivery) else []
    live = own + [one.permalink for one in _others(row, channel) if channel.read(one)]
    if not live:
        return _down(row, "it was looked for")
    if (until := _lists_lag(row)) > timezone.now():
        return _not_yet_known(row, until)
    where = ", ".join(live)
    if row.said_by is None:
        return _stands(row, f"It is still live: {where}", _by_hand(row))
    TakeDown.objects.filter(pk=row.pk).update(said_by=None, said_at=None, by_hand=True)
    return _stands(row, f"{row.said_by} said that it is down, and it is still live: {where}", _by_hand(row))


def _others(row: TakeDown, channel: Channel) -> list[Receipt]:
    """A second post of it that is there, or was when it was read back last: while it is live nothing is down."""
    since = row.delivery.published_at or row.asked_at
    return [Receipt("", address, since) for address in others_of(channel, row.delivery)]


def _by_hand(row: TakeDown) -> str:
    """What a person does; of two posts with both addresses."""
    both = [row.delivery.permalink, *known_others(row.delivery)]
    return BY_HAND.format(f": {', '.join(both)}" if both[1:] else "")


def _lists_lag(row: TakeDown) -> datetime:
    """Until when nobody can tell an archived post from a live one: its owner can read both, and the list lags."""
    since = row.delivery.published_at or row.asked_at
    return max(since, row.said_at or since) + LISTS_LAG if row.delivery.act == "post" else since


def _not_yet_known(row: TakeDown, until: datetime) -> str:
    again = min(TakeDown.objects.get(pk=row.pk).next_at or until, until)
    TakeDown.objects.filter(pk=row.pk).update(next_at=again)
    told = f"{row.said_by} said that it is down" if row.said_by else NOT_CONFIRMED
    reason = (
        f"{told}. The program is still shown it, and may be for half an hour after it was archived: "
        f"it is looked at again at {again:%H:%M} UTC."
    )
    return _stands(row, reason, "Nothing, if it was archived or deleted.")


def _cannot(row: TakeDown, cause: Refused) -> str:
    """This channel cannot: neither take it down, nor (once somebody said that it is) look whether it is."""
    if row.delivery.act == "story" and (row.delivery.published_at or timezone.now()) + STORY_LIVES < timezone.now():
        return _down(row, "a story is over after a day")
    if _word_counts(row):
        return _down(row, "a person's word")
    TakeDown.objects.filter(pk=row.pk).update(by_hand=True)
    return _stands(row, f"{NOT_CONFIRMED}. {cause.reason}", f"{cause.todo} {_by_hand(row)}".strip())


def _stands(row: TakeDown, reason: str, todo: str) -> str:
    """A true sentence about why it is not down, where staff look."""
    here = Delivery.objects.filter(pk=row.pk, state="published")
    here.update(reason=reason, todo=todo, look_since=row.delivery.look_since or timezone.now())
    return "still live"


def _down(row: TakeDown, proof: str) -> str:
    delivery, by = row.delivery, row.said_by or row.by
    try:
        with transaction.atomic():
            workflow.move(
                delivery,
                "taken_down",
                by=by,
                data={"how": "by hand" if row.said_by or row.by_hand else row.how, "proof": proof},
                personal={"reason": row.reason},
                reason=row.reason,
                todo="",
                look_since=None,
            )
            _with_it(delivery, by)
            TakeDown.objects.filter(pk=row.pk).update(done_at=timezone.now(), next_at=None)  # last, as in `take_down`
            notices.tell_trigger(delivery.announcement, "stopped", "it was taken down.")
    except workflow.Moved:
        return "settled"
    return "taken down"


def _with_it(post: Delivery, by: User) -> None:
    """Its comment, and other captions of it, are seen no more than the post is."""
    for one in post.changes.exclude(state__in=("publishing", "stopped", "taken_down")):
        to = "taken_down" if one.state == "published" else "stopped"
        told: dict[str, Any] = {"reason": WITH_ITS_POST, "todo": "", "next_look_at": None}
        workflow.move(one, to, by=by, data={"with": post.pk}, **told)
