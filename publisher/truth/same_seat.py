"""Two announcements of one seat whose names may be one person's, whom two sources or a report spell in two ways.

Several candidates of one race sign every day; only where their names are alike must somebody say that they are two.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from publisher.models import Announcement, Candidacy, StatusChange, Subject
from publisher.truth.alike import perhaps_one
from publisher.truth.already import MAILED

LIVE, GOING, WAITING = "live", "going out", "waiting"


@dataclass(frozen=True, slots=True)
class Other:
    """Another announcement that may say the same of the same person as our `change`.

    `standing` is one of the words above; `sentence` is what a reviewer must know of it, and what to do.
    """

    announcement: int
    change: int
    name: str
    standing: str
    sentence: str


def others(announcement: Announcement) -> list[Other]:
    """News that is live, going out or waiting, of another candidacy of a similar name, of the same seat and status.

    None for what has ended itself, nor for a digest: its items were approved one by one.
    """
    if announcement.state in ("rejected", "expired") or announcement.kind != "news":
        return []
    changes = StatusChange.objects.filter(subjects__announcement=announcement).select_related("candidacy__person")
    return [other for change in changes.order_by("pk") for other in _of(change, announcement)]


def unsaid(found: Iterable[Other], two_people: Container[int]) -> str:
    """Empty if whoever approves has said of each that it is about somebody else, else the sentence of a refusal.

    `two_people` are the numbers of the announcements of which they said so.
    """
    return next((other.sentence for other in found if other.announcement not in two_people), "")


def _of(change: StatusChange, announcement: Announcement) -> Iterator[Other]:
    ours = change.candidacy
    seat = Candidacy.objects.filter(
        cycle=ours.cycle, office=ours.office, us_state=ours.us_state, district=ours.district, special=ours.special
    )
    found = (
        Subject.objects.filter(live_news=True, announcement__kind="news", change__after=change.after)
        .filter(change__candidacy__in=seat.exclude(pk=ours.pk))
        .exclude(announcement=announcement)
        .select_related("announcement", "change__candidacy__person")
        .order_by("announcement_id")
    )
    for subject in found:
        name = subject.change.candidacy.person.name
        if perhaps_one(ours.person.name, name) and (standing := _standing(subject.announcement)):
            number = subject.announcement_id
            yield Other(number, change.pk, name, standing, _sentence(number, name, standing, announcement))


def _sentence(number: int, name: str, standing: str, ours: Announcement) -> str:
    told = f"Announcement {number} says the same of {name}, for the same seat, and is {standing}."
    if ours.state == "approved":
        return f"{told} If they are one person, only one may stand: reject, stop or take down the other."
    which = "one of the two" if standing == WAITING else "this one"
    return (
        f"{told} If they are one person, reject {which}; if they are two people, approve this one with the tick that "
        f"says so (--two-people {number})."
    )


def _standing(announcement: Announcement) -> str:
    """Empty for what was approved and then stopped or taken down."""
    if announcement.state != "approved":
        return WAITING
    states = set(announcement.deliveries.values_list("state", flat=True))
    if states & {"published", "uncertain"} or Announcement.objects.filter(MAILED, pk=announcement.pk).exists():
        return LIVE
    if states & {"waiting", "ready", "publishing", "paused", "by_hand"}:
        return GOING
    return WAITING if states & {"held", "failed"} else ""
