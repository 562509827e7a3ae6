"""The circuit breaker holds for everything that is asked of an account: edits, looks, reading back and taking down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement, Reading, TakeDown, User
from publisher.pipeline import readback, reconcile, takedown
from tests.pipeline.story import Stage, approve, edit, later, only, work

ANSWERS = [("feedback_required", "feedback"), ("challenge_required", "challenge"), ("please_wait", "please_wait")]


@pytest.fixture
def live(stage: Stage) -> Announcement:
    made = stage.approved()
    work()
    assert only(made).state == "published"
    return made


def recaptioned(stage: Stage, live: Announcement, by: User) -> str:
    text = f"Corrected. http://127.0.0.1:8000/a/{live.code}"
    edit(live, by, caption_en=text)
    approve(live, stage.approver)
    return text


def why(stage: Stage) -> str:
    found = Account.objects.get(pk=stage.account.pk)
    return found.pause_kind if found.paused_at else "not paused"


@pytest.mark.parametrize(("fault", "kind"), ANSWERS)
def test_an_edit_that_is_blocked_is_in_doubt_and_pauses_and_goes_on_only_when_a_person_says_so(
    stage: Stage, live: Announcement, comms: User, fault: str, kind: str
) -> None:
    text = recaptioned(stage, live, comms)
    stage.sandbox.fault(fault, match="/edit_media/")
    work()
    change = only(live, "edit")
    assert (why(stage), change.state) == (kind, "uncertain")
    assert "The new caption was sent" in change.reason
    later(change, next_look_at=-1)
    work()
    assert stage.sandbox.state["requests"]["edit"] == 1
    resume(stage.account, by=stage.approver, forced="We looked.")
    later(change, next_look_at=-1, sending_at=-7200)
    work()
    assert (only(live, "edit").state, stage.sandbox.state["requests"]["edit"]) == ("uncertain", 1)
    reconcile.send_again(change.pk, by=stage.approver, reason="Looked at the post.")
    work()
    assert (only(live, "edit").state, stage.posts[0]["caption"]) == ("published", text)


def test_an_edit_that_is_refused_fails_at_once_and_counts(stage: Stage, live: Announcement, comms: User) -> None:
    recaptioned(stage, live, comms)
    stage.sandbox.fault("bad_request", match="/edit_media/", times=None)
    work()
    change = only(live, "edit")
    assert (change.state, change.sending_at, stage.sandbox.state["requests"]["edit"]) == ("failed", None, 1)
    assert Account.objects.get(pk=stage.account.pk).refusals == 1


def test_an_edit_waits_as_long_as_the_answer_says(stage: Stage, live: Announcement, comms: User) -> None:
    recaptioned(stage, live, comms)
    stage.sandbox.fault("http_429", match="/edit_media/")
    work()
    assert only(live, "edit").state == "ready"
    assert only(live, "edit").not_before > timezone.now() + timedelta(minutes=25)
    assert Account.objects.get(pk=stage.account.pk).refusals == 1


@pytest.mark.parametrize("fault", ["challenge_required", "please_wait"])
def test_a_look_that_is_blocked_pauses(stage: Stage, fault: str) -> None:
    stage.sandbox.fault("drop", match="media/configure")
    made = stage.approved()
    work()
    stage.sandbox.fault(fault, match="feed/user", times=None)
    assert reconcile.look(only(made).pk) == "cannot tell"
    assert (why(stage), only(made).state) == (fault.removesuffix("_required"), "uncertain")


def test_so_does_one_that_finds_nothing_and_may_not_read_what_stands_beside(stage: Stage) -> None:
    stage.sandbox.fault("drop", match="media/configure")
    made = stage.approved()
    work()
    # With this seed the first page of the feed is given, and the second request is struck.
    stage.sandbox.fault("challenge_required", match="feed/user", probability=0.5, seed=10)
    assert reconcile.look(only(made).pk) == "cannot tell"
    assert (why(stage), stage.sandbox.state["requests"]["feed"]) == ("challenge", 2)


@pytest.mark.parametrize("fault", ["challenge_required", "please_wait"])
def test_reading_back_that_is_blocked_pauses(stage: Stage, live: Announcement, fault: str) -> None:
    later(only(live), published_at=-7200)
    stage.sandbox.fault(fault, match="/info/", times=None)
    assert readback.read_back(only(live).pk) == "cannot tell"
    assert (why(stage), Reading.objects.get().gone_at) == (fault.removesuffix("_required"), None)


@pytest.mark.parametrize("fault", ["challenge_required", "please_wait"])
def test_taking_down_that_is_blocked_pauses_and_asks_for_hands(stage: Stage, live: Announcement, fault: str) -> None:
    takedown.take_down(live.pk, by=stage.approver, reason="The candidate asked us to.")
    stage.sandbox.fault(fault, match="/only_me/", times=None)
    work()
    assert why(stage) == fault.removesuffix("_required")
    TakeDown.objects.update(next_at=timezone.now())
    work()
    assert stage.sandbox.state["requests"].get("archive", 0) <= 1
    assert (only(live).state, "by hand" in only(live).todo) == ("published", True)
