"""Every source in words: how its last read went, what it says, when it is read next, and what is the matter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from publisher.models import Poll, QuarantinedRow, RowVersion, Source, SourceKey, StatusChange
from publisher.models.people import STATUSES
from publisher.pipeline import watching
from publisher.quarantined import items
from publisher.web.words import STATUS_WORDS

WORDS: dict[str, tuple[str, Any]] = {
    "reading": ("going", lazy("Reading now")),
    "accepted": ("live", lazy("Read")),
    "unchanged": ("live", lazy("Unchanged")),
    "quarantined": ("look", lazy("Quarantined")),
    "healed": ("live", lazy("Healed")),
    "ignored": ("stopped", lazy("Ignored")),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A quarantined poll: which rule put it aside, its reason with what to do, and how many others lie there."""

    poll: Poll
    what: str
    others: int


@dataclass(frozen=True, slots=True)
class Said:
    """The last status change that this source told."""

    change: StatusChange
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Line:
    """A source, the word and colour for it, and what is known of it.

    `rows`: status in words, and how many rows say so. `missing`: how many of those rows are gone from the tracker.
    `roster`: how many people are in the roster that its rows are set beside, as it is shown.
    """

    source: Source
    word: Any
    colour: str
    read_at: datetime | None
    next_at: datetime | None
    late: bool
    said: Said | None
    trouble: Trouble | None
    missing: int
    held: int
    roster: str
    rows: list[tuple[Any, int]] = field(default_factory=list)


def lines() -> list[Line]:
    """All sources by name, in seven queries however many there are."""
    polls = Poll.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk").values("pk")
    changes = StatusChange.objects.filter(source=OuterRef("pk")).order_by("-seen_at", "-pk").values("pk")
    sources = Source.objects.annotate(latest=Subquery(polls[:1]), said=Subquery(changes[:1])).order_by("name")
    listed: list[Any] = list(sources)
    latest = Poll.objects.in_bulk([source.latest for source in listed if source.latest])
    said = StatusChange.objects.select_related("candidacy__person").in_bulk([s.said for s in listed if s.said])
    troubles = _troubles()
    rows = _rows()
    missing = _counts(SourceKey.objects.filter(missing_since__isnull=False))
    held = _counts(QuarantinedRow.objects.filter(state="open"))
    now = timezone.now()
    return [
        Line(
            source,
            *_word(source, latest.get(source.latest), now),
            read_at=source.read_at or (latest[source.latest].started_at if source.latest else None),
            next_at=watching.next_read(source),
            late=watching.is_late(source, now),
            said=_said(said.get(source.said)),
            trouble=troubles.get(source.pk),
            missing=missing.get(source.pk, 0),
            held=held.get(source.pk, 0),
            roster=f"{source.roster_people:,}",
            rows=[
                (STATUS_WORDS[status], rows[source.pk, status]) for status in STATUSES if (source.pk, status) in rows
            ],
        )
        for source in listed
    ]


def _word(source: Source, poll: Poll | None, now: datetime) -> tuple[Any, str]:
    if source.paused_at:
        return lazy("Paused"), "stopped"
    if source.lease_until and source.lease_until > now:
        return WORDS["reading"][1], WORDS["reading"][0]
    if poll is None:
        return lazy("Not read yet"), "waiting"
    colour, word = WORDS[poll.state]
    return word, colour


def _said(change: StatusChange | None) -> Said | None:
    if change is None:
        return None
    return Said(change, change.candidacy.person.name, STATUS_WORDS[change.before], STATUS_WORDS[change.after])


def _troubles() -> dict[int, Trouble]:
    """Of each source the newest quarantined poll."""
    found: dict[int, list[Poll]] = defaultdict(list)
    for poll in Poll.objects.filter(state="quarantined").defer("details").order_by("-started_at", "-pk"):
        found[poll.source_id].append(poll)
    return {source: Trouble(polls[0], items.what(polls[0].rule), len(polls) - 1) for source, polls in found.items()}


def _rows() -> dict[tuple[int, str], int]:
    counted = RowVersion.objects.filter(last_seen=None).order_by().values_list("source_id", "status")
    return {(source, status): n for source, status, n in counted.annotate(n=Count("pk"))}


def _counts(rows: Any) -> dict[int, int]:
    counted: Iterable[tuple[int, int]] = rows.order_by().values_list("source_id").annotate(n=Count("pk"))
    return dict(counted)
