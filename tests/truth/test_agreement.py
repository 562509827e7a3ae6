"""Does the tracker say what we are about to say?"""

import pytest
from django.utils import timezone

from publisher.models import Candidacy, Source, StatusChange, User
from publisher.pipeline import draft
from publisher.truth.agreement import Answer, live, stored
from tests.pipeline.story import EVIDENCE, Tracker


@pytest.fixture
def seen(tracker: Tracker) -> StatusChange:
    """The tracker said `signed`."""
    tracker.says("oh-3", "signed")
    tracker.poll()
    return StatusChange.objects.get()


@pytest.fixture
def said(tracker: Tracker, organizer: User) -> StatusChange:
    """A person said `signed`; the tracker says pending."""
    draft.trigger("oh-3", status="signed", evidence_url=EVIDENCE, by=organizer)
    return StatusChange.objects.get()


@pytest.mark.parametrize(
    ("status", "from_tracker", "from_person"),
    [
        ("signed", Answer.AGREES, Answer.AGREES),
        ("pending", Answer.CONTRADICTS, Answer.NOT_YET),
        ("refused", Answer.CONTRADICTS, Answer.CONTRADICTS),
        ("rescinded", Answer.CONTRADICTS, Answer.CONTRADICTS),
    ],
)
def test_what_each_word_means(
    tracker: Tracker, organizer: User, status: str, from_tracker: Answer, from_person: Answer
) -> None:
    tracker.says("oh-3", "signed")
    tracker.poll()
    draft.trigger("oh-4", status="signed", evidence_url=EVIDENCE, by=organizer)
    for key in ("oh-3", "oh-4"):
        tracker.says(key, status)
    tracker.poll()
    seen = StatusChange.objects.get(candidacy__keys__key="oh-3", after="signed")
    said = StatusChange.objects.get(candidacy__keys__key="oh-4", origin="person")
    assert (stored(seen).answer, live(seen).answer) == (from_tracker, from_tracker)
    assert (stored(said).answer, live(said).answer) == (from_person, from_person)


def test_the_sentence_gives_the_row_to_look_at(seen: StatusChange) -> None:
    assert stored(seen).sentence == "Yes: the tracker (tracker, row oh-3) says signed."


def test_stored_asks_no_tracker_and_live_does(tracker: Tracker, seen: StatusChange) -> None:
    tracker.says("oh-3", "refused")
    assert stored(seen).answer is Answer.AGREES
    assert live(seen).answer is Answer.CONTRADICTS


@pytest.mark.parametrize("trouble", ["gone", "a web page", "an unknown word"])
def test_a_tracker_that_cannot_be_asked_is_no_answer(tracker: Tracker, seen: StatusChange, trouble: str) -> None:
    if trouble == "gone":
        tracker.file.unlink()
    elif trouble == "a web page":
        tracker.file.write_text("<html></html>")
    else:
        tracker.says("oh-4", "perhaps")
    found = live(seen)
    assert (found.answer, "cannot be asked right now" in found.sentence) == (Answer.UNKNOWN, True)


def test_a_missing_row_proves_nothing(tracker: Tracker, seen: StatusChange) -> None:
    tracker.lose("oh-3")
    assert live(seen).answer is Answer.UNKNOWN
    tracker.poll()
    assert stored(seen).answer is Answer.UNKNOWN


def test_a_paused_source_says_nothing(tracker: Tracker, seen: StatusChange) -> None:
    Source.objects.update(paused_at=timezone.now())
    assert (stored(seen).answer, live(seen).answer) == (Answer.UNKNOWN, Answer.UNKNOWN)


@pytest.mark.parametrize("standing", ["left_race", "lost", "switched", "deceased"])
def test_who_no_longer_runs_is_not_announced(seen: StatusChange, standing: str) -> None:
    Candidacy.objects.update(standing=standing)
    seen.refresh_from_db()
    assert (stored(seen).answer, live(seen).answer) == (Answer.CONTRADICTS, Answer.CONTRADICTS)


def test_a_confirmation_that_is_taken_back_is_a_contradiction(tracker: Tracker, said: StatusChange) -> None:
    tracker.says("oh-3", "signed")
    tracker.poll()
    assert stored(said).answer is Answer.AGREES
    tracker.says("oh-3", "pending")
    assert live(said).answer is Answer.CONTRADICTS
    tracker.poll()
    assert stored(said).answer is Answer.CONTRADICTS
