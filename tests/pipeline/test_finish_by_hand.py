"""What a channel could not send is finished by hand, and never sent besides."""

from typing import Any

import pytest

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.channels.base import Receipt
from publisher.errors import Refusal
from publisher.models import Announcement, User
from publisher.pipeline import by_hand, publish, reconcile
from tests.pipeline.story import Stage, later, only, work
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
