"""What of an issue is no longer as it was mailed: corrected, taken down, contradicted, or followed by newer news."""

from dataclasses import dataclass

from publisher.models import Announcement, Delivery, Issue, Subject
from publisher.public.archive_phrases import PHRASES
from publisher.public.visible import OUT, corrections_of, visible
from publisher.rendering import link_of


@dataclass(frozen=True, slots=True)
class Mark:
    """One of them: of whom, what became of it, and where to read on, if anywhere."""

    name: str
    what: str
    link: str = ""


def marks_of(issue: Issue, language: str) -> list[Mark]:
    """Of each item, in order, the most telling one; none of what stands."""
    items = issue.items.select_related("announcement")
    return [mark for item in items if (mark := _mark(item.announcement, language))]


def _mark(announcement: Announcement, language: str) -> Mark | None:
    words = PHRASES[language]
    subject = announcement.subjects.select_related("change__candidacy__person").first()
    if subject is None:
        return None
    name = subject.change.candidacy.person.name
    if corrections := corrections_of(announcement):
        return Mark(name, words.corrected, link_of(corrections[0].code))
    if newer := _newer(subject):
        return Mark(name, words.newer, link_of(newer.code))
    shown = visible(announcement.code)
    if shown and shown.taken_down:
        return Mark(name, words.taken_down)
    if announcement.contradiction:
        return Mark(name, words.contradicted)
    return None


def _newer(subject: Subject) -> Announcement | None:
    """Public news of another answer that the same candidacy gave later."""
    change = subject.change
    later = Announcement.objects.filter(
        kind="news", subjects__change__candidacy=change.candidacy_id, subjects__change__seen_at__gt=change.seen_at
    ).exclude(subjects__change__after=change.after)
    out = Delivery.objects.filter(OUT, announcement__in=later).exclude(state="taken_down")
    return later.filter(pk__in=out.values("announcement_id")).order_by("-subjects__change__seen_at").first()
