"""What went out by the official API: read back with its reach, and taken down by hand, since it has no such request."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from publisher.manifest import act_of
from publisher.models import Announcement, Event, Reading, TakeDown, User
from publisher.pipeline import readback, recaption, reconcile, takedown
from publisher.rendering import link_of
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Tracker, approve, drafted, edit, fresh, later, only, work
from tests.pipeline.test_graph import approved, graph

__all__ = ["approved", "graph"]


def read(made: Announcement) -> str:
    later(only(made), published_at=-7200)
    Reading.objects.update(next_at=timezone.now())
    return readback.read_back(only(made).pk)


def test_it_is_read_back_slide_by_slide_with_its_reach(graph: GraphSandbox, approved: Announcement) -> None:
    graph.media.likes, graph.media.reach = 7, 340
    work()
    assert read(approved) == "as approved"
    row = Reading.objects.get()
    assert (row.likes, row.comments, row.reach, row.trouble) == (7, 0, 340, "")
    graph.store.edit_post(int(graph.state["posts"][0]["id"]), "Other words")
    assert read(approved) == "differs"


def test_without_the_permission_nothing_is_said_of_the_reach(graph: GraphSandbox, approved: Announcement) -> None:
    work()
    assert read(approved) == "as approved"
    assert Reading.objects.get().reach is None


def test_it_is_taken_down_by_hand_and_only_when_it_is_gone(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    work()
    later(only(approved), published_at=-7200)
    takedown.take_down(approved.pk, by=approver, reason="Wrong.")
    assert takedown.carry_out(only(approved).pk) == "still live"
    assert "by hand" in only(approved).todo
    takedown.done_by_hand(only(approved).pk, by=approver)
    TakeDown.objects.update(said_at=timezone.now() - takedown.LISTS_LAG)
    assert takedown.carry_out(only(approved).pk) == "still live"
    assert "said that it is down, and it is still live" in only(approved).reason
    graph.store.archive_post(int(graph.state["posts"][0]["id"]))
    TakeDown.objects.update(next_at=timezone.now())
    work()
    assert only(approved).state == "taken_down"


def test_another_caption_is_put_there_by_hand_and_looked_at(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    work()
    edit(approved, comms, caption_en=f"Corrected. {link_of(approved.code)}")
    words = act_of(fresh(approved).revision.manifest, "edit", "instagram_graph/main")["text"]  # type: ignore[union-attr]
    approve(approved, approver)
    work()
    change = only(approved, "edit")
    assert (change.state, "by hand" in change.todo) == ("failed", True)
    recaption.changed_by_hand(change.pk, by=approver)
    work()
    assert only(approved, "edit").state == "failed"
    graph.store.edit_post(int(graph.state["posts"][0]["id"]), words)
    assert read(approved) == "as approved"
    recaption.changed_by_hand(change.pk, by=approver)
    work()
    assert (only(approved, "edit").state, len(graph.state["posts"])) == ("published", 1)


def test_a_comment_whose_answer_was_lost_is_not_proven_absent(
    graph: GraphSandbox, tracker: Tracker, approver: User, comms: User
) -> None:
    made = drafted(tracker)
    edit(made, comms, comment_en="More on the tracker.")
    approve(made, approver)
    graph.fault("drop", match="comments comment")
    work()
    later(only(made, "comment"), next_look_at=-1, sending_at=-300)
    assert (reconcile.look(only(made, "comment").pk), only(made, "comment").state) == ("not found", "uncertain")


def test_under_a_post_that_is_gone_a_persons_word_ends_it(
    graph: GraphSandbox, tracker: Tracker, approver: User, comms: User
) -> None:
    made = drafted(tracker)
    edit(made, comms, comment_en="More on the tracker.")
    approve(made, approver)
    graph.fault("drop", match="comments comment")
    work()
    graph.store.delete_post(int(only(made).remote_id))
    later(only(made), published_at=-7200)
    later(only(made, "comment"), sending_at=-3600)
    reconcile.send_again(only(made, "comment").pk, by=approver, reason="Somebody deleted the post.")
    work()
    comment = only(made, "comment")
    assert (comment.state, comment.reason) == ("failed", "The post is gone, so nothing can be said under it.")


def said_down(made: Announcement, approver: User) -> str:
    """They say that they took it down in the app, and that is looked at."""
    takedown.done_by_hand(only(made).pk, by=approver)
    return takedown.carry_out(only(made).pk)


def again(made: Announcement) -> str:
    TakeDown.objects.update(next_at=timezone.now())
    return takedown.carry_out(only(made).pk)


@pytest.mark.parametrize("old", [60, 7200])
def test_a_list_that_may_lag_makes_no_liar_of_who_took_it_down(
    graph: GraphSandbox, approved: Announcement, approver: User, old: int
) -> None:
    """Archived in the app: by its id it is still there, and the list is the one thing that tells."""
    work()
    later(only(approved), published_at=-old)
    takedown.take_down(approved.pk, by=approver, reason="Wrong.")
    takedown.carry_out(only(approved).pk)
    assert said_down(approved, approver) == "still live"
    reason = only(approved).reason
    assert reason.startswith("Avery Approver said that it is down. The program is still shown it, and may be for half")
    assert "still live" not in reason
    assert f"{TakeDown.objects.get().next_at:%H:%M} UTC" in reason
    assert only(approved).look_since
    graph.store.archive_post(int(graph.state["posts"][0]["id"]))
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        assert again(approved) == "taken down"
    assert Event.objects.get(after="taken_down").data["proof"] == "it was looked for"


def test_once_no_list_lags_any_more_it_is_still_live(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    work()
    takedown.take_down(approved.pk, by=approver, reason="Wrong.")
    takedown.carry_out(only(approved).pk)
    assert "It is still live" not in only(approved).reason
    said_down(approved, approver)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        assert again(approved) == "still live"
        assert "said that it is down, and it is still live" in only(approved).reason
        assert again(approved) == "still live"  # and what is said next is looked at anew
        assert only(approved).reason.startswith("It is still live")


def test_what_is_deleted_is_down_at_once_unless_it_is_too_young_for_the_list(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    work()
    takedown.take_down(approved.pk, by=approver, reason="Wrong.")
    takedown.carry_out(only(approved).pk)
    graph.store.delete_post(int(graph.state["posts"][0]["id"]))
    assert said_down(approved, approver) == "still live"
    assert "its list may not have it yet" in only(approved).reason
    later(only(approved), published_at=-1860)
    assert again(approved) == "taken down"


def test_a_young_post_that_is_called_unknown_once_is_not_down(
    graph: GraphSandbox, approved: Announcement, approver: User
) -> None:
    work()
    graph.media.feed_lag = 1500
    takedown.take_down(approved.pk, by=approver, reason="Wrong.")
    takedown.carry_out(only(approved).pk)
    graph.fault("graph_100_33", match="status")
    assert said_down(approved, approver) == "still live"
    assert only(approved).state == "published"
