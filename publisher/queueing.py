"""The queue: every announcement under one of the five words, in the order in which people need them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from publisher import states
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery
from publisher.showing import iso
from publisher.standing import ACCOUNT, due_of, foremost, shown_of, standing_of, todo_of
from publisher.states import Screen

KEEP_ENDED = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue.

    `due` is the next time something of it goes out, `reason` why it stands there, `todo` what a person can do about a
    delivery, `picture` the SHA-256 of a small view.
    """

    announcement: Announcement
    screen: Screen
    state: str
    names: str
    seat: str
    before: str
    after: str
    due: datetime | None
    reason: str
    todo: str
    picture: str
    permalink: str


def queue(state: str = "", *, everything: bool = False) -> list[Row]:
    """The queue; `state` keeps one stored or shown state. Six queries, however long it is.

    Raises `Refusal` for a state that does not exist.
    """
    known = [*states.ANNOUNCEMENT, *states.SHOWN]
    if state and state not in known:
        raise Refusal(f"There is no state {state!r}. Use one of {', '.join(known)}.")
    deliveries = Prefetch("deliveries", Delivery.objects.select_related(ACCOUNT).order_by("id"))
    found = Announcement.objects.select_related("revision", "digest").prefetch_related(
        deliveries, "subjects__change__candidacy__person"
    )
    rows = [_row(announcement) for announcement in found.order_by("-id").iterator(chunk_size=500)]
    if state:
        return [row for row in rows if state in (row.state, row.announcement.state)]
    since = timezone.now() - KEEP_ENDED
    order = list(Screen)
    kept = [
        r
        for r in rows
        if everything or r.screen not in (Screen.LIVE, Screen.STOPPED) or r.announcement.created_at > since
    ]
    return sorted(kept, key=lambda row: (order.index(row.screen), _when(row)))


def as_json(row: Row) -> dict[str, Any]:
    """One line of the queue; the fields are a contract (see docs/api.md)."""
    announcement = row.announcement
    return {
        "id": announcement.pk,
        "code": announcement.code,
        "screen": row.screen.value,
        "state": announcement.state,
        "shown": row.state,
        "names": row.names,
        "seat": row.seat,
        "from": row.before,
        "to": row.after,
        "due": iso(row.due),
        "reason": row.reason,
        "todo": row.todo,
        "digest": announcement.revision.digest if announcement.revision else "",
    }


def _when(row: Row) -> float:
    if row.screen is Screen.GOING and row.due:
        return row.due.timestamp()
    if row.screen in (Screen.WAITING, Screen.LOOK):
        return row.announcement.created_at.timestamp()
    return -row.announcement.created_at.timestamp()


def _row(announcement: Announcement) -> Row:
    deliveries = list(announcement.deliveries.all())
    shown, standing = shown_of(announcement, deliveries), foremost(deliveries)
    changes = [subject.change for subject in announcement.subjects.all()]
    candidacy, several = changes[0].candidacy if changes else None, announcement.kind == "digest"
    pictures = announcement.revision.manifest["pictures"] if announcement.revision else []
    return Row(
        announcement=announcement,
        screen=shown.screen,
        state=shown.state,
        names=_names(announcement, [change.candidacy.person.name for change in changes]),
        seat=_seat(candidacy) if candidacy and not several else "",
        before=changes[0].before if changes and not several else "",
        after=changes[0].after if changes and not several else "",
        due=_due(deliveries),
        reason=announcement.reason or (announcement.contradiction if announcement.untrue else "") or standing.reason,
        todo=todo_of(announcement, deliveries),
        picture=pictures[0]["sha256"] if pictures else "",
        permalink=next((delivery.permalink for delivery in deliveries if delivery.permalink), ""),
    )


def _names(announcement: Announcement, names: list[str]) -> str:
    """As `manifest.title_of` has it, before there is one too."""
    listed = ", ".join(names)
    return f"{announcement.digest.rhythm.capitalize()} digest: {listed}" if announcement.kind == "digest" else listed


def _seat(candidacy: object) -> str:
    office, us_state, district = candidacy.office, candidacy.us_state, candidacy.district  # type: ignore[attr-defined]
    if office == "senate":
        return f"U.S. Senate, {us_state}"
    return f"U.S. House, {us_state} at large" if district == 0 else f"U.S. House, {us_state}-{district:02d}"


def _due(deliveries: Iterable[Delivery]) -> datetime | None:
    coming = ("waiting", "ready", "publishing")
    times = [due_of(d) for d in deliveries if d.state in coming and not standing_of(d).stuck]
    return min(times, default=None)
