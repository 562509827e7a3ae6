"""What would leave through an account once it goes on, in turn, and what is in doubt there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from publisher.accounts.turns import clock, due_at, in_turn, waits
from publisher.manifest import title_of
from publisher.models import Account, Delivery, User
from publisher.quiet import opens
from publisher.rules.attempts import hand_of

RESTING = Q(state="paused", issue__state="paused")
"""A mailing that a person paused by itself: it goes on when a person says so of it."""
NEVER = Q(state="waiting") & (~Q(announcement__state="approved") | Q(after__state__in=("failed", "stopped")))
"""What waits and goes nowhere, or is held with a question, once somebody looks at it."""
COPIES = Q(issue__state="sent", announcement__state="approved", issue__copies__state__in=("queued", "claimed"))
"""Copies of a mailing that had ended, which a person wants sent again: they leave without a turn of the delivery."""


@dataclass(frozen=True, slots=True)
class Next:
    """One delivery that would go out after a resume: of what, about whom, which act, and since when it waits.

    `hand`: who has opened it to post it by hand, if anybody. `waits`: what it waits for besides, as a sentence.
    `copies`: so many of a mailing that had ended are sent again; 0: it is the delivery itself. `sure`: nothing but time
    is in its way; else nobody knows when it goes.
    """

    delivery: int
    announcement: int
    code: str
    names: str
    act: str
    since: datetime
    hand: str = ""
    waits: str = ""
    copies: int = 0
    sure: bool = True

    @property
    def mark(self) -> str:
        """What tells it from anything else that a person may have seen in its place."""
        return f"{self.delivery}:{self.copies}" if self.copies else str(self.delivery)


def would_go(account: Account) -> list[Next]:
    """What would go out through it, in turn: what is due, then what comes to be due, then what nobody knows of.

    The tracker is still asked about each right before it leaves.
    """
    now = timezone.now()
    on_its_way = Q(state__in=("ready", "paused", "waiting")) | Q(state="publishing", sending_at=None)
    rows = in_turn(Delivery.objects.filter(on_its_way, account=account).exclude(RESTING).exclude(NEVER))
    found = [_placed(row, now) for row in rows.select_related("announcement", "revision", "after")]
    again = Delivery.objects.filter(COPIES, account=account).select_related("announcement", "revision").order_by("id")
    for row in again.annotate(copies=Count("issue__copies"), at=Min("issue__copies__retry_at")):
        found.append(_copies(row, now))
    return [one for _place, one in sorted(found, key=lambda pair: pair[0])]


def in_doubt(account: Account) -> list[Next]:
    """What was sent and may be there, `since` when. After a resume it is looked for, and never sent again by that."""
    rows = doubts(account).select_related("announcement", "revision").order_by("sending_at", "id")
    found = list(rows)
    hands = {
        row.pk: hand_of(row.checkpoint)["by"] for row in found if row.state == "by_hand" and hand_of(row.checkpoint)
    }
    people = User.objects.in_bulk(hands.values()) if hands else {}
    return [_next(row, row.sending_at or row.planned_at, hand=str(people.get(hands.get(row.pk), ""))) for row in found]


def doubts(account: Account) -> QuerySet[Delivery]:
    """What may be live without anybody knowing, also in a person's hands; of mails `pipeline/copies.py` asks."""
    sent = Q(state="uncertain") | Q(state__in=("publishing", "by_hand"), sending_at__isnull=False)
    return Delivery.objects.filter(sent, account=account).exclude(act="mail")


Place = tuple[bool, datetime, int]


def _placed(row: Delivery, now: datetime) -> tuple[Place, Next]:
    """It with its place: what nobody knows the time of comes last, what is due at one time goes by its rank."""
    sure, at = _when(row, now)
    if not sure:
        told = row.waits_note or _("Waits for the post before it.")
    elif row.state == "publishing":
        told = _("It is being prepared in this moment.")
    else:
        told = waits(row) or (_("Goes out at %(at)s at the earliest.") % {"at": clock(at)} if at > now else "")
    return (not sure, at, row.rank), _next(row, row.planned_at, waits=told, sure=sure)  # type: ignore[attr-defined]


def _when(row: Delivery, now: datetime) -> tuple[bool, datetime]:
    """Whether only time is in its way, and from when on it may go. What a limit put off is asked again at once."""
    due = due_at(row) if row.state == "waiting" else row.not_before
    if due is None or (row.state == "waiting" and row.waits_for == "tracker"):
        return False, now
    return True, opens(now if row.limit else max(due, row.not_before, now))


def _copies(row: Delivery, now: datetime) -> tuple[Place, Next]:
    again: datetime | None = row.at  # type: ignore[attr-defined]
    at = opens(max(again or now, now))
    told = _("Goes out at %(at)s at the earliest.") % {"at": clock(at)} if at > now else ""
    return (False, at, 1), _next(row, again or row.planned_at, waits=told, copies=row.copies)  # type: ignore[attr-defined]


def _next(
    row: Delivery, since: datetime, *, hand: str = "", waits: str = "", copies: int = 0, sure: bool = True
) -> Next:
    made = row.announcement
    return Next(row.pk, made.pk, made.code, title_of(row.revision.manifest), row.act, since, hand, waits, copies, sure)
