"""Stopped, or to be taken down, while nobody knows whether it is live, and then approved anew: it is wanted again."""

from typing import Any

import pytest

from publisher.models import Announcement, Delivery, Event, TakeDown, User
from publisher.pipeline import decide, readback, reconcile, takedown
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Stage, approve, edit, later, only, work
from tests.pipeline.test_graph import approved, graph, look
from tests.pipeline.test_unwanted import FAMILY, screen

__all__ = ["approved", "graph"]


@pytest.fixture
def lagging(stage: Stage) -> Announcement:
    """It is live, the answer was lost, and the account's list lags: nobody knows."""
    return stage.unseen()


def approved_anew(made: Announcement, comms: User, approver: User) -> None:
    decide.hold(made.pk, by=comms, reason="Wait.")
    decide.review_again(made.pk, by=comms)
    approve(made, approver)


def test_approved_anew_it_is_wanted_and_goes_out(stage: Stage, comms: User) -> None:
    stage.sandbox.fault("http_500", match="configure")
    made = stage.approved()
    work()
    decide.stop(made.pk, by=comms, reason=FAMILY)
    approved_anew(made, comms, stage.approver)
    doubt = only(made)
    assert (doubt.state, doubt.todo.split(".")[0]) == ("uncertain", "It is looked for by itself")
    assert Event.objects.filter(what="wanted_again", role="approver", object_id=doubt.pk).count() == 1
    later(doubt, sending_at=-3600)
    reconcile.send_again(doubt.pk, by=stage.approver, reason="I looked.")
    work()
    assert (only(made).state, len(stage.posts), screen()) == ("published", 1, ("published", "Live"))


def test_approved_anew_it_is_not_taken_down_once_it_turns_up(stage: Stage, lagging: Announcement, comms: User) -> None:
    takedown.take_down(lagging.pk, by=stage.approver, reason=FAMILY)
    approved_anew(lagging, comms, stage.approver)
    assert not TakeDown.objects.exists()
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(lagging).state, screen(), stage.posts[0]["archived"]) == ("published", ("published", "Live"), False)


def test_approved_anew_it_is_looked_for_again_although_the_looks_were_over(
    stage: Stage, lagging: Announcement, comms: User
) -> None:
    decide.stop(lagging.pk, by=comms, reason=FAMILY)
    Delivery.objects.update(looks=12, next_look_at=None)
    approved_anew(lagging, comms, stage.approver)
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(lagging).state, screen()) == ("published", ("published", "Live"))


def test_a_persons_word_for_what_was_stopped_does_not_stop_what_is_approved_anew(
    stage: Stage, lagging: Announcement, comms: User
) -> None:
    decide.stop(lagging.pk, by=comms, reason=FAMILY)
    later(only(lagging), sending_at=-3600)
    reconcile.send_again(only(lagging).pk, by=stage.approver, reason="I looked.")
    approved_anew(lagging, comms, stage.approver)
    work()
    assert only(lagging).state == "uncertain"
    decide.stop(lagging.pk, by=comms, reason=FAMILY)
    reconcile.send_again(only(lagging).pk, by=stage.approver, reason="I looked.")
    work()
    assert (only(lagging).state, only(lagging).reason) == ("stopped", FAMILY)


def test_approved_anew_it_is_not_sent_before_the_undo_time_is_over(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User, settings: Any
) -> None:
    """The channel can prove that it is not there; nothing is sent by that proof while it may be stopped still."""
    graph.fault("drop", match="media_publish")
    work()
    decide.stop(approved.pk, by=comms, reason=FAMILY)
    settings.UNDO_SECONDS = 300
    decide.hold(approved.pk, by=comms, reason="Wait.")
    decide.review_again(approved.pk, by=comms)
    approve(approved, approver, languages=["en", "es"])
    later(only(approved), sending_at=-3600)
    work()
    assert (only(approved).state, graph.state["posts"]) == ("uncertain", [])
    assert look(approved) == "proven absent"
    work()
    assert (only(approved).state, graph.state["posts"]) == ("ready", [])
    later(only(approved), not_before=-1)
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


@pytest.mark.parametrize("stopped", [False, True], ids=["held", "stopped"])
@pytest.mark.parametrize("under_way", [False, True], ids=["look_after", "look_under_way"])
def test_no_look_sends_it_before_the_undo_time_of_the_new_approval_is_over(
    graph: GraphSandbox,
    approved: Announcement,
    approver: User,
    comms: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    stopped: bool,
    under_way: bool,
) -> None:
    """Also not a look that began before the approval, or that somebody asks for after it."""
    graph.fault("drop", match="media_publish")
    work()
    find = reconcile.find

    def meanwhile(*given: Any) -> Any:
        found = find(*given)
        if not under_way:
            return found
        approve(approved, approver, languages=["en", "es"])
        return found

    settings.UNDO_SECONDS = 300
    if stopped:
        decide.stop(approved.pk, by=comms, reason=FAMILY)
    decide.hold(approved.pk, by=comms, reason="Wait.")
    decide.review_again(approved.pk, by=comms)
    monkeypatch.setattr(reconcile, "find", meanwhile)
    if not under_way:
        approve(approved, approver, languages=["en", "es"])
    assert look(approved) == "proven absent"
    work()
    assert (only(approved).state, graph.state["posts"]) == ("ready", [])
    later(only(approved), not_before=-1)
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_what_turns_up_after_other_words_were_approved_needs_a_look(
    stage: Stage, lagging: Announcement, comms: User
) -> None:
    """It was to be sent again, and was edited, stopped and approved anew: the first is not what is approved now."""
    later(only(lagging), sending_at=-3600)
    reconcile.send_again(only(lagging).pk, by=stage.approver, reason="I looked.")
    decide.hold(lagging.pk, by=comms, reason="Wait.")
    edit(lagging, comms, alt_en="A card, described in other words.")
    decide.stop(lagging.pk, by=comms, reason=FAMILY)
    assert only(lagging).state == "uncertain"
    approve(lagging, stage.approver)
    stage.sandbox.media.feed_lag = 0
    later(only(lagging), next_look_at=-1)
    work()
    assert (only(lagging).state, len(stage.posts)) == ("published", 1)
    later(only(lagging), published_at=-3600)
    assert readback.read_back(only(lagging).pk) == "differs"
    assert screen()[1] == "Needs a look"


def test_only_an_approval_makes_it_wanted_again(stage: Stage, lagging: Announcement, comms: User) -> None:
    decide.stop(lagging.pk, by=comms, reason=FAMILY)
    decide.hold(lagging.pk, by=comms, reason="Wait.")
    decide.review_again(lagging.pk, by=comms)
    stage.sandbox.media.feed_lag = 0
    later(only(lagging), next_look_at=-1)
    work()
    assert (only(lagging).state, queue()[0].reason) == ("published", f"It was stopped, and it is live. {FAMILY}")


def test_approved_anew_while_it_is_looked_for_it_is_not_sent_by_the_earlier_word(
    stage: Stage, lagging: Announcement, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look began when it was stopped and said to be absent; that is no word for sending it again."""
    real = reconcile.find

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(reconcile, "find", real)
        approved_anew(lagging, comms, stage.approver)
        return real(*given)

    decide.stop(lagging.pk, by=comms, reason=FAMILY)
    later(only(lagging), sending_at=-3600)
    reconcile.send_again(only(lagging).pk, by=stage.approver, reason="I looked.")
    monkeypatch.setattr(reconcile, "find", meanwhile)
    work()
    assert (only(lagging).state, len(stage.posts)) == ("uncertain", 1)
    stage.sandbox.media.feed_lag = 0
    later(only(lagging), next_look_at=-1)
    work()
    assert (only(lagging).state, len(stage.posts), screen()) == ("published", 1, ("published", "Live"))
