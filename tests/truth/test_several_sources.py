"""Two sources of one tracker: what one told, the other confirms; what they contradict each other in goes nowhere."""

from pathlib import Path

import pytest
from django.utils import timezone

from publisher.models import Announcement, Candidacy, Confirmation, Source, StatusChange
from publisher.pipeline import draft, observe, sources
from publisher.truth.agreement import Answer, live, stored
from tests.pipeline.story import Stage, Tracker, approve, drafted, fresh, work


class Other(Tracker):
    """A second source with the same people."""

    @property
    def source(self) -> Source:
        return Source.objects.get(name="other")

    def add(self, **more: object) -> None:
        sources.add(sources.Wanted("other", str(self.file), **more))


@pytest.fixture
def other(tracker: Tracker, tmp_path: Path) -> Tracker:
    """The baseline of the second source is taken: everybody is pending there too."""
    made = Other(tmp_path / "other.csv")
    made.add()
    made.poll()
    return made


def read_all() -> None:
    for source in Source.objects.order_by("id"):
        observe.poll(source.pk)
    draft.draft_new()


def test_they_stand_for_the_same_candidacies(other: Tracker) -> None:
    assert Candidacy.objects.count() == len(other.rows)


@pytest.mark.parametrize("order", [("tracker", "other"), ("other", "tracker")])
def test_one_signing_is_one_announcement(tracker: Tracker, other: Tracker, order: tuple[str, str]) -> None:
    both = {"tracker": tracker, "other": other}
    for name in order:
        both[name].says("oh-3", "signed")
        read_all()
    assert (StatusChange.objects.count(), Announcement.objects.count()) == (1, 1)
    assert [c.row_version.source.name for c in Confirmation.objects.all()] == [order[1]]


def test_both_at_once_are_one_announcement(tracker: Tracker, other: Tracker) -> None:
    for one in (tracker, other):
        one.says("oh-3", "signed")
    read_all()
    read_all()
    assert (StatusChange.objects.count(), Announcement.objects.count()) == (1, 1)


def test_what_the_first_knew_when_watching_began_is_no_news_from_the_second(tmp_path: Path, db: None) -> None:
    first, second = Tracker(tmp_path / "tracker.csv"), Other(tmp_path / "other.csv")
    first.says("oh-3", "signed")
    for one in (first, second):
        one.add()
        one.poll()
    second.says("oh-3", "signed")
    read_all()
    assert not StatusChange.objects.exists()
    second.says("oh-4", "signed")
    read_all()
    assert [str(change.candidacy.person) for change in StatusChange.objects.all()] == ["Noor Placeholder"]


def test_a_second_source_that_lags_holds_nothing(tracker: Tracker, other: Tracker) -> None:
    tracker.says("oh-3", "signed")
    read_all()
    change = StatusChange.objects.get()
    assert (stored(change).answer, live(change).answer) == (Answer.AGREES, Answer.AGREES)


@pytest.mark.parametrize("word", ["refused", "rescinded"])
def test_a_second_source_that_says_otherwise_is_a_contradiction(tracker: Tracker, other: Tracker, word: str) -> None:
    tracker.says("oh-3", "signed")
    read_all()
    change = StatusChange.objects.get()
    other.says("oh-3", word)
    assert live(change).answer is Answer.CONTRADICTS
    read_all()
    assert stored(change).answer is Answer.CONTRADICTS
    assert {a.state for a in Announcement.objects.filter(subjects__change=change)} <= {"held", "drafting"}


def test_a_source_that_confirmed_and_took_it_back_is_a_contradiction(tracker: Tracker, other: Tracker) -> None:
    for one in (tracker, other):
        one.says("oh-3", "signed")
    read_all()
    other.says("oh-3", "pending")
    change = StatusChange.objects.get()
    assert live(change).answer is Answer.CONTRADICTS


def test_a_second_source_cannot_stand_in_for_the_one_that_told_us(tracker: Tracker, other: Tracker) -> None:
    for one in (tracker, other):
        one.says("oh-3", "signed")
    read_all()
    tracker.lose("oh-3")
    assert live(StatusChange.objects.get()).answer is Answer.UNKNOWN


def test_where_the_one_that_told_us_is_paused_the_other_may_answer(tracker: Tracker, other: Tracker) -> None:
    for one in (tracker, other):
        one.says("oh-3", "signed")
    read_all()
    Source.objects.filter(name="tracker").update(paused_at=timezone.now())
    assert live(StatusChange.objects.get()).answer is Answer.AGREES


def test_the_signing_goes_out_once(stage: Stage, other: Tracker) -> None:
    made = approve(drafted(stage.tracker), stage.approver)
    other.says("oh-3", "signed")
    read_all()
    work()
    assert (len(stage.posts), Announcement.objects.count(), fresh(made).state) == (1, 1, "approved")
