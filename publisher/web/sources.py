"""Where the facts come from: each source with its latest poll."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy

from publisher.models import Poll, Source
from publisher.web.access import StaffRequest, staff

WORDS: dict[str, tuple[str, Any]] = {
    "reading": ("going", lazy("Reading now")),
    "accepted": ("live", lazy("Read")),
    "unchanged": ("live", lazy("Unchanged")),
    "quarantined": ("look", lazy("Quarantined")),
    "healed": ("live", lazy("Healed")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A source, its latest poll (None before the first), the rows held back now, and the word and colour for it."""

    source: Source
    poll: Poll | None
    held: list[dict[str, Any]]
    word: Any
    colour: str


@staff()
def sources(request: StaffRequest) -> HttpResponse:
    """The list, in two queries however many there are."""
    polls = Poll.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk").values("pk")
    # An unchanged read says nothing of single rows: those held back are still the ones of the read before.
    listed = list(
        Source.objects.annotate(latest=Subquery(polls[:1]), told=Subquery(polls.filter(rows__gt=0)[:1])).order_by(
            "name"
        )
    )
    found = Poll.objects.in_bulk([pk for source in listed for pk in (source.latest, source.told) if pk])
    lines = [_line(source, found.get(source.latest), found.get(source.told)) for source in listed]
    return render(request, "sources.html", {"lines": lines})


def _line(source: Source, poll: Poll | None, told: Poll | None) -> Line:
    held = list(told.held) if told else []
    if source.paused_at:
        return Line(source, poll, held, lazy("Paused"), "stopped")
    if poll is None:
        return Line(source, None, held, lazy("Not read yet"), "waiting")
    colour, word = WORDS[poll.state]
    return Line(source, poll, held, word, colour)
