"""The trail in plain words: one sentence for each event."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.models import Announcement, Event

ANNOUNCEMENT_MOVES = {
    "in_review": lazy("It waits for review."),
    "approved": lazy("Approved."),
    "changes_requested": lazy("Changes were requested."),
    "held": lazy("Held."),
    "rejected": lazy("Rejected. It will not go out."),
    "expired": lazy("Expired. It will not go out."),
}

DELIVERY_MOVES = {
    "waiting": lazy("A delivery waits."),
    "ready": lazy("A delivery is ready and goes out when it is due."),
    "publishing": lazy("A delivery is going out."),
    "published": lazy("A delivery is live."),
    "uncertain": lazy("It is not certain whether a delivery went out."),
    "failed": lazy("A delivery failed."),
    "paused": lazy("A delivery is paused."),
    "held": lazy("A delivery is held."),
    "stopped": lazy("A delivery was stopped."),
    "taken_down": lazy("A delivery was taken down."),
}

OTHERS = {
    "drafted": lazy("Drafted."),
    "triggered": lazy("Triggered by hand."),
    "revision": lazy("The text and the pictures were frozen as revision %(number)s."),
    "decision": lazy("A decision was recorded."),
    "edit": lazy("The text was edited."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event for people: when, what, by whom, and what they wrote."""

    at: datetime
    sentence: str
    who: str
    note: str


def lines(announcement: Announcement) -> list[Line]:
    """The announcement's events, newest first, in one query."""
    events = Event.objects.filter(announcement_id=announcement.pk).select_related("personal__by").order_by("-at", "-id")
    return [_line(event) for event in events]


def _line(event: Event) -> Line:
    personal = getattr(event, "personal", None)
    written = personal.fields if personal else {}
    by = personal.by if personal else None
    who = str(by) if by else event.role or _("publisher")
    reason = written.get("reason") or written.get("why") or event.data.get("reason") or ""
    return Line(event.at, _sentence(event), who, str(reason))


def _sentence(event: Event) -> str:
    if event.what == "move":
        moves = DELIVERY_MOVES if event.kind == "delivery" else ANNOUNCEMENT_MOVES
        if event.after in moves:
            return str(moves[event.after])
    if event.what in OTHERS:
        return str(OTHERS[event.what]) % {"number": event.data.get("number", "")}
    return event.what.replace("_", " ").capitalize() + "."
