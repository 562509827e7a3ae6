"""What makes a signature news again: another answer in between that held, and no slip of a tracker."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Announcement, Source, User
from publisher.pipeline import decide, draft, observe, sources
from tests.pipeline.story import EVIDENCE, Stage, Tracker, approve, digest, drafted, in_review, only, triggered, work

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Past:
    """A signature that went out ten days ago; `at` lets the tracker say something so long after it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.start = stage, timezone.now() - 10 * DAY
        stage.tracker.says("oh-3", "signed")
        stage.tracker.poll(now=self.start)
        self.first = approve(in_review(draft.draft_new()[0]), stage.approver)
        work()
        Announcement.objects.update(approved_at=self.start)

    def at(self, after: timedelta, status: str = "") -> None:
        if status:
            self.stage.tracker.says("oh-3", status)
        self.stage.tracker.poll(now=self.start + after)

    def again(self) -> Announcement:
        return in_review(draft.draft_new()[-1])


@pytest.mark.parametrize("slip", ["rescinded", "refused", "pending"])
def test_a_slip_that_was_put_right_within_hours_is_no_answer(stage: Stage, slip: str) -> None:
    past = Past(stage)
    past.at(2 * DAY, slip)
    past.at(2 * DAY + HOUR, "signed")
    past.at(3 * DAY + 2 * HOUR)
    with pytest.raises(Refusal, match="says already"):
        approve(past.again(), stage.approver)


@pytest.mark.parametrize(("answer", "news"), [("rescinded", True), ("refused", True), ("pending", False)])
def test_an_answer_that_stood_for_days_makes_it_news(stage: Stage, answer: str, news: bool) -> None:
    past = Past(stage)
    past.at(2 * DAY, answer)
    past.at(5 * DAY, "signed")
    if news:
        assert approve(past.again(), stage.approver).state == "approved"
    else:
        with pytest.raises(Refusal, match="says already"):
            approve(past.again(), stage.approver)


class Second:
    """Another source of the same candidates, read for the first time a day after the signature went out."""

    def __init__(self, past: Past, file: Path, status: str) -> None:
        self.past, self.tracker = past, Tracker(file)
        self.tracker.says("oh-3", status)
        sources.add(sources.Wanted("other", str(file)))
        self.source = Source.objects.get(name="other")
        self.at(DAY)

    def at(self, after: timedelta, status: str = "") -> None:
        if status:
            self.tracker.says("oh-3", status)
        observe.poll(self.source.pk, now=self.past.start + after)


def test_a_second_source_that_errs_while_the_first_says_signed(stage: Stage, tmp_path: Path) -> None:
    past = Past(stage)
    other = Second(past, tmp_path / "other.csv", "pending")
    other.at(2 * DAY, "rescinded")
    other.at(5 * DAY, "signed")
    with pytest.raises(Refusal, match="says already"):
        approve(past.again(), stage.approver)


def test_a_second_source_that_was_only_slow_to_follow_disputes_nothing(stage: Stage, tmp_path: Path) -> None:
    past = Past(stage)
    other = Second(past, tmp_path / "other.csv", "signed")
    past.at(2 * DAY, "rescinded")
    other.at(4 * DAY, "rescinded")
    past.at(7 * DAY, "signed")
    assert approve(past.again(), stage.approver).state == "approved"


def test_a_source_that_is_not_read_any_more_disputes_nothing(stage: Stage, tmp_path: Path) -> None:
    past = Past(stage)
    other = Second(past, tmp_path / "other.csv", "signed")
    Source.objects.filter(pk=other.source.pk).update(paused_at=past.start + 2 * DAY)
    past.at(3 * DAY, "rescinded")
    past.at(6 * DAY, "signed")
    assert approve(past.again(), stage.approver).state == "approved"


def test_after_rejected_news_a_trigger_starts_from_what_was_known_before_it(stage: Stage, organizer: User) -> None:
    theirs = drafted(stage.tracker)
    decide.reject(theirs.pk, by=stage.approver, digest=digest(theirs), reason="The address says nothing of it.")
    for _again in range(2):
        ours = triggered(organizer)
        assert ours.subjects.get().change.before == "pending"
        assert ours.revision.manifest["subjects"][0]["from"] == "pending"
        decide.reject(ours.pk, by=stage.approver, digest=digest(ours), reason="Nor does this one.")


def test_a_second_trigger_starts_from_the_first_though_the_tracker_has_not_followed(
    stage: Stage, organizer: User, settings: Any
) -> None:
    settings.NEGATIVE_STATUSES = True
    approve(triggered(organizer), stage.approver)
    later = draft.trigger("oh-3", status="rescinded", by=organizer, evidence_url=EVIDENCE, quotation="We take it back.")
    assert later.subjects.get().change.before == "signed"


def test_the_date_of_an_earlier_answer_is_no_date_of_the_one_that_is_triggered(stage: Stage, organizer: User) -> None:
    """Who refused with a date signs at a rally: the tracker's later row with the new date confirms it."""
    stage.tracker.says("oh-3", "refused", date="2026-02-20", evidence="https://news.example.org/refused")
    stage.tracker.poll(now=timezone.now() - 2 * DAY)
    made = approve(triggered(organizer), stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "waiting")
    stage.tracker.says("oh-3", "signed", date="2026-03-12", evidence=EVIDENCE)
    stage.tracker.poll()
    work()
    assert (len(stage.posts), only(made).state) == (1, "published")
