"""Whose turn it is on one account: what goes first, and until when the rest must wait."""

from datetime import datetime, timedelta

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publisher.accounts.limits import COUNTED, limits_of, sends
from publisher.models import Account, Delivery
from publisher.quiet import opens
from publisher.rules.limits import UNLIMITED, Limits, Turn, turns

FIRST = Q(announcement__kind="correction") | Q(act__in=("edit", "archive", "delete"))
"""What puts right or takes away goes before news, and the distance between two posts does not hold it up: while it
waits something wrong is public. The numbers an hour and a day hold for it too: a blocked account corrects nothing.
(`pipeline/takedown.py` takes down by itself, without a turn.)"""


def in_turn(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """What is said of `FIRST` before news; within both, what has waited longer before what came later.

    Each row has `rank` (0: first) and `since`, the moment from which it waits for its turn.
    """
    rank = Case(When(FIRST, then=Value(0)), default=Value(1))
    return deliveries.annotate(rank=rank, since=Coalesce("waits_since", "not_before")).order_by("rank", "since", "id")


def eligible(account_id: int, now: datetime) -> QuerySet[Delivery]:
    """What would like to leave now, in turn. What a limit put off is asked again: it may have been lifted meanwhile."""
    return in_turn(_eligible(account_id, now))


def anything(account_id: int, now: datetime) -> bool:
    """Whether anything would like to leave now: asked after everything that went out, so it is asked cheaply."""
    return _eligible(account_id, now).exists()


def _eligible(account_id: int, now: datetime) -> QuerySet[Delivery]:
    due = Q(not_before__lte=now) | ~Q(limit="")
    return Delivery.objects.filter(due, account_id=account_id, state="ready")


def next_one(account: Account, now: datetime) -> Delivery | None:
    """The one that may leave now, if any. Those that must wait are told until when, in the caller's transaction.

    Whoever asks is the account's one writer: between this count and the stamp nobody else sends.
    """
    waiting = eligible(account.pk, now)
    if account.probe_id is not None:
        waiting = waiting.filter(pk=account.probe_id)
    limits = limits_of(account)
    whole = waiting.select_related("announcement", "revision")
    first = whole.first()
    if first is None or limits == UNLIMITED or first.act not in COUNTED:
        return first
    sent = sends(account, now)
    if turns(sent, limits, now, [_spaced(first)], opens)[0].at <= now:
        return first
    rows = list(waiting.filter(act__in=COUNTED).only("id", "not_before", "limit", "waits_since"))
    for row, turn in zip(rows, turns(sent, limits, now, [_spaced(row) for row in rows], opens), strict=True):
        _put_off(row, turn, limits)
    return whole.exclude(act__in=COUNTED).first()


def _spaced(row: Delivery) -> bool:
    return bool(row.rank)  # type: ignore[attr-defined]


def _put_off(row: Delivery, turn: Turn, limits: Limits) -> None:
    """Writes when its turn is and which limit says so; nothing where that stands there already."""
    numbers = {
        "hour": limits.per_hour,
        "day": limits.per_day,
        "spacing": int(limits.spacing.total_seconds()),
        "": 0,
    }
    told = f"{turn.because or 'turn'} {numbers[turn.because]}"
    if (row.not_before, row.limit) == (turn.at, told):
        return
    Delivery.objects.filter(pk=row.pk, state="ready").update(
        not_before=turn.at, limit=told, waits_since=row.waits_since or row.not_before
    )


def due_at(delivery: Delivery) -> datetime | None:
    """When it is due as things stand; None while the post before it is still on its way: then nobody knows.

    After a live post: its delay later. While that post is paused or in doubt: the clock time planned for it; but what
    belongs to the post, as its comment does, goes nowhere without it.
    """
    before = delivery.after
    if before is None:
        return delivery.not_before
    if before.state == "published" or (before.state == "taken_down" and not delivery.target_id):
        return (before.published_at or delivery.planned_at) + timedelta(seconds=delivery.after_delay)
    if before.state in ("uncertain", "paused") and not delivery.target_id:
        return max(delivery.planned_at, delivery.not_before)
    return None


def waits(delivery: Delivery) -> str:
    """Why and until when a limit keeps it back, in the reader's language and time; empty when none does."""
    what, _space, number = delivery.limit.partition(" ")
    if delivery.state != "ready" or not what or delivery.not_before <= timezone.now():
        return ""
    many, at = int(number), clock(delivery.not_before)
    if what == "hour":
        text = ngettext(
            "Waits: %(n)s post in the last hour is the limit here; goes out at %(at)s.",
            "Waits: %(n)s posts in the last hour is the limit here; goes out at %(at)s.",
            many,
        )
    elif what == "day":
        text = ngettext(
            "Waits: %(n)s post in the last 24 hours is the limit here; goes out at %(at)s.",
            "Waits: %(n)s posts in the last 24 hours is the limit here; goes out at %(at)s.",
            many,
        )
    elif what == "spacing":
        text = _("Waits: posts here go out %(apart)s apart; goes out at %(at)s.")
    else:
        text = _("Waits for its turn here; goes out at %(at)s.")
    return text % {"n": many, "at": at, "apart": _apart(many)}


def clock(at: datetime) -> str:
    """A moment in the reader's zone: `14:05 EST`, after the day where that is not today."""
    local = timezone.localtime(at)
    day = "" if local.date() == timezone.localdate() else f"{date_format(local, 'D, M j')}, "
    return f"{day}{local:%H:%M} {local.tzname()}"


def _apart(seconds: int) -> str:
    if seconds % 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
