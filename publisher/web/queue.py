"""The queue: every announcement under one of the five words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from publisher import queueing
from publisher.models import Poll
from publisher.newsletter.counts import in_doubt
from publisher.queueing import Row
from publisher.states import Screen
from publisher.truth.to_follow import overdue
from publisher.web.access import StaffRequest, staff
from publisher.web.screens import SCREENS, ScreenWord
from publisher.web.words import STATUS_WORDS


@dataclass(frozen=True, slots=True)
class Card:
    """A row of the queue with its statuses in words and, where it needs a look, what to do next.

    `overdue`: what the tracker says a day after it went out on our own evidence; empty when it agrees. `doubts`: how
    many copies of its mail are in doubt.
    """

    row: Row
    before: Any
    after: Any
    todo: str
    overdue: str
    doubts: int


@dataclass(frozen=True, slots=True)
class Section:
    """One of the five words with its cards. `due` is the next time that something leaves."""

    screen: ScreenWord
    cards: tuple[Card, ...]
    due: datetime | None


@staff()
def queue(request: StaffRequest) -> HttpResponse:
    """The five sections; what needs a look stands first while there is any."""
    rows, late, doubts = queueing.queue(), overdue(), in_doubt()
    cards = [_card(row, late, doubts) for row in rows]
    sections = [_section(screen, cards) for screen in SCREENS]
    sections.sort(key=lambda section: not (section.screen.key == "look" and section.cards))
    context = {"sections": sections, "total": len(rows), "greeting": greeting(timezone.localtime().hour)}
    if not rows:
        context["last_poll"] = Poll.objects.select_related("source").order_by("-started_at").first()
    return render(request, "queue.html", context)


def greeting(hour: int) -> str:
    """A greeting for that hour of the reader's day, 0 to 23."""
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _section(screen: Screen, every: Iterable[Card]) -> Section:
    cards = tuple(card for card in every if card.row.screen is screen)
    due = min((card.row.due for card in cards if card.row.due), default=None) if screen is Screen.GOING else None
    return Section(SCREENS[screen], cards, due)


def _card(row: Row, late: Mapping[int, str], doubts: Mapping[int, int]) -> Card:
    deliveries = row.announcement.deliveries.all()
    return Card(
        row=row,
        before=STATUS_WORDS.get(row.before, row.before),
        after=STATUS_WORDS.get(row.after, row.after),
        todo=row.todo if row.screen is Screen.LOOK or row.state == "by_hand" else "",
        overdue=late.get(row.announcement.pk, ""),
        doubts=sum(doubts.get(delivery.pk, 0) for delivery in deliveries),
    )
