"""Everything that is known of one candidate, in the order in which it happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.models import Announcement, Candidacy, Event, QuarantinedRow, RowVersion, SourceKey, StatusChange
from publisher.quarantined import items
from publisher.quarantined.beside import Beside, beside
from publisher.standing import ACCOUNT, shown_of
from publisher.web.deliveries import Sent, shown
from publisher.web.screens import SCREENS
from publisher.web.words import STANDING_WORDS, STATUS_WORDS

MOST = 200
"""Entries of each kind, the newest: a row that flickers for weeks must not make the page endless."""

HANDLES = {
    "handle_confirmed": lazy("@%(name)s was confirmed as their own account"),
    "handle_withdrawn": lazy("@%(name)s is no longer taken for their own account"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `kind` chooses how it is shown; `thing` is the row of the table it stands in."""

    at: datetime
    kind: str
    title: str
    thing: Any
    before: Any = ""
    after: Any = ""
    compared: Beside | None = None
    sent: tuple[Sent, ...] = ()
    word: Any = ""
    colour: str = ""


def moments(candidacy: Candidacy, keys: Iterable[SourceKey]) -> list[Moment]:
    """Newest first, in eleven queries whatever happened."""
    found = [*_rows(candidacy), *_gone(keys), *_changes(candidacy), *_held(candidacy, keys), *_news(candidacy)]
    found += _standings(candidacy)
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _rows(candidacy: Candidacy) -> Iterator[Moment]:
    """Each version of each source's row, compared with the one before."""
    versions = RowVersion.objects.filter(candidacy=candidacy).select_related("source").order_by("-first_seen", "-pk")
    before: dict[tuple[int, str], RowVersion] = {}
    for version in reversed(versions[:MOST]):
        last = before.get((version.source_id, version.key))
        before[version.source_id, version.key] = version
        raw = last.raw if last else {}
        yield Moment(
            version.first_seen,
            "row",
            _("%(source)s said: %(status)s")
            % {"source": version.source.name, "status": STATUS_WORDS.get(version.status, version.status)},
            version,
            compared=beside(raw, version.raw, version.source.columns, version.key),
        )


def _gone(keys: Iterable[SourceKey]) -> Iterator[Moment]:
    for key in keys:
        if key.missing_since:
            title = _("The row is missing from %(name)s; that proves nothing") % {"name": key.source.name}
            yield Moment(key.missing_since, "gone", title, key)


def _changes(candidacy: Candidacy) -> Iterator[Moment]:
    """Status changes, and who said the same later."""
    changes = StatusChange.objects.filter(candidacy=candidacy).select_related("source", "by")
    related = changes.prefetch_related("evidence", "confirmations__row_version__source")
    for change in related.order_by("-seen_at", "-pk")[:MOST]:
        title = _("Triggered by hand") if change.origin == "person" else _("The status changed")
        yield Moment(change.seen_at, "change", title, change, STATUS_WORDS[change.before], STATUS_WORDS[change.after])
        for confirmation in change.confirmations.all():
            said = {"source": confirmation.row_version.source.name, "status": STATUS_WORDS[change.after]}
            title = _("%(source)s confirmed it: %(status)s") % said
            yield Moment(confirmation.at, "confirmed", title, confirmation)


def _held(candidacy: Candidacy, keys: Iterable[SourceKey]) -> Iterator[Moment]:
    """Quarantined rows that are or may be about them."""
    about = Q(candidacy=candidacy) | Q(before__candidacy=candidacy)
    for key in keys:
        about |= Q(source=key.source, key=key.key)
    rows = QuarantinedRow.objects.filter(about).select_related("source", "closed_by").distinct()
    words = {"open": _("Open"), "accepted": _("Accepted"), "ignored": _("Ignored"), "healed": _("Healed")}
    for row in rows.order_by("-opened_at", "-pk")[:MOST]:
        title = _("Quarantined: %(what)s") % {"what": items.what(row.rule)}
        colour = "look" if row.state == "open" else "stopped"
        yield Moment(row.opened_at, "held", title, row, word=words[row.state], colour=colour)


def _standings(candidacy: Candidacy) -> Iterator[Moment]:
    """Who said that the candidacy has ended, or goes on after all, and whose account somebody confirmed; and why."""
    about = Event.objects.filter(kind="candidacy", object_id=candidacy.pk, what__in=("standing", *HANDLES))
    for event in about.select_related("personal__by").order_by("-pk")[:MOST]:
        if event.what in HANDLES:
            personal = getattr(event, "personal", None)
            told = {"name": personal.fields.get("handle", "?") if personal else "?"}
            yield Moment(event.at, "standing", str(HANDLES[event.what]) % told, event)
            continue
        before, after = (STANDING_WORDS.get(value, value) for value in (event.before, event.after))
        yield Moment(event.at, "standing", _("How the candidacy stands"), event, before, after)


def _news(candidacy: Candidacy) -> Iterator[Moment]:
    """Announcements about them, with what became of each delivery."""
    about = Announcement.objects.filter(subjects__change__candidacy=candidacy).distinct()
    related = about.select_related("created_by").prefetch_related(
        f"deliveries__{ACCOUNT}", "deliveries__after__account"
    )
    for announcement in related.order_by("-pk")[:MOST]:
        deliveries = list(announcement.deliveries.all())
        screen = SCREENS[shown_of(announcement, deliveries).screen]
        yield Moment(
            announcement.created_at,
            "news",
            _("Announcement %(code)s was drafted") % {"code": announcement.code},
            announcement,
            sent=tuple(shown(deliveries)),
            word=screen.word,
            colour=screen.key,
        )
