"""Holding and stopping: one person suffices, and the same rows go on after a new approval."""

from typing import Any

import pytest

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, Event, User
from publisher.pipeline import decide, publish
from publisher.queueing import queue
from publisher.showing import show
from publisher.truth.before_sending import SEE_SOURCES
from tests.pipeline.story import Stage, approve, drafted, fresh, only, triggered, work


def test_a_stop_within_the_undo_time_lets_nothing_leave(stage: Stage, comms: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    decide.stop(made.pk, by=comms, reason="Wrong photo.")
    work()
    assert (only(made).state, only(made).reason, stage.posts) == ("stopped", "Wrong photo.", [])
    assert Event.objects.filter(kind="delivery", after="stopped", role="comms").exists()


def test_a_stop_that_comes_too_late_says_so(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    with pytest.raises(Refusal, match="can only be taken down"):
        decide.stop(made.pk, by=comms)
    assert only(made).state == "published"


def test_a_stop_between_the_stamp_and_the_answer_is_too_late_and_a_person_sees_it(
    stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, told = publish.send, []

    def send(*rest: Any) -> Any:
        for act in (lambda: decide.stop(made.pk, by=comms), lambda: decide.hold(made.pk, by=comms, reason="x")):
            try:
                act()
            except Refusal as refused:
                told.append(refused.code)
        return real(*rest)

    monkeypatch.setattr(publish, "send", send)
    made = stage.approved()
    work()
    assert told == []
    assert (only(made).state, len(stage.posts)) == ("published", 1)
    assert only(made).reason == "It was stopped, and it is live. Stopped by staff."
    assert only(made).look_since


def test_organizers_neither_hold_nor_stop(stage: Stage, organizer: User) -> None:
    made = stage.approved()
    for act in (
        lambda: decide.hold(made.pk, by=organizer, reason="x"),
        lambda: decide.stop(made.pk, by=organizer),
        lambda: decide.review_again(made.pk, by=organizer),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "forbidden"
    assert fresh(made).state == "approved"


def test_a_hold_needs_a_reason(stage: Stage, comms: User) -> None:
    with pytest.raises(Refusal, match="Say why"):
        decide.hold(stage.approved().pk, by=comms, reason="  ")


def test_what_is_held_stays_until_it_is_approved_anew(stage: Stage, comms: User) -> None:
    made = stage.approved()
    decide.hold(made.pk, by=comms, reason="Wait.")
    work()
    assert (stage.posts, only(made).state) == ([], "held")
    decide.review_again(made.pk, by=comms)
    work()
    assert (stage.posts, fresh(made).state) == ([], "in_review")


@pytest.mark.parametrize("how", ["hold", "stop"])
def test_a_new_approval_uses_the_same_delivery(stage: Stage, comms: User, how: str) -> None:
    made = stage.approved()
    row = only(made).pk
    decide.hold(made.pk, by=comms, reason="Wait.") if how == "hold" else decide.stop(made.pk, by=comms)
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    assert (only(made).pk, only(made).state, Delivery.objects.count()) == (row, "published", 1)
    assert len(stage.posts) == 1


def test_a_second_review_starts_with_no_approvals(stage: Stage, comms: User, settings: Any) -> None:
    settings.APPROVALS = "strict"
    made = drafted(stage.tracker)
    approve(made, stage.approver)
    decide.hold(made.pk, by=comms, reason="Wait.")
    decide.review_again(made.pk, by=comms)
    assert approve(made, stage.approver).state == "in_review"


def test_what_is_in_motion_is_not_reviewed_again(stage: Stage, comms: User) -> None:
    made = stage.approved()
    with pytest.raises(Refusal, match="Only what was held"):
        decide.review_again(made.pk, by=comms)


def test_what_went_out_stays_out_when_the_rest_is_approved_anew(stage: Stage, comms: User, connected) -> None:
    second = connected("second")
    made = drafted(stage.tracker)
    stage.sandbox.fault("http_400", match="/rupload_igphoto/", times=1)  # refuses the first account's picture
    approve(made, stage.approver)
    work()
    first = only_on(made, "coalition")
    assert (first.state, only_on(made, "second").state) == ("failed", "published")
    before = only_on(made, "second")
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    after = only_on(made, "second")
    assert sorted(post["account"] for post in stage.posts) == ["coalition", "second"]
    assert (after.revision_id, after.published_at, after.account_id) == (
        before.revision_id,
        before.published_at,
        second.pk,
    )


def only_on(made: Any, account: str) -> Delivery:
    return Delivery.objects.get(announcement=made, account__name=account)


def test_a_part_that_was_stopped_is_told_beside_what_is_live(stage: Stage, connected, comms: User, settings) -> None:
    connected("second")
    made = stage.approved()
    held_back = made.deliveries.get(account__name="second")
    workflow.move(held_back, "stopped", reason="Not there.")
    work()
    row = next(row for row in queue() if row.announcement.pk == made.pk)
    assert (row.screen.value, row.reason) == ("Live", "A part of it was stopped: instagram/second.")


def assert_no_hint(made: Announcement, state: str, *gone: str) -> None:
    """It is in that state, and neither its record nor `publisher show` says any more what it was waiting for."""
    kept = only(made)
    assert (kept.state, kept.todo, kept.waits_note) == (state, "", "")
    said = str(show(fresh(made))["deliveries"])
    assert not any(text in said for text in gone)


@pytest.mark.parametrize(("how", "state"), [("hold", "held"), ("stop", "stopped")])
def test_what_is_kept_back_no_longer_says_that_it_goes_out_by_itself(
    stage: Stage, comms: User, how: str, state: str
) -> None:
    made = stage.approved()
    stage.tracker.file.rename(stage.tracker.file.with_suffix(".away"))
    work()
    assert only(made).todo == SEE_SOURCES
    getattr(decide, how)(made.pk, by=comms, reason="Wait.")
    assert_no_hint(made, state, "by itself", "Sources")


@pytest.mark.parametrize(("how", "state"), [("hold", "held"), ("stop", "stopped")])
def test_what_is_kept_back_no_longer_waits_for_the_tracker(stage: Stage, organizer: User, how: str, state: str) -> None:
    made = approve(triggered(organizer), stage.approver)
    work()
    assert "Not yet" in only(made).waits_note
    getattr(decide, how)(made.pk, by=stage.approver, reason="Wait.")
    assert_no_hint(made, state, "still says pending")


def test_what_the_tracker_holds_no_longer_waits_for_it(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    work()
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    assert_no_hint(made, "held", "still says pending")
