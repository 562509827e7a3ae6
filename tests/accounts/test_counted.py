"""What counts for an account's limits: everything that may be live, whoever made it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from publisher.accounts.limits import allowance
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement, Delivery, User
from publisher.pipeline import by_hand, decide, reconcile
from tests.pipeline.story import Stage, approve, drafted, edit, later, only, work
from tests.pipeline.test_by_hand import closed, taken

pytestmark = pytest.mark.every_test

HOUR = timedelta(hours=1)


@pytest.fixture
def doubtful(stage: Stage, settings: Any) -> Announcement:
    """In doubt for half an hour, on an account that may post once an hour."""
    settings.LIMITS = "instagram=1/hour 9/day 0s"
    stage.sandbox.fault("drop")
    made = stage.approved()
    work()
    later(only(made), sending_at=-1801)
    return made


def counted(stage: Stage) -> tuple[int, int]:
    told = allowance(stage.account, timezone.now())
    return told.hour, told.day


def test_what_a_person_called_absent_may_be_live_and_counts_on(stage: Stage, doubtful: Announcement) -> None:
    first = only(doubtful).sending_at
    reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="I looked.")
    assert counted(stage) == (1, 1)
    work()
    assert (only(doubtful).state, only(doubtful).not_before, stage.posts) == ("ready", first + HOUR, [])
    with time_machine.travel(first + HOUR, tick=True):
        work()
        assert (only(doubtful).state, len(stage.posts), counted(stage)) == ("published", 1, (1, 2))


def test_every_attempt_that_a_person_called_absent_counts_on(stage: Stage, settings: Any) -> None:
    """Two were sent, three hours and half an hour ago; each may turn up, and the third waits for both."""
    settings.LIMITS = "instagram=1/hour 9/day 0s"
    stage.sandbox.media.feed_lag = 9 * 3600
    stage.sandbox.fault("drop_after", times=2)
    made = stage.approved()
    work()
    later(only(made), sending_at=-3 * 3600)
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked.")
    work()
    later(only(made), sending_at=-1900)
    second = only(made).sending_at
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked again.")
    assert counted(stage) == (1, 2)
    work()
    assert (only(made).state, only(made).not_before, len(stage.posts)) == ("ready", second + HOUR, 2)


def test_what_is_known_not_to_be_there_counts_no_more(stage: Stage, doubtful: Announcement, comms: User) -> None:
    decide.stop(doubtful.pk, by=comms)
    assert counted(stage) == (1, 1)
    reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="I looked.")
    work()
    assert (only(doubtful).state, counted(stage)) == ("stopped", (0, 0))


def test_after_a_day_it_counts_no_more(stage: Stage, doubtful: Announcement) -> None:
    reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="I looked.")
    with time_machine.travel(timezone.now() + timedelta(hours=24), tick=False):
        assert counted(stage) == (0, 0)


@pytest.fixture
def made_by_hand(stage: Stage, settings: Any, comms: User) -> Announcement:
    """A person posted it on an account that was paused; it is connected, and goes on."""
    settings.LIMITS = "instagram=2/hour 9/day 300s"
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    closed(made, comms, f"{stage.sandbox.url}/p/HANDMADE1/")
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    return made


def test_what_was_finished_by_hand_counts_and_the_next_keeps_its_distance(
    stage: Stage, made_by_hand: Announcement
) -> None:
    assert counted(stage) == (1, 1)
    at, other = only(made_by_hand).published_at, stage.approved("oh-4")
    work()
    assert (only(other).state, only(other).not_before, only(other).limit) == (
        "ready",
        at + timedelta(minutes=5),
        "spacing 300",
    )
    with time_machine.travel(at + timedelta(minutes=5), tick=True):
        work()
        assert (only(other).state, counted(stage)) == ("published", (2, 2))


def test_taken_down_it_was_posted_all_the_same(stage: Stage, made_by_hand: Announcement) -> None:
    Delivery.objects.update(state="taken_down")
    assert counted(stage) == (1, 1)


def test_one_in_doubt_that_a_person_posted_may_be_two(stage: Stage, doubtful: Announcement) -> None:
    taken(doubtful, stage.approver, looked=True)
    assert counted(stage) == (2, 2)
    closed(doubtful, stage.approver, f"{stage.sandbox.url}/p/HANDMADE1/")
    assert counted(stage) == (2, 2)


def test_given_back_it_is_one(stage: Stage, doubtful: Announcement) -> None:
    taken(doubtful, stage.approver, looked=True)
    by_hand.give_back(only(doubtful).pk, by=stage.approver)
    assert counted(stage) == (1, 1)


def test_one_in_doubt_that_is_there_is_one(stage: Stage, doubtful: Announcement) -> None:
    reconcile.it_is_there(only(doubtful).pk, by=stage.approver, permalink=f"{stage.sandbox.url}/p/HANDMADE1/")
    assert counted(stage) == (1, 1)


def test_a_comment_counts_no_more_than_before(stage: Stage, settings: Any, comms: User) -> None:
    settings.LIMITS = "instagram=1/hour 9/day 0s"
    made = drafted(stage.tracker)
    edit(made, comms, comment_en="More on the tracker.")
    approve(made, stage.approver)
    work()
    assert (only(made, "comment").state, counted(stage)) == ("published", (1, 1))
