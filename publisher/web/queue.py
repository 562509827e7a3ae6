"""The queue: every announcement under one of the five words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher import queueing
from publisher.models import Poll
from publisher.queueing import Row
from publisher.states import Screen
from publisher.truth.to_follow import overdue
from publisher.web.access import StaffRequest, staff
from publisher.web.screens import SCREENS, ScreenWord
from publisher.web.words import STATUS_WORDS

NEXT_STEPS = {
    "held": lazy("Open it, look at the evidence, then review it again or reject it."),
    "changes_requested": lazy("Open it and edit it as asked; then it waits for review again."),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A row of the queue with its statuses in words and, where it needs a look, what to do next.

    `overdue`: what the tracker says a day after it went out on our own evidence; empty when it agrees.
    """

    row: Row
    before: Any
    after: Any
    todo: str
    overdue: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the five words with its cards. `due` is the next time that something leaves."""

    screen: ScreenWord
    cards: tuple[Card, ...]
    due: datetime | None


@staff()
def queue(request: StaffRequest) -> HttpResponse:
    """The five sections; what needs a look stands first while there is any."""
    rows, late = queueing.queue(), overdue()
    sections = [_section(screen, rows, late) for screen in SCREENS]
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


def _section(screen: Screen, rows: Iterable[Row], late: Mapping[int, str]) -> Section:
    cards = tuple(_card(row, late.get(row.announcement.pk, "")) for row in rows if row.screen is screen)
    due = min((card.row.due for card in cards if card.row.due), default=None) if screen is Screen.GOING else None
    return Section(SCREENS[screen], cards, due)


def _card(row: Row, late: str) -> Card:
    todo = ""
    if row.screen is Screen.LOOK:
        said = (delivery.todo for delivery in row.announcement.deliveries.all() if delivery.todo)
        todo = next(said, "") or str(NEXT_STEPS.get(row.announcement.state, ""))
    return Card(row, STATUS_WORDS.get(row.before, row.before), STATUS_WORDS.get(row.after, row.after), todo, late)
