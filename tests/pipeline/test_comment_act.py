"""The first comment: under our post, after it, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher.models import Account, Announcement, Delivery, User
from publisher.pipeline import decide, publish, reconcile, takedown, wait
from tests.pipeline.story import Stage, approve, drafted, edit, fresh, later, only, work

WORDS = "The other candidates where you live are on the tracker."


@pytest.fixture
def made(stage: Stage, comms: User) -> Announcement:
    """In review with a comment."""
    found = drafted(stage.tracker)
    edit(found, comms, comment_en=WORDS)
    return found


def said(stage: Stage) -> list[str]:
    found: list[str] = stage.posts[0]["comments"]
    return found


def test_there_is_none_without_words(stage: Stage) -> None:
    made = stage.approved()
    work()
    assert (said(stage), list(made.deliveries.values_list("act", flat=True))) == ([], ["post"])


def test_it_stands_under_its_post_once_that_is_live(stage: Stage, made: Announcement) -> None:
    approve(made, stage.approver)
    comment = only(made, "comment")
    assert (comment.target, comment.after, comment.state) == (only(made), only(made), "waiting")
    work()
    work()
    comment = only(made, "comment")
    assert (said(stage), comment.state, comment.permalink) == ([WORDS], "published", only(made).permalink)
    assert stage.sandbox.state["requests"]["comment"] == 1


def test_taken_away_again_there_is_none(stage: Stage, made: Announcement, comms: User) -> None:
    edit(made, comms, comment_en="")
    approve(made, stage.approver)
    work()
    assert said(stage) == []


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "truncate_after", "feedback_required_after"])
def test_a_lost_answer_is_looked_for_and_never_said_twice(stage: Stage, made: Announcement, kind: str) -> None:
    stage.sandbox.fault(kind, match="/comment/")
    approve(made, stage.approver)
    work()
    assert only(made, "comment").state == "uncertain"
    Account.objects.update(paused_at=None)
    later(only(made, "comment"), next_look_at=-1)
    assert reconcile.look(only(made, "comment").pk) == "found"
    assert (said(stage), only(made, "comment").state) == ([WORDS], "published")


def test_what_is_not_found_is_sent_again_on_a_persons_word_only(
    stage: Stage, made: Announcement, settings: Any
) -> None:
    settings.AGAIN_SECONDS = 0
    stage.sandbox.fault("drop", match="/comment/")
    approve(made, stage.approver)
    work()
    later(only(made, "comment"), next_look_at=-1)
    assert reconcile.look(only(made, "comment").pk) == "not found"
    assert (said(stage), only(made, "comment").state) == ([], "uncertain")
    reconcile.send_again(only(made, "comment").pk, by=stage.approver, reason="I looked under the post.")
    work()
    assert (said(stage), only(made, "comment").state) == ([WORDS], "published")


def test_what_turned_up_after_that_word_is_not_said_again(stage: Stage, made: Announcement, settings: Any) -> None:
    settings.AGAIN_SECONDS = 0
    stage.sandbox.fault("drop_after", match="/comment/")
    approve(made, stage.approver)
    work()
    reconcile.send_again(only(made, "comment").pk, by=stage.approver, reason="I did not see it.")
    work()
    assert (said(stage), only(made, "comment").state) == ([WORDS], "published")


def test_a_person_says_that_it_is_there(stage: Stage, made: Announcement) -> None:
    stage.sandbox.fault("drop_after", match="/comment/")
    approve(made, stage.approver)
    work()
    reconcile.it_is_there(only(made, "comment").pk, by=stage.approver)
    assert only(made, "comment").state == "published"


def test_comments_that_cannot_be_read_are_asked_for_again_later(stage: Stage, made: Announcement) -> None:
    stage.sandbox.fault("http_500", match="/comments/", times=1)
    approve(made, stage.approver)
    work()
    assert (said(stage), only(made, "comment").state) == ([], "ready")
    later(only(made, "comment"), not_before=-1)
    work()
    assert (said(stage), only(made, "comment").attempts) == ([WORDS], 2)


def test_a_worker_that_dies_after_saying_it_says_it_once(
    stage: Stage, made: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(made, stage.approver)
    monkeypatch.setattr(publish, "finish", lambda *_: None)
    work()
    Delivery.objects.filter(state="publishing").update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.undo()
    Account.objects.update(lease_until=None)
    for act in ("post", "comment"):
        reconcile.recover()
        for delivery in made.deliveries.filter(act=act, state="uncertain"):
            later(delivery, next_look_at=-1)
        work()
    assert (said(stage), only(made).state, only(made, "comment").state) == ([WORDS], "published", "published")


def test_without_its_post_it_asks_a_person(stage: Stage, made: Announcement) -> None:
    approve(made, stage.approver)
    Delivery.objects.filter(pk=only(made).pk).update(state="failed")
    wait.promote()
    comment = only(made, "comment")
    assert (comment.state, comment.reason) == ("held", "The post that it belongs to failed.")
    Delivery.objects.filter(pk=only(made).pk).update(state="uncertain", sending_at=timezone.now())
    Delivery.objects.filter(pk=comment.pk).update(state="waiting")
    assert wait.promote() == 0


def test_reviewed_again_it_is_the_same_comment(stage: Stage, made: Announcement, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    approve(made, stage.approver)
    first = only(made, "comment").pk
    decide.stop(made.pk, by=stage.approver)
    decide.review_again(made.pk, by=stage.approver)
    settings.UNDO_SECONDS = 0
    approve(made, stage.approver)
    work()
    assert (only(made, "comment").pk, said(stage)) == (first, [WORDS])


def test_the_database_knows_one_comment_of_a_post(stage: Stage, made: Announcement) -> None:
    approve(made, stage.approver)
    comment = only(made, "comment")
    revision = fresh(made).revisions.exclude(pk=comment.revision_id).first()
    again = Delivery(
        announcement=made, revision=revision, account=comment.account, act="comment", target=comment.target,
        not_before=timezone.now(), planned_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_under_a_post_that_is_gone_a_persons_word_ends_it(stage: Stage, made: Announcement, settings: Any) -> None:
    settings.AGAIN_SECONDS = 0
    stage.sandbox.fault("drop", match="/comment/")
    approve(made, stage.approver)
    work()
    stage.sandbox.store.delete_post(int(only(made).remote_id.split("_")[0]))
    later(only(made), published_at=-7200)
    reconcile.send_again(only(made, "comment").pk, by=stage.approver, reason="Somebody deleted the post.")
    work()
    comment = only(made, "comment")
    assert (comment.state, comment.reason) == ("failed", "The post is gone, so nothing can be said under it.")


def test_it_goes_with_its_post(stage: Stage, made: Announcement) -> None:
    approve(made, stage.approver)
    work()
    takedown.take_down(made.pk, by=stage.approver, reason="The candidate asked us to.")
    work()
    assert (only(made).state, only(made, "comment").state) == ("taken_down", "taken_down")
    assert only(made, "comment").reason == "Its post was taken down."
