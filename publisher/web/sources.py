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
    """A source, its latest poll (None before the first), and the word and colour for it."""

    source: Source
    poll: Poll | None
    word: Any
    colour: str


@staff()
def sources(request: StaffRequest) -> HttpResponse:
    """The list, in two queries however many there are."""
    latest = Poll.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk").values("pk")[:1]
    listed = list(Source.objects.annotate(latest=Subquery(latest)).order_by("name"))
    polls = Poll.objects.in_bulk([source.latest for source in listed if source.latest])
    return render(request, "sources.html", {"lines": [_line(source, polls.get(source.latest)) for source in listed]})


def _line(source: Source, poll: Poll | None) -> Line:
    if source.paused_at:
        return Line(source, poll, lazy("Paused"), "stopped")
    if poll is None:
        return Line(source, None, lazy("Not read yet"), "waiting")
    colour, word = WORDS[poll.state]
    return Line(source, poll, word, colour)
