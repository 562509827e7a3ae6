"""Two people, one name: the reviewer must be told that there is another one."""

from collections.abc import Iterable

from publisher.models import Announcement, Candidacy
from publisher.truth.identity import folded


def namesakes(candidacies: Iterable[Candidacy]) -> dict[int, list[Candidacy]]:
    """Of each: the other people who run in the same state and cycle under the same folded name. One query for all.

    Who has left the race counts no more, and the same person in another race is nobody else.
    """
    wanted = list(candidacies)
    if not wanted:
        return {}
    around = (
        Candidacy.objects.filter(
            cycle__in={one.cycle for one in wanted}, us_state__in={one.us_state for one in wanted}, standing="active"
        )
        .select_related("person")
        .order_by("office", "district", "pk")
    )
    by_name: dict[tuple[int, str, str], list[Candidacy]] = {}
    for other in around:
        by_name.setdefault(_name(other), []).append(other)
    return {
        one.pk: [other for other in by_name.get(_name(one), []) if other.person_id != one.person_id] for one in wanted
    }


def namesakes_of(announcement: Announcement) -> list[Candidacy]:
    """Everybody in the state who has the name of somebody whom the announcement is about."""
    if announcement.kind == "digest":  # each item was approved with this question
        return []
    about = Candidacy.objects.filter(changes__subjects__announcement=announcement).select_related("person").distinct()
    return [other for others in namesakes(about).values() for other in others]


def warning(other: Candidacy) -> str:
    """The sentence for the reviewer, with the other's seat."""
    seat = seat_words(other.office, other.us_state, other.district)
    return f"Another candidate has the same name: {other.person.name}, {seat}. Check whose evidence this is."


def seat_words(office: str, us_state: str, district: int | None) -> str:
    """A seat in a sentence of ours; `district` 0 is at large."""
    if office == "senate":
        return f"U.S. Senate, {us_state}"
    return f"U.S. House, {us_state}-{district:02d}" if district else f"U.S. House, {us_state} at large"


def _name(candidacy: Candidacy) -> tuple[int, str, str]:
    return candidacy.cycle, candidacy.us_state, folded(candidacy.person.name)
