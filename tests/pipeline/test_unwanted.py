"""Stopped, or to be taken down, while nobody knows whether it is live: the wish outlives the doubt."""

from datetime import timedelta
from typing import Any

import pytest

from publisher.channels.base import TryLater
from publisher.errors import Refusal
from publisher.extras import Extras
from publisher.models import Announcement, Delivery, Event, TakeDown, User
from publisher.pipeline import by_hand, decide, publish, readback, reconcile, submit, takedown
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Stage, Tracker, approve, digest, drafted, fresh, later, only, work
from tests.pipeline.test_by_hand import closed, taken
from tests.pipeline.test_finish_by_hand import doubtful, paused
from tests.pipeline.test_graph import approved, graph, look

pytestmark = pytest.mark.every_test

__all__ = ["approved", "doubtful", "graph"]
FAMILY = "The family asked us."
LISTED = 1860
"""So many seconds after it was sent no list lags any more."""


def screen(everything: bool = True) -> tuple[str, str]:
    row = queue(everything=everything)[0]
    return row.state, row.screen.value


def test_stopped_in_doubt_it_is_not_sent_once_it_is_known_not_to_be_there(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    graph.fault("drop", match="media_publish")
    work()
    decide.stop(approved.pk, by=comms, reason=FAMILY)
    assert (only(approved).state, only(approved).todo.split(".")[0]) == (
        "uncertain",
        "If it is not there it is not sent",
    )
    assert look(approved, sent_before=LISTED) == "proven absent"
    work()
    assert (only(approved).state, only(approved).reason, graph.state["posts"]) == ("stopped", FAMILY, [])
    assert Event.objects.filter(what="unwanted", role="comms").exists()
    decide.review_again(approved.pk, by=comms)
    approve(approved, approver, languages=["en", "es"])
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)
    assert not only(approved).look_since


def test_stopped_in_doubt_it_is_not_called_stopped_while_status_and_list_may_be_late(
    graph: GraphSandbox, approved: Announcement, comms: User
) -> None:
    """To publish the same container again would be safe; to say that it is not there is not."""
    graph.media.feed_lag = 1500
    graph.fault("drop_after", match="media_publish")
    work()
    graph.fault("status_FINISHED", match="status", times=None)
    decide.stop(approved.pk, by=comms, reason=FAMILY)
    assert look(approved, sent_before=1200) == "not found"
    graph.media.feed_lag = 0
    assert look(approved, sent_before=LISTED) == "found"
    assert screen() == ("needs_a_look", "Needs a look")


def test_stopped_in_doubt_it_needs_a_look_once_it_turns_up(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    graph.fault("drop_after", match="media_publish")
    work()
    decide.stop(approved.pk, by=comms, reason=FAMILY)
    assert look(approved) == "found"
    assert only(approved).state == "published"
    assert screen() == ("needs_a_look", "Needs a look")
    assert queue()[0].reason == f"It was stopped, and it is live. {FAMILY}"
    assert "Take it down" in queue()[0].todo
    readback.let_stand(only(approved).pk, by=approver, reason="They changed their mind.")
    assert screen() == ("published", "Live")


def test_a_story_in_doubt_is_not_published_after_its_post_was_taken_down(
    graph: GraphSandbox, tracker: Tracker, approver: User, comms: User
) -> None:
    made = drafted(tracker)
    submit.edit(made.pk, by=comms, digest=digest(made), texts={}, besides=Extras(story=True))
    approve(made, approver, languages=["en", "es"])
    story = only(made, "story")
    later(story, not_before=600)
    work()
    graph.fault("drop", match="media_publish")
    later(story, not_before=-1, waits_since=-1)
    Delivery.objects.update(limit="")
    later(only(made), sending_at=-7200)
    work()
    assert (only(made).state, only(made, "story").state) == ("published", "uncertain")
    takedown.take_down(made.pk, by=approver, reason=FAMILY)
    later(story, next_look_at=-1, sending_at=-LISTED)
    work()
    assert (only(made, "story").state, len(graph.state["posts"])) == ("stopped", 1)
    assert [row.delivery_id for row in TakeDown.objects.all()] == [only(made).pk]


def test_what_somebody_took_from_a_doubt_is_stopped_too(stage: Stage, doubtful: Announcement, approver: User) -> None:
    later(only(doubtful), sending_at=-3600)
    taken(doubtful, approver, looked=True)
    decide.stop(doubtful.pk, by=approver, reason=FAMILY)
    kit = by_hand.kit(only(doubtful).pk, by=approver)
    assert (kit.post, kit.warning) == (None, f"Do not post it. It was stopped. {FAMILY}")
    by_hand.give_back(only(doubtful).pk, by=approver)
    assert only(doubtful).state == "uncertain"
    with pytest.raises(Refusal, match=FAMILY):
        taken(doubtful, approver, looked=True)
    reconcile.send_again(only(doubtful).pk, by=approver, reason="Looked at the account.")
    work()
    assert (only(doubtful).state, stage.posts) == ("stopped", [])


def test_its_link_is_noted_and_loud(doubtful: Announcement, approver: User) -> None:
    later(only(doubtful), sending_at=-3600)
    taken(doubtful, approver, looked=True)
    decide.stop(doubtful.pk, by=approver, reason=FAMILY)
    assert FAMILY in closed(doubtful, approver).warning
    assert screen() == ("needs_a_look", "Needs a look")


def test_stopped_while_it_was_being_sent_it_is_not_tried_again(
    stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = publish.send

    def send(*_: Any) -> Any:
        monkeypatch.setattr(publish, "send", real)
        decide.stop(made.pk, by=comms, reason=FAMILY)
        raise TryLater("Nothing was written.", timedelta(0))

    monkeypatch.setattr(publish, "send", send)
    made = stage.approved()
    work()
    assert (only(made).state, only(made).reason, stage.posts) == ("stopped", FAMILY, [])


def test_stopped_while_somebody_looks_it_is_not_sent_again(
    graph: GraphSandbox, approved: Announcement, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reconcile.acting

    def meanwhile(*given: Any) -> Any:
        decide.stop(approved.pk, by=comms, reason=FAMILY)
        return real(*given)

    graph.fault("drop", match="media_publish")
    work()
    monkeypatch.setattr(reconcile, "acting", meanwhile)
    assert look(approved, sent_before=LISTED) == "proven absent"
    work()
    assert (only(approved).state, graph.state["posts"]) == ("stopped", [])


def test_stopped_while_somebody_had_it_open_its_link_warns_with_the_reason(stage: Stage, comms: User) -> None:
    made = paused(stage)
    taken(made, comms)
    decide.stop(made.pk, by=comms, reason=FAMILY)
    assert closed(made, comms, f"{stage.sandbox.url}/p/HANDMADE1/").warning == FAMILY
    assert screen() == ("needs_a_look", "Needs a look")
    assert "Take it down" in queue()[0].todo


def test_rejected_and_live_needs_a_look_until_it_is_down(
    stage: Stage, comms: User, approver: User, second_approver: User
) -> None:
    made = paused(stage)
    taken(made, comms)
    decide.hold(made.pk, by=approver, reason="Is it so?")
    decide.reject(made.pk, by=second_approver, digest=digest(made), reason="Not true.")
    assert screen() == ("rejected", "Stopped")
    assert "Not true." in closed(made, comms, f"{stage.sandbox.url}/p/HANDMADE1/").warning
    assert (fresh(made).state, only(made).state) == ("rejected", "published")
    assert screen() == ("needs_a_look", "Needs a look")
    assert "Take it down" in queue()[0].todo
    takedown.take_down(made.pk, by=approver, reason="It was rejected.")
    takedown.done_by_hand(only(made).pk, by=approver)
    work()
    assert only(made).state == "taken_down"
    assert screen() == ("rejected", "Stopped")
