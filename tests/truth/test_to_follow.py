"""What went out on our own evidence is watched until the tracker agrees; after a day approvers are told, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from publisher import workflow
from publisher.models import Announcement, Notice, Role, Source, User
from publisher.truth.to_follow import follows, overdue
from tests.pipeline.story import Stage, approve, drafted, fresh, later, only, triggered, work

DAY = 24 * 3600
SUBJECT = "The tracker does not say so yet: Maxima Example"


@pytest.fixture
def early(stage: Stage, organizer: User) -> Announcement:
    """An organizer triggered it, and it went out before the tracker said so."""
    Source.objects.update(evidence_is_enough=True)
    made = approve(triggered(organizer), stage.approver)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)
    return made


def age(made: Announcement, seconds: float = DAY + 1) -> None:
    """It went out so long ago."""
    later(only(made), published_at=-seconds, sending_at=-seconds)


def told(user: User) -> int:
    """How many mails of this kind they got."""
    work()
    return [message.subject for message in mail.outbox if message.to == [user.email]].count(SUBJECT)


def test_after_a_day_every_approver_is_told_once(
    stage: Stage, early: Announcement, admin: User, comms: User, organizer: User
) -> None:
    age(early)
    for _ in range(3):
        assert (told(stage.approver), told(admin)) == (1, 1)
    assert (told(comms), told(organizer)) == (0, 0)
    (message,) = [found for found in mail.outbox if found.to == [admin.email] and found.subject == SUBJECT]
    assert "still says pending" in message.body
    assert f"/announcements/{early.pk}/" in message.body


def test_not_before_a_day_is_over(stage: Stage, early: Announcement) -> None:
    age(early, DAY - 60)
    assert told(stage.approver) == 0
    assert overdue() == {}
    assert list(overdue(timezone.now() + timedelta(seconds=61))) == [early.pk]


def test_not_when_the_tracker_agrees_by_then(stage: Stage, early: Announcement) -> None:
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    age(early)
    assert (told(stage.approver), overdue()) == (0, {})


def test_not_of_what_waited_for_the_tracker(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    work()
    assert only(made).state == "published"
    age(made)
    stage.tracker.says("oh-3", "pending")
    stage.tracker.poll()
    assert (told(stage.approver), overdue()) == (0, {})


def test_not_of_what_the_tracker_brought(stage: Stage) -> None:
    Source.objects.update(evidence_is_enough=True)
    made = approve(drafted(stage.tracker), stage.approver)
    work()
    age(made)
    assert (told(stage.approver), overdue()) == (0, {})


def test_not_of_what_was_taken_down(stage: Stage, early: Announcement) -> None:
    workflow.move(only(early), "taken_down")
    age(early)
    assert (told(stage.approver), overdue()) == (0, {})


def test_a_post_in_doubt_counts_as_seen(stage: Stage, organizer: User) -> None:
    stage.sandbox.media.feed_lag = 3600
    stage.sandbox.fault("drop_after")
    Source.objects.update(evidence_is_enough=True)
    made = approve(triggered(organizer), stage.approver)
    work()
    assert (only(made).state, only(made).published_at) == ("uncertain", None)
    later(only(made), sending_at=-DAY - 1)
    assert told(stage.approver) == 1


def test_a_contradiction_is_told_too_and_says_so(stage: Stage, early: Announcement) -> None:
    age(early)
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    assert told(stage.approver) == 1
    assert "says refused" in overdue()[early.pk]
    assert fresh(early).untrue


def test_a_candidate_without_a_row_is_told_of(stage: Stage, early: Announcement) -> None:
    stage.tracker.source.keys.all().delete()
    age(early)
    assert told(stage.approver) == 1
    assert "no row for this candidate" in overdue()[early.pk]


def test_who_becomes_an_approver_later_hears_nothing_of_it(stage: Stage, early: Announcement, comms: User) -> None:
    age(early)
    work()
    User.objects.filter(pk=comms.pk).update(role=Role.APPROVER)
    assert (told(comms), Notice.objects.filter(kind="overdue").count()) == (0, 1)


def test_once_confirmed_a_source_that_is_paused_later_raises_no_alarm(stage: Stage, early: Announcement) -> None:
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    age(early)
    Source.objects.update(paused_at=timezone.now())
    assert (told(stage.approver), overdue()) == (0, {})


def test_a_tracker_that_agreed_and_turned_back_is_told_of(stage: Stage, early: Announcement) -> None:
    for status in ("signed", "pending"):
        stage.tracker.says("oh-3", status)
        stage.tracker.poll()
    age(early)
    assert told(stage.approver) == 1


def test_the_update_is_to_follow_until_the_tracker_agrees(stage: Stage, early: Announcement) -> None:
    change = early.subjects.get().change
    assert follows(change)
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    assert not follows(change)
    Source.objects.update(paused_at=timezone.now())
    assert not follows(change)
