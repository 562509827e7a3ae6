"""When it is no longer so, what has not gone out stays here."""

from typing import Any

import pytest

from publisher.models import Event, Issue, User
from publisher.pipeline import decide
from publisher.truth.hold import hold, pause_issue
from tests.pipeline.story import Stage, approve, drafted, fresh, only, work


@pytest.mark.parametrize("status", ["pending", "refused", "rescinded"])
def test_a_poll_that_contradicts_holds_at_once(stage: Stage, status: str, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    waiting, going = drafted(stage.tracker), stage.approved("oh-4")
    for key in ("oh-3", "oh-4"):
        stage.tracker.says(key, status)
    stage.tracker.poll()
    assert [fresh(made).state for made in (waiting, going)] == ["held", "held"]
    assert only(going).state == "held"
    assert f"says {status}, the announcement says signed" in fresh(going).reason


def test_others_go_on(stage: Stage) -> None:
    stays, goes = drafted(stage.tracker), stage.approved("oh-4")
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    work()
    assert (fresh(stays).state, only(goes).state, len(stage.posts)) == ("held", "published", 1)


def test_what_is_false_again_true_needs_a_new_approval(stage: Stage, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    for status in ("pending", "signed"):
        stage.tracker.says("oh-3", status)
        stage.tracker.poll()
    assert fresh(made).state == "held"
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    assert fresh(made).state == "approved"


@pytest.mark.parametrize("state", ["drafting", "held", "rejected", "expired"])
def test_what_cannot_be_held_says_so(stage: Stage, state: str) -> None:
    made = drafted(stage.tracker)
    type(made).objects.update(state=state)
    assert hold(made, "x") is False
    assert fresh(made).state == state


def test_the_trail_keeps_the_reason(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    hold(made, "It is not so.", by=comms)
    event = Event.objects.get(announcement_id=made.pk, after="held")
    assert (event.role, event.personal.fields["reason"]) == ("comms", "It is not so.")


def test_no_further_copy_of_a_held_mailing_leaves(stage: Stage) -> None:
    made = stage.approved()
    issue = Issue.objects.create(delivery=only(made), compiled={}, state="sending")
    pause_issue(only(made))
    issue.refresh_from_db()
    assert issue.state == "paused"
