"""One seat, one status, two spellings: the second approval needs somebody to say that they are two people."""

from pathlib import Path
from typing import Any

import pytest

from publisher.errors import Refusal
from publisher.models import Announcement, Event, Source, User
from publisher.pipeline import decide, draft, observe, sources
from publisher.showing import show
from publisher.truth.same_seat import others
from tests.pipeline.story import Stage, Tracker, approve, fresh, in_review, triggered, work

LONG, SHORT = "Robert J. Okafor-Lindqvist", "Bobby Okafor"


class Other(Tracker):
    """A second source of the same tracker."""

    @property
    def source(self) -> Source:
        return Source.objects.get(name="other")


@pytest.fixture
def other(stage: Stage, tmp_path: Path) -> Other:
    """The one source has the long name, the other the short one; both are pending."""
    made = Other(tmp_path / "other.csv")
    made.rows["oh-3"]["name"] = SHORT
    made.save()
    stage.tracker.says("oh-3", "pending", name="Newcomer Example", district="5")
    stage.tracker.says("rob", "pending", name=LONG, district="3")
    stage.tracker.poll()
    sources.add(sources.Wanted("other", str(made.file)))
    made.poll()
    return made


@pytest.fixture
def pair(stage: Stage, other: Other) -> tuple[Announcement, Announcement]:
    """Both sign: two announcements in review."""
    stage.tracker.says("rob", "signed")
    other.says("oh-3", "signed")
    for source in Source.objects.order_by("id"):
        observe.poll(source.pk)
    first, second = (in_review(made) for made in draft.draft_new())
    return first, second


def two_of(stage: Stage, name: str, rival: str, **seat: str) -> tuple[Announcement, Announcement]:
    """Two candidates of one source sign, by default for one seat."""
    stage.tracker.says("a", "pending", name=name, **{"district": "9"} | seat)
    stage.tracker.says("b", "pending", name=rival, district="9")
    stage.tracker.poll()
    stage.tracker.says("a", "signed")
    stage.tracker.says("b", "signed")
    stage.tracker.poll()
    first, second = (in_review(made) for made in draft.draft_new())
    return first, second


def test_two_sources_spell_one_person_in_two_ways(stage: Stage, pair: tuple[Announcement, Announcement]) -> None:
    first, second = pair
    with pytest.raises(Refusal) as refused:
        approve(first, stage.approver)
    assert str(refused.value) == (
        f"Announcement {second.pk} says the same of {SHORT}, for the same seat, and is waiting. If they are one "
        f"person, reject one of the two; if they are two people, approve this one with the tick that says so "
        f"(--two-people {second.pk})."
    )
    assert (refused.value.code, fresh(first).state) == ("conflict", "in_review")


def test_after_one_is_rejected_the_other_needs_nothing(stage: Stage, pair: tuple[Announcement, Announcement]) -> None:
    first, second = pair
    decide.reject(second.pk, by=stage.approver, digest=second.revision.digest, reason="It is the same person.")
    assert approve(first, stage.approver).state == "approved"
    work()
    assert len(stage.posts) == 1


@pytest.mark.parametrize(
    ("undo", "standing"), [(300, "is going out. If they are one person, reject this one;"), (0, "is live. If")]
)
def test_the_second_names_the_first_that_goes_out_or_is_live(
    stage: Stage, pair: tuple[Announcement, Announcement], settings: Any, undo: int, standing: str
) -> None:
    settings.UNDO_SECONDS = undo
    first, second = pair
    approve(first, stage.approver, two_people=[second.pk])
    work()
    with pytest.raises(
        Refusal, match=f"Announcement {first.pk} says the same of {LONG}, for the same seat, and {standing}"
    ):
        approve(second, stage.approver)
    assert len(stage.posts) == (0 if undo else 1)


def test_who_says_that_they_are_two_approves_and_stands_in_the_trail(
    stage: Stage, pair: tuple[Announcement, Announcement]
) -> None:
    for one, rival in (pair, reversed(pair)):
        assert approve(one, stage.approver, two_people=[rival.pk]).state == "approved"
        said = Event.objects.get(announcement_id=one.pk, what="decision")
        assert (said.data["two_people"], said.personal.by) == ([rival.pk], stage.approver)
    work()
    assert len(stage.posts) == 2


def test_it_is_said_of_one_announcement_and_not_of_any(stage: Stage, pair: tuple[Announcement, Announcement]) -> None:
    first, second = pair
    with pytest.raises(Refusal, match=f"Announcement {second.pk} says the same"):
        approve(first, stage.approver, two_people=[first.pk, second.pk + 1])


def test_a_source_and_an_organizer(stage: Stage, other: Other, organizer: User) -> None:
    stage.tracker.says("rob", "signed")
    stage.tracker.poll()
    first = in_review(draft.draft_new()[0])
    second = triggered(organizer, candidate=SHORT)
    assert [other.announcement for other in others(second)] == [first.pk]
    with pytest.raises(Refusal, match=LONG):
        approve(second, stage.approver)


def test_once_it_was_stopped_or_taken_back_it_counts_no_more(
    stage: Stage, pair: tuple[Announcement, Announcement], comms: User, settings: Any
) -> None:
    settings.UNDO_SECONDS = 300
    first, second = pair
    approve(first, stage.approver, two_people=[second.pk])
    decide.stop(first.pk, by=comms)
    assert others(fresh(second)) == []


def test_what_both_show_is_the_same_and_says_what_to_do(stage: Stage, pair: tuple[Announcement, Announcement]) -> None:
    first, second = pair
    told = show(first)["same_seat"]
    assert [(one["announcement"], one["name"], one["standing"]) for one in told] == [(second.pk, SHORT, "waiting")]
    approve(first, stage.approver, two_people=[second.pk])
    assert "only one may stand" in show(fresh(first))["same_seat"][0]["sentence"]


@pytest.mark.every_case
@pytest.mark.parametrize(
    ("name", "rival", "seat"),
    [
        ("Ana Placeholder", "Wim Recent", {}),
        ("Ana Placeholder", "Bo Placeholder", {}),
        ("Robert Placeholder Sr.", "Thomas Placeholder Jr.", {}),
        ("Bob Placeholder", "Wim Recent", {}),
        ("Bob Mockup", "Robert Mockup", {"district": "10"}),
        ("Bob Mockup", "Robert Mockup", {"state": "TX"}),
        ("Bob Mockup", "Robert Mockup", {"office": "Senate", "district": ""}),
    ],
)
def test_rivals_families_and_other_seats_need_nothing(
    stage: Stage, name: str, rival: str, seat: dict[str, str]
) -> None:
    first, second = two_of(stage, name, rival, **seat)
    assert (others(first), others(second)) == ([], [])
    assert approve(first, stage.approver).state == approve(second, stage.approver).state == "approved"


def test_another_status_of_the_seat_needs_nothing(stage: Stage, other: Other, settings: Any, approver: User) -> None:
    settings.NEGATIVE_STATUSES = True
    stage.tracker.says("rob", "refused")
    other.says("oh-3", "signed")
    for source in Source.objects.order_by("id"):
        observe.poll(source.pk)
    assert [others(in_review(made)) for made in draft.draft_new()] == [[], []]
