"""Who opened it to post it by hand and gave it back may have posted it: the channel looks before it sends."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.extras import Extras
from publisher.models import Account, Announcement, Delivery, Reading, User
from publisher.pipeline import by_hand, decide, submit, wrong_link
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import Stage, Tracker, approve, digest, drafted, later, only, work
from tests.pipeline.test_by_hand import task
from tests.pipeline.test_graph import approved, graph
from tests.pipeline.test_wrong_link import ours, right

__all__ = ["approved", "graph", "task"]
LIST = "feed/user/"


def paused(stage: Stage) -> Announcement:
    """Due on a paused account."""
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    return made


@pytest.fixture
def taken(stage: Stage, comms: User) -> Announcement:
    """On a paused account; somebody has opened it."""
    made = paused(stage)
    by_hand.take(only(made).pk, by=comms)
    return made


def given_back(stage: Stage, made: Announcement, by: User) -> None:
    by_hand.give_back(only(made).pk, by=by)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()


def test_what_they_posted_all_the_same_is_found_and_not_sent(stage: Stage, taken: Announcement, comms: User) -> None:
    link = right(stage, taken)
    given_back(stage, taken, comms)
    assert (only(taken).state, only(taken).permalink) == ("published", link)
    assert len(ours(stage, taken)) == 1


def test_so_it_is_when_it_was_approved_anew_meanwhile(stage: Stage, taken: Announcement, comms: User) -> None:
    link = right(stage, taken)
    decide.hold(taken.pk, by=comms, reason="Wait.")
    decide.review_again(taken.pk, by=comms)
    by_hand.give_back(only(taken).pk, by=comms)
    approve(taken, stage.approver)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert (only(taken).permalink, len(ours(stage, taken))) == (link, 1)


def test_where_nothing_is_there_it_is_sent_after_one_look(stage: Stage, taken: Announcement, comms: User) -> None:
    looks = stage.sandbox.state["requests"].get("feed", 0)
    given_back(stage, taken, comms)
    assert (only(taken).state, len(ours(stage, taken))) == ("published", 1)
    assert stage.sandbox.state["requests"].get("feed", 0) == looks + 1


def test_what_nobody_opened_is_sent_without_a_look(stage: Stage) -> None:
    made = stage.approved()
    work()
    assert only(made).state == "published"
    assert stage.sandbox.state["requests"].get("feed", 0) == 0


@pytest.mark.parametrize("posted", [True, False])
def test_where_the_look_cannot_tell_it_says_so_and_comes_again(
    stage: Stage, taken: Announcement, comms: User, posted: bool
) -> None:
    if posted:
        right(stage, taken)
    stage.sandbox.fault("no_media", match=LIST)
    given_back(stage, taken, comms)
    assert (only(taken).state, len(ours(stage, taken))) == ("ready", int(posted))
    assert only(taken).reason.startswith("Somebody had opened it to post it by hand, and whether they did cannot be")
    assert "It is looked for again by itself" in only(taken).reason
    later(only(taken), not_before=-1)
    work()
    assert (only(taken).state, len(ours(stage, taken))) == ("published", 1)


@pytest.mark.parametrize(("hours", "state", "posts"), [(23, "ready", 0), (25, "published", 1)])
def test_what_no_look_can_tell_is_sent_a_day_after_it_was_given_back(
    stage: Stage, comms: User, hours: int, state: str, posts: int
) -> None:
    """Who gave it back says that it is not there; and no list lags for a day behind what they did before."""
    made = paused(stage)
    later(only(made), not_before=-200_000)
    with time_machine.travel(timezone.now() - timedelta(hours=50), tick=True):
        by_hand.take(only(made).pk, by=comms)
    with time_machine.travel(timezone.now() - timedelta(hours=hours), tick=True):
        by_hand.give_back(only(made).pk, by=comms)
    stage.sandbox.fault("no_media", match=LIST, times=9)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert (only(made).state, len(ours(stage, made))) == (state, posts)


@pytest.mark.parametrize("posted", [True, False])
def test_the_official_api_waits_until_its_list_no_longer_lags(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User, posted: bool
) -> None:
    account = Account.objects.get(channel="instagram_graph")
    pause(account, "Crisis.", "Call.")
    work()
    by_hand.take(only(approved).pk, by=comms)
    by_hand.give_back(only(approved).pk, by=comms)
    resume(Account.objects.get(pk=account.pk), by=approver)
    work()
    assert (only(approved).state, graph.state["posts"]) == ("ready", [])
    assert only(approved).reason.startswith("Somebody had opened it to post it by hand")
    if posted:
        post_by_hand(graph.store, Login("coalition", "x"), only(approved).revision.manifest["acts"][0]["text"])
    with time_machine.travel(timezone.now() + timedelta(minutes=45), tick=True):
        later(only(approved), not_before=-1)
        work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_given_back_after_a_wrong_link_what_they_did_last_counts(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    """Hours ago somebody pasted a wrong link; now they post it, in a list that lags, and press the wrong button."""
    account = Account.objects.get(channel="instagram_graph")
    pause(account, "Crisis.", "Call.")
    work()
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=True):
        later(only(approved), not_before=-1)
        by_hand.take(only(approved).pk, by=comms)
        by_hand.finish(only(approved).pk, by=comms, link=f"{graph.url}/p/WRONGONE111/")
    resume(account, by=approver)
    for _ in range(2):
        Reading.objects.update(next_at=timezone.now(), unseen_at=timezone.now() - timedelta(minutes=11))
        work()
    pause(account, "Crisis.", "Call.")
    wrong_link.not_there(only(approved).pk, by=approver, reason="I looked.")
    graph.media.feed_lag = 1500
    words = only(approved).revision.manifest["acts"][0]["text"]
    post_by_hand(graph.store, Login("coalition", "x"), words, lags=True)
    by_hand.give_back(only(approved).pk, by=comms)
    resume(account, by=approver)
    work()
    assert (only(approved).state, len(graph.state["posts"])) == ("ready", 1)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        later(only(approved), not_before=-1)
        work()
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_of_a_story_that_no_list_has_their_word_counts_when_lists_no_longer_lag(
    graph: GraphSandbox, tracker: Tracker, approver: User, comms: User
) -> None:
    made = drafted(tracker)
    submit.edit(made.pk, by=comms, digest=digest(made), texts={}, besides=Extras(story=True))
    approve(made, approver, languages=["en", "es"])
    account = Account.objects.get(channel="instagram_graph")
    later(only(made, "story"), not_before=-1)
    pause(account, "Crisis.", "Call.")
    work()
    by_hand.take(only(made, "story").pk, by=comms)
    by_hand.give_back(only(made, "story").pk, by=comms)
    resume(Account.objects.get(pk=account.pk), by=approver)
    work()
    waits = only(made, "story")
    assert (waits.state, waits.reason.startswith("Somebody had opened it")) == ("ready", True)
    assert timedelta(minutes=25) < waits.not_before - timezone.now() < timedelta(minutes=31)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        later(waits, not_before=-1)
        Delivery.objects.update(limit="")
        work()
    assert only(made, "story").state == "published"


def test_where_only_people_post_it_is_theirs_again(task: Announcement, comms: User, approver: User) -> None:
    by_hand.take(only(task).pk, by=comms)
    decide.hold(task.pk, by=comms, reason="Wait.")
    decide.review_again(task.pk, by=comms)
    by_hand.give_back(only(task).pk, by=approver)
    approve(task, approver)
    work()
    assert only(task).state == "by_hand"
