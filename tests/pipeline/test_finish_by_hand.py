"""What a channel could not send is finished by hand, and never sent besides."""

from typing import Any

import pytest

from publisher import not_twice
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.channels.base import Receipt
from publisher.errors import Refusal
from publisher.models import Account, Announcement, User
from publisher.pipeline import by_hand, publish, reconcile
from tests.pipeline.story import Stage, approve, drafted, edit, later, only, work
from tests.pipeline.test_by_hand import OTHER, closed, taken


def paused(stage: Stage) -> Announcement:
    """Approved and due on an account that is paused."""
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    return made


def test_a_paused_accounts_post_is_finished_by_hand_and_never_sent(stage: Stage, comms: User) -> None:
    made = paused(stage)
    taken(made, comms)
    resume(stage.account, by=stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "by_hand")
    closed(made, comms, f"{stage.sandbox.url}/p/HANDMADE1/")
    work()
    assert (stage.posts, only(made).state) == ([], "published")


def test_given_back_it_is_sent_after_all(stage: Stage, comms: User) -> None:
    made = paused(stage)
    taken(made, comms)
    by_hand.give_back(only(made).pk, by=comms)
    resume(stage.account, by=stage.approver)
    work()
    assert (len(stage.posts), only(made).state) == (1, "published")


def test_a_worker_that_was_quicker_wins(stage: Stage, comms: User) -> None:
    made = paused(stage)
    resume(stage.account, by=stage.approver)
    work()
    with pytest.raises(Refusal, match="nothing to post by hand"):
        taken(made, comms)
    with pytest.raises(Refusal, match="live already"):
        closed(made, comms)
    assert len(stage.posts) == 1


def test_what_a_worker_sends_right_now_cannot_be_finished(
    stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, refused = stage.approved(), []
    real = publish.send

    def meanwhile(*given: Any) -> Receipt:
        for act in (taken, closed):
            with pytest.raises(Refusal, match="being sent in this moment") as caught:
                act(made, comms)
            refused.append(caught)
        return real(*given)

    monkeypatch.setattr(publish, "send", meanwhile)
    work()
    assert (len(refused), len(stage.posts), only(made).state) == (2, 1, "published")


def test_while_somebody_posts_it_a_worker_that_prepared_it_does_not(
    stage: Stage, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account was paused under the worker's feet, and a person took what it had given back."""
    made = stage.approved()
    real = publish.stamp

    def meanwhile(claimed: Any) -> bool:
        monkeypatch.setattr(publish, "stamp", real)
        pause(stage.account, "Crisis.", "Call.")
        return real(claimed)

    monkeypatch.setattr(publish, "stamp", meanwhile)
    work()
    assert only(made).state == "paused"
    taken(made, comms)
    resume(stage.account, by=stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "by_hand")


def test_a_failed_one_is_finished_by_hand(stage: Stage, comms: User) -> None:
    made = stage.approved()
    stage.sandbox.fault("http_400", match="/rupload", times=9)
    work()
    assert only(made).state == "failed"
    closed(made, comms)
    assert only(made).state == "published"


def test_a_failed_one_that_is_given_back_is_failed_as_it_was_and_not_sent(stage: Stage, comms: User) -> None:
    """Sending it again is another decision, and not everybody's."""
    made = stage.approved()
    stage.sandbox.fault("http_400", match="/rupload")
    work()
    before = only(made)
    assert before.state == "failed"
    taken(made, comms)
    taken(made, stage.approver, over=True)
    by_hand.give_back(only(made).pk, by=comms)
    after = only(made)
    assert (after.state, after.reason, after.todo) == ("failed", before.reason, before.todo)
    assert by_hand.opened(after) == {}
    work()
    assert (only(made).state, stage.posts) == ("failed", [])


@pytest.fixture
def unsaid(stage: Stage, comms: User) -> Announcement:
    """Live, with a first comment that could not leave: Instagram did not show what is said there already."""
    made = drafted(stage.tracker)
    edit(made, comms, comment_en="More on the tracker.")
    approve(made, stage.approver)
    stage.sandbox.fault("http_400", match="/comments/")
    work()
    pause(Account.objects.get(pk=stage.account.pk), "Crisis.", "Call.")
    later(only(made, "comment"), not_before=-1)
    return made


def test_a_comment_is_finished_by_hand_and_never_said_besides(stage: Stage, unsaid: Announcement, comms: User) -> None:
    post, comment = only(unsaid), only(unsaid, "comment")
    assert (post.state, comment.state) == ("published", "ready")
    by_hand.take(comment.pk, by=comms)
    assert "say so on its page" in only(unsaid, "comment").todo
    kit = by_hand.kit(comment.pk, by=comms)
    assert kit.post
    assert (kit.post.text, kit.post.target and kit.post.target.permalink) == ("More on the tracker.", post.permalink)
    by_hand.finish(comment.pk, by=comms)
    done = only(unsaid, "comment")
    assert (done.state, done.permalink) == ("published", post.permalink)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert stage.posts[0]["comments"] == []


def test_a_comment_has_nowhere_to_be_before_its_post_is_live(stage: Stage, comms: User) -> None:
    made = drafted(stage.tracker)
    edit(made, comms, comment_en="More on the tracker.")
    approve(made, stage.approver)
    with pytest.raises(Refusal, match="post that it belongs under is not live"):
        by_hand.take(only(made, "comment").pk, by=comms)


@pytest.fixture
def doubtful(stage: Stage) -> Announcement:
    made = stage.approved()
    stage.sandbox.fault("drop", match="/media/configure/")
    work()
    assert only(made).state == "uncertain"
    return made


def test_one_in_doubt_is_taken_only_when_lists_no_longer_lag_and_somebody_looked(
    doubtful: Announcement, approver: User, comms: User
) -> None:
    with pytest.raises(Refusal, match="feeds lag"):
        taken(doubtful, approver, looked=True)
    later(only(doubtful), sending_at=-3600)
    with pytest.raises(Refusal, match="Look at the account first"):
        taken(doubtful, approver)
    with pytest.raises(Refusal, match="only an approver"):
        taken(doubtful, comms, looked=True)
    assert taken(doubtful, approver, looked=True).state == "by_hand"
    later(only(doubtful), next_look_at=-1)
    assert reconcile.due_looks() == []


def test_one_in_doubt_that_is_given_back_is_in_doubt_again_and_never_sent(
    stage: Stage, doubtful: Announcement, approver: User
) -> None:
    later(only(doubtful), sending_at=-3600)
    taken(doubtful, approver, looked=True)
    by_hand.give_back(only(doubtful).pk, by=approver)
    work()
    assert (only(doubtful).state, stage.posts) == ("uncertain", [])


def test_a_receipt_that_comes_after_all_is_not_lost(doubtful: Announcement, approver: User) -> None:
    """Then whoever posts it by hand is told that theirs is the second."""
    later(only(doubtful), sending_at=-3600)
    taken(doubtful, approver, looked=True)
    publish.finish(only(doubtful), Receipt("1_2", OTHER, only(doubtful).not_before))
    with pytest.raises(Refusal, match="If you made a second post, delete it"):
        closed(doubtful, approver)
    assert only(doubtful).permalink == OTHER


@pytest.mark.parametrize("how", ["a worker's look", "a person's look"])
def test_what_a_look_finds_while_somebody_takes_it_is_not_lost(
    stage: Stage, approver: User, admin: User, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """It is taken between the look and its end, on an account that was just paused, so that nothing looks again."""
    stage.sandbox.fault("drop_after", match="/media/configure/")
    made = stage.approved()
    work()
    later(only(made), sending_at=-3600)
    chapter = reconcile if how == "a worker's look" else not_twice
    real = chapter.settle

    def meanwhile(*given: Any, **more: Any) -> None:
        monkeypatch.setattr(chapter, "settle", real)
        pause(stage.account, "Crisis.", "Call.")
        taken(made, approver, looked=True)
        real(*given, **more)

    monkeypatch.setattr(chapter, "settle", meanwhile)
    if how == "a worker's look":
        assert reconcile.look(only(made).pk) == "found"
    else:
        with pytest.raises(Refusal, match="It is there already"):
            taken(made, admin, looked=True)
    live = only(made)
    assert (live.state, live.permalink != "", len(stage.posts)) == ("published", True, 1)
    with pytest.raises(Refusal, match=f"It is live already: {live.permalink}"):
        by_hand.kit(live.pk, by=approver)
    with pytest.raises(Refusal, match="If you made a second post, delete it"):
        closed(made, approver)
