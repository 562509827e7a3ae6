"""The fact card: what the tracker says, since when, why we believe it, and whether it still says so."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from publisher.models import Announcement, Candidacy, Evidence, StatusChange
from publisher.rendering import facts_of
from publisher.rules.wording import place_name, said_on
from publisher.truth.agreement import Agreement, Told, stored
from publisher.truth.same_name import namesakes, warning
from publisher.truth.same_seat import Other
from publisher.truth.same_seat import others as same_seat
from publisher.web.pieces import Piece, pieces_of
from publisher.web.words import STATUS_WORDS, seat_of


@dataclass(frozen=True, slots=True)
class FactCard:
    """One status change for the review page."""

    change: StatusChange
    name: str
    seat: str
    place: str
    before: str
    after: str
    said: str
    evidence: tuple[Piece, ...]
    raw: dict[str, Any]
    agreement: Agreement
    warnings: tuple[str, ...]


def fact_cards(announcement: Announcement, language: str) -> list[FactCard]:
    """One card for each subject."""
    subjects = announcement.subjects.select_related(
        "change__candidacy__person", "change__source", "change__row_version", "change__by"
    ).prefetch_related(Prefetch("change__evidence", Evidence.objects.select_related("file", "added_by")))
    manifest = announcement.revision.manifest if announcement.revision else {"subjects": []}
    told = {subject["change"]: subject for subject in manifest["subjects"]}
    changes = [subject.change for subject in subjects]
    others = namesakes(change.candidacy for change in changes)
    alike = same_seat(announcement)
    return [
        _card(
            change, announcement, language, told.get(change.pk), _warnings(change, others[change.candidacy_id], alike)
        )
        for change in changes
    ]


def _warnings(change: StatusChange, others: list[Candidacy], alike: list[Other]) -> tuple[str, ...]:
    """Whoever might be taken for this candidate: namesakes elsewhere, and similar names in other news of the seat."""
    return (*map(warning, others), *(other.sentence for other in alike if other.change == change.pk))


def _card(
    change: StatusChange, announcement: Announcement, language: str, told: Told | None, warnings: tuple[str, ...]
) -> FactCard:
    candidacy = change.candidacy
    facts = facts_of(announcement, change)
    return FactCard(
        change=change,
        name=candidacy.person.name,
        seat=seat_of(candidacy),
        place=place_name(facts, language),
        before=str(STATUS_WORDS[change.before]),
        after=str(STATUS_WORDS[change.after]),
        said=said_on(facts, language),
        evidence=pieces_of(change, told),
        raw=change.row_version.raw if change.row_version else {},
        agreement=stored(change, told),
        warnings=warnings,
    )
