"""How a reading is kept beside its post: what differs, since when, told once. It changes no state."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from publisher import notices, workflow
from publisher.channels.base import Live, Receipt
from publisher.comparing import Compared
from publisher.models import Delivery, Reading, TakeDown
from publisher.not_twice import INSTEAD
from publisher.rules.as_approved import CONFIRMED_AFTER, FIRST, WATCHED, next_reading
from publisher.rules.timing import growing

GONE = "It is no longer on the account: it was deleted there, or put out of sight."
INSTEAD_TODO = "Let the other one take its place, with the button beside it; or take it down here too, with the reason."
GONE_TODO = "If that was meant, take it down here too, with the reason. If not, find out who did it."
NOTHING_THERE = (
    "Nothing of the account's is known at the address that was given: the link is wrong, or the post was deleted or "
    "put out of sight."
)
WRONG_TODO = "Paste the right link, or say that it is not there. If it is meant so, let it stand and say why."
NEVER_READ = "The program could not look at what stands at the link that was given: "
LOOK_TODO = (
    "Open the link. If it is what was approved, let it stand and say so. If not, paste the right link, or say that it "
    "is not there."
)
DRIFT_TODO = "Look at it. Put it right on the account, or take it down, or let it stand and say why."
TRIES = 10
"""So many in vain, in about a day, and a person has to look at what another one gave the link of."""
LAST_TIME = " It could not be read the last time: "


@transaction.atomic
def keep(delivery_id: int, read: Receipt, live: Live | None, found: Compared | None, others: list[str]) -> str:
    """What the service said of the post that was `read`, unless that is no longer the recorded one; gives it in a word.

    Without `found` it is gone; without `live` what stands there is another account's. `others`: where other posts of it
    are.
    """
    delivery = _as_read(delivery_id, read)
    if delivery is None:
        return "not now"
    if live and delivery.act == "story" and delivery.published_at and live.at < delivery.published_at:
        delivery.published_at = live.at  # a person says later that they posted it, and its day ends by its own clock
        delivery.save(update_fields=["published_at"])
    row, now = Reading.objects.get(pk=delivery_id), timezone.now()
    row.read_at, row.trouble, row.others = now, "", others
    row.next_at = next_reading(delivery.published_at or now, now, story=delivery.act == "story")
    if found is None:
        row.failures, word = 0, _missing(delivery, row, others)
    else:
        _not_compared(row, found.uncompared, age(delivery))
        word = _there(delivery, row, live, found)
    row.save()
    return word


def _as_read(delivery_id: int, read: Receipt) -> Delivery | None:
    """Nobody else's until the transaction ends; None if it is another post, or none, since it was `read`."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("account", "announcement", "revision")
    delivery = rows.get(pk=delivery_id)
    same = (delivery.remote_id, delivery.permalink) == (read.remote_id, read.permalink)
    return delivery if same and delivery.state == "published" else None


def age(delivery: Delivery) -> timedelta:
    """Since when it is live."""
    return timezone.now() - (delivery.published_at or timezone.now())


def _not_compared(row: Reading, uncompared: Mapping[str, str], old: timedelta) -> None:
    """Says which pictures were not compared, and tries that again before the next reading is due."""
    row.failures = row.failures if uncompared else 0  # this reading counts since it was begun
    if uncompared:
        wait = wait_after(row.failures)
        why = " ".join(dict.fromkeys(uncompared.values()))
        row.trouble = f"{Reading.NOT_COMPARED}{', '.join(uncompared)}. {why}"
        coming = min(filter(None, (row.next_at, timezone.now() + wait)))
        row.next_at = coming if old + wait < WATCHED else None


def _missing(delivery: Delivery, row: Reading, others: list[str]) -> str:
    """The service says that it is gone: once it has said so for a while, it is."""
    now = timezone.now()
    row.unseen_at = row.unseen_at or now
    if row.unseen_at > now - CONFIRMED_AFTER:
        row.next_at = now + CONFIRMED_AFTER
        return "missing"
    instead = [f"{INSTEAD}{', '.join(others)}"] if others else []
    if row.gone_at is None or row.differs != instead:
        since = row.unseen_at if row.gone_at is None else now
        row.gone_at, row.differs = row.unseen_at, instead
        told = (GONE, GONE_TODO) if delivery.remote_id else (NOTHING_THERE, WRONG_TODO)
        _bring_up(delivery, since, "gone", *((instead[0], INSTEAD_TODO) if instead else told))
    return "gone"


def _there(delivery: Delivery, row: Reading, live: Live | None, found: Compared) -> str:
    """How what stands there differs; without `live` that is another account's."""
    was_wrong, differs = row.gone_at is not None or row.stands != row.accepted, found.differs
    was_new = row.gone_at is not None or _words(live, differs) != row.stands
    row.unseen_at = row.gone_at = None
    row.differs, row.stands = differs, _words(live, differs)
    for name in ("likes", "comments", "reach"):
        if (count := getattr(live, name, None)) is not None:
            setattr(row, name, count)
    if not differs:
        row.accepted = ""
    if row.stands != row.accepted:
        if was_new:
            what = ("drifted", " ".join(differs), DRIFT_TODO) if live else ("wrong_link", *differs, WRONG_TODO)
            _bring_up(delivery, timezone.now(), *what)
        return "differs"
    if was_wrong:
        say(delivery, None, "", "")
        workflow.tell(delivery, "as_approved_again")
    if differs:
        return "let stand"
    return "not compared" if found.uncompared else "as approved"


def _words(live: Live | None, differs: list[str]) -> str:
    """What tells one difference from the next; empty without one."""
    told = json.dumps([differs, live.text, *live.alts] if live else differs)
    return hashlib.sha256(told.encode()).hexdigest() if differs else ""


def _bring_up(delivery: Delivery, since: datetime, what: str, sentence: str, todo: str) -> None:
    """Beside the post, in the trail and, once, to approvers by mail."""
    say(delivery, since, sentence, todo)
    workflow.tell(delivery, what, data={"reason": sentence})
    notices.tell_drifted(delivery, what, sentence, since)


def say(delivery: Delivery, since: datetime | None, reason: str, todo: str) -> None:
    """What stands beside it; while it is being taken down that says how far that is."""
    if not TakeDown.objects.filter(delivery=delivery, done_at=None).exists():
        Delivery.objects.filter(pk=delivery.pk, state="published").update(look_since=since, reason=reason, todo=todo)


@transaction.atomic
def not_told(delivery_id: int, read: Receipt, trouble: str, *, never: bool = False) -> str:
    """Not read this time, or `never` by this channel: that says nothing about the post.

    But where only a person said that it is there, and nothing of ours could look in many tries, a person has to.
    """
    delivery = _as_read(delivery_id, read)
    if delivery is None:
        return "not now"
    row = Reading.objects.get(pk=delivery_id)
    row.trouble = trouble_of(row, trouble)
    in_vain = row.failures >= TRIES
    over = never or (in_vain and age(delivery) >= WATCHED)
    row.next_at = None if over else timezone.now() + wait_after(row.failures)
    if in_vain and not never and row.unsettled and delivery.only_said:
        _unread(delivery, row)
    row.save()
    return "cannot tell"


def _unread(delivery: Delivery, row: Reading) -> None:
    sentence, before = f"{NEVER_READ}{delivery.permalink}", row.stands
    row.differs, row.stands = [sentence], _words(None, [sentence])
    if row.stands != before:
        _bring_up(delivery, timezone.now(), "unread", sentence, LOOK_TODO)


def trouble_of(row: Reading, now: str) -> str:
    """Why it could not be read this time; behind what the reading before could not compare."""
    return f"{row.trouble.partition(LAST_TIME)[0]}{LAST_TIME}{now}" if row.uncompared else now


def wait_after(failures: int) -> timedelta:
    """How long until it is tried again, after so many in vain."""
    return growing(FIRST.total_seconds(), failures, at_most=timedelta(hours=6).total_seconds())
