"""What went out by the official API: read back with its reach, and taken down by hand, since it has no such request."""

from django.utils import timezone

from publisher.manifest import act_of
from publisher.models import Announcement, Reading, TakeDown, User
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
