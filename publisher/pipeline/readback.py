"""Reading back what went out: is it there still, and is it what was approved? Told once, and never an error for an end.

On both sides of a doubt it says less: a post is gone only when the service said so twice, minutes apart.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher import notices, workflow
from publisher.accounts.opening import NEWSLETTER, open_channel
from publisher.accounts.pausing import stop
from publisher.channels.base import Channel, Live, Receipt
from publisher.channels.errors import ChannelError, NotOurs, Refused, Unlisted
from publisher.claims import give_back, in_words, take_account
from publisher.comparing import Compared, compared
from publisher.errors import Refusal
from publisher.models import Delivery, Reading, Role, TakeDown, User
from publisher.not_twice import INSTEAD, others_of, second_ones
from publisher.posting import LISTS_LAG, receipt_of, what_stands
from publisher.rules.as_approved import CONFIRMED_AFTER, FIRST, STORY_LIVES, WATCHED, next_reading
from publisher.rules.timing import growing
from publisher.said import reason_of
from publisher.stopping import unwanted

log = structlog.get_logger(__name__)
AT_ONCE = 20
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
TRIES = 10
"""So many in vain, in about a day, and a person has to look at what another one gave the link of."""
OVER = "A story stands for a day, and its day is over."
LAST_TIME = " It could not be read the last time: "
DRIFT_TODO = "Look at it. Put it right on the account, or take it down, or let it stand and say why."


_SAID = Q(remote_id="") & ~Q(permalink="")
"""Of it nothing is known but the link that a person gave."""
_UNSETTLED = Q(reading__read_at=None) | Q(reading__unseen_at__isnull=False, reading__gone_at=None)


def due_readings(now: datetime | None = None) -> list[int]:
    """Live posts that should be read back now, those that wait longest first.

    A month after they went out no more, but what a person gave the link of once at least.
    """
    now = now or timezone.now()
    due = Q(reading=None, published_at__lte=now - FIRST) | Q(reading__next_at__lte=now)
    watched = Q(published_at__gt=now - WATCHED) | (_SAID & _UNSETTLED)
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
    if delivery.act == "story" and _age(delivery) >= STORY_LIVES:  # whatever is said of it now is no news
        Reading.objects.filter(pk=row.pk).update(next_at=None, trouble=_trouble(row, OVER))
        return "over"
    account = take_account(delivery.account_id)
    if account is None:
        return "busy"
    # Before the attempt: one that kills its worker comes again later, and not at once for ever.
    again = timezone.now() + _wait(row.failures + 1)
    Reading.objects.filter(pk=row.pk).update(failures=F("failures") + 1, next_at=again)
    try:
        told = _asked(open_channel(account), delivery, row)
    except Refused as cause:  # this channel never can: nothing is said about the post
        return _not_told(delivery_id, read, str(cause), never=True)
    except Exception as cause:
        stop(account, cause)
        if not isinstance(cause, ChannelError):
            log.exception("reading back failed", delivery=delivery.pk, exc_info=cause)
        return _not_told(delivery_id, read, in_words(cause))
    finally:
        give_back(account)
    with transaction.atomic():
        return _keep(delivery_id, read, *told)


def _asked(channel: Channel, delivery: Delivery, row: Reading) -> tuple[Live | None, Compared | None, list[str]]:
    """What stands there, how that compares, and where other posts of it are. Raises what the channel raises.

    Nothing stands there, with nothing to compare: it is gone. Nothing, with a difference: it is another account's.
    """
    try:
        live = what_stands(channel, delivery)
    except NotOurs as cause:
        return None, Compared([str(cause)]), []
    except Unlisted:
        if _age(delivery) < LISTS_LAG:
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
        _say(delivery, None, "", "")
        differs = row.differs if row is not None else []
        workflow.tell(delivery, "let_stand", by=by, data={"differs": differs}, personal={"reason": why})
    return delivery


def _as_read(delivery_id: int, read: Receipt) -> Delivery | None:
    """Nobody else's until the transaction ends; None if it is another post, or none, since it was `read`."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("account", "announcement", "revision")
    delivery = rows.get(pk=delivery_id)
    same = (delivery.remote_id, delivery.permalink) == (read.remote_id, read.permalink)
    return delivery if same and delivery.state == "published" else None


def _keep(delivery_id: int, read: Receipt, live: Live | None, found: Compared | None, others: list[str]) -> str:
    """What `_asked` gave about the post that was `read`, unless that is no longer the recorded one."""
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
        _not_compared(row, found.uncompared, _age(delivery))
        word = _there(delivery, row, live, found)
    row.save()
    return word


def _age(delivery: Delivery) -> timedelta:
    return timezone.now() - (delivery.published_at or timezone.now())


def _not_compared(row: Reading, uncompared: Mapping[str, str], age: timedelta) -> None:
    """Says which pictures were not compared, and tries that again before the next reading is due."""
    row.failures = row.failures if uncompared else 0
    if uncompared:
        wait = _wait(row.failures)
        why = " ".join(dict.fromkeys(uncompared.values()))
        row.trouble = f"{Reading.NOT_COMPARED}{', '.join(uncompared)}. {why}"
        coming = min(filter(None, (row.next_at, timezone.now() + wait)))
        row.next_at = coming if age + wait < WATCHED else None


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
        _say(delivery, None, "", "")
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
    _say(delivery, since, sentence, todo)
    workflow.tell(delivery, what, data={"reason": sentence})
    notices.tell_drifted(delivery, what, sentence, since)


def _say(delivery: Delivery, since: datetime | None, reason: str, todo: str) -> None:
    """What stands beside it; while it is being taken down that says how far that is."""
    if not TakeDown.objects.filter(delivery=delivery, done_at=None).exists():
        Delivery.objects.filter(pk=delivery.pk, state="published").update(look_since=since, reason=reason, todo=todo)


@transaction.atomic
def _not_told(delivery_id: int, read: Receipt, trouble: str, *, never: bool = False) -> str:
    """Not read this time, or `never` by this channel: that says nothing about the post.

    But where only a person said that it is there, and nothing of ours could look in many tries, a person has to.
    """
    delivery = _as_read(delivery_id, read)
    if delivery is None:
        return "not now"
    row = Reading.objects.get(pk=delivery_id)
    row.trouble = _trouble(row, trouble)
    in_vain = row.failures >= TRIES
    over = never or (in_vain and _age(delivery) >= WATCHED)
    row.next_at = None if over else timezone.now() + _wait(row.failures)
    if in_vain and not never and row.unsettled and delivery.only_said:
        _unread(delivery, row)
    row.save()
    return "cannot tell"


def _unread(delivery: Delivery, row: Reading) -> None:
    sentence, before = f"{NEVER_READ}{delivery.permalink}", row.stands
    row.differs, row.stands = [sentence], _words(None, [sentence])
    if row.stands != before:
        _bring_up(delivery, timezone.now(), "unread", sentence, LOOK_TODO)


def _trouble(row: Reading, now: str) -> str:
    """Why it could not be read this time; behind what the reading before could not compare."""
    return f"{row.trouble.partition(LAST_TIME)[0]}{LAST_TIME}{now}" if row.uncompared else now


def _wait(failures: int) -> timedelta:
    return growing(FIRST.total_seconds(), failures, at_most=timedelta(hours=6).total_seconds())
