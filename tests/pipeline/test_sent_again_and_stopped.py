"""Sent again, and stopped before that left: the first may be live, so it is looked for before it is called stopped."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume, retire
from publisher.channels.base import TryLater
from publisher.errors import Refusal
from publisher.models import Account, Announcement, User
from publisher.pipeline import by_hand, decide, publish, reconcile, submit, takedown
from publisher.queueing import queue
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Stage, approve, digest, fresh, later, only, work
from tests.pipeline.test_by_hand import taken
from tests.pipeline.test_graph import graph
from tests.pipeline.test_unwanted import FAMILY, screen

pytestmark = pytest.mark.every_test

__all__ = ["graph"]


@pytest.fixture
def again(stage: Stage) -> Announcement:
    """It is live; the list lags, so a person who looked had it sent again, and it has not left yet."""
    made = stage.unseen()
    reconcile.send_again(only(made).pk, by=stage.approver, reason="I looked.")
    return made


def test_what_was_to_be_sent_again_is_looked_for_before_it_is_called_stopped(
    stage: Stage, again: Announcement, comms: User
) -> None:
    decide.stop(again.pk, by=comms, reason=FAMILY)
    doubt = only(again)
    assert (doubt.state, bool(doubt.sending_at), screen()) == ("uncertain", True, ("needs_a_look", "Needs a look"))
    assert doubt.todo.startswith("If it is not there it is not sent")
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(again).state, len(stage.posts)) == ("published", 1)
    assert queue()[0].reason == f"It was stopped, and it is live. {FAMILY}"


def test_what_is_not_found_is_stopped_since_a_person_said_so_before(
    stage: Stage, again: Announcement, comms: User
) -> None:
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    decide.stop(again.pk, by=comms, reason=FAMILY)
    work()
    assert (only(again).state, only(again).reason, only(again).sending_at) == ("stopped", FAMILY, None)
    decide.review_again(again.pk, by=comms)
    approve(again, stage.approver)
    work()
    assert (only(again).state, sum(not post["deleted"] for post in stage.posts)) == ("published", 1)


def test_while_it_cannot_be_looked_for_it_stays_in_doubt(stage: Stage, again: Announcement, comms: User) -> None:
    stage.sandbox.fault("http_500", match="/feed/user/", times=9)
    decide.stop(again.pk, by=comms, reason=FAMILY)
    work()
    assert (only(again).state, only(again).looks, len(stage.posts)) == ("uncertain", 1, 1)
    stage.sandbox.faults.clear()
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    later(only(again), next_look_at=-1)
    work()
    assert only(again).state == "stopped"


def test_a_story_whose_day_is_over_proves_nothing_and_the_word_of_who_looked_counts(
    stage: Stage, comms: User, settings: Any
) -> None:
    settings.STORIES = True
    stage.sandbox.fault("drop", match="/configure_to_story/")
    made = stage.approved()
    work()
    story = only(made, "story")
    assert story.state == "uncertain"
    later(story, sending_at=-25 * 3600)
    reconcile.send_again(story.pk, by=stage.approver, reason="I looked.")
    decide.stop(made.pk, by=comms, reason=FAMILY)
    assert only(made, "story").state == "uncertain"
    work()
    assert (only(made, "story").state, only(made, "story").reason) == ("stopped", FAMILY)


def test_on_an_account_that_rests_the_question_is_asked_again(stage: Stage, again: Announcement, comms: User) -> None:
    pause(stage.account, "Crisis.", "Call.")
    decide.stop(again.pk, by=comms, reason=FAMILY)
    work()
    assert (only(again).state, "not looked for while" in queue()[0].todo) == ("uncertain", True)
    reconcile.send_again(only(again).pk, by=stage.approver, reason="It is not in the app.")
    assert (only(again).state, only(again).reason) == ("stopped", FAMILY)


def test_who_says_of_what_was_stopped_that_it_is_not_there_has_it_looked_for_once_more(
    stage: Stage, comms: User, client: Client
) -> None:
    made = stage.unseen()
    decide.stop(made.pk, by=comms, reason=FAMILY)
    stage.sandbox.media.feed_lag = 0
    client.force_login(stage.approver)
    told = {"looked": "yes", "reason": "In the app."}
    html = client.post(f"/deliveries/{only(made).pk}/again/", told, follow=True).content.decode()
    assert "It is looked for once more; if it is not there, it is stopped." in html
    work()
    assert (only(made).state, queue()[0].reason) == ("published", f"It was stopped, and it is live. {FAMILY}")


def test_held_it_is_not_rejected_before_it_was_looked_for(
    stage: Stage, again: Announcement, comms: User, second_approver: User, client: Client
) -> None:
    decide.hold(again.pk, by=comms, reason="Wait.")

    def reject() -> Any:
        return decide.reject(again.pk, by=second_approver, digest=digest(again), reason="Not true.")

    with pytest.raises(Refusal, match=r"may be live\. Stop it first"):
        reject()
    client.force_login(comms)
    html = client.get(f"/announcements/{again.pk}/").content.decode()
    assert f'action="/announcements/{again.pk}/stop/"' in html
    decide.stop(again.pk, by=comms, reason=FAMILY)
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    work()
    assert only(again).state == "stopped"
    reject()
    assert fresh(again).state == "rejected"


def test_taken_down_it_is_looked_for_and_then_gone(stage: Stage, again: Announcement) -> None:
    takedown.take_down(again.pk, by=stage.approver, reason=FAMILY, how="delete")
    assert only(again).state == "uncertain"
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(again).state, stage.posts[0]["deleted"], len(stage.posts)) == ("taken_down", True, 1)


def test_stopped_while_somebody_has_it_and_given_back_it_is_looked_for(
    stage: Stage, again: Announcement, comms: User
) -> None:
    pause(stage.account, "Crisis.", "Call.")
    taken(again, comms, looked=True)
    decide.stop(again.pk, by=comms, reason=FAMILY)
    assert by_hand.kit(only(again).pk, by=comms).post is None
    by_hand.give_back(only(again).pk, by=comms)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(again).state, len(stage.posts)) == ("published", 1)
    assert queue()[0].reason == f"It was stopped, and it is live. {FAMILY}"


def test_held_and_stopped_while_somebody_has_it_nothing_new_is_said_before_they_say_what_became_of_it(
    stage: Stage, again: Announcement, comms: User
) -> None:
    pause(stage.account, "Crisis.", "Call.")
    taken(again, comms, looked=True)
    decide.hold(again.pk, by=comms, reason="Wait.")
    decide.stop(again.pk, by=comms, reason=FAMILY)
    assert (only(again).state, by_hand.opened(only(again))["by"]) == ("uncertain", comms.pk)
    reconcile.send_again(only(again).pk, by=stage.approver, reason="It is not in the app.")
    assert only(again).state == "stopped"
    decide.review_again(again.pk, by=comms)
    with pytest.raises(Refusal, match="has opened it"):
        approve(again, stage.approver)


def test_stopped_while_the_second_was_being_sent_the_first_is_looked_for(
    stage: Stage, again: Announcement, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = publish.send

    def send(*_: Any) -> Any:
        monkeypatch.setattr(publish, "send", real)
        decide.stop(again.pk, by=comms, reason=FAMILY)
        stage.sandbox.media.feed_lag = 0
        raise TryLater("Nothing was written.", timedelta(0))

    monkeypatch.setattr(publish, "send", send)
    work()
    assert (only(again).state, len(stage.posts)) == ("published", 1)
    assert queue()[0].reason == f"It was stopped, and it is live. {FAMILY}"


# Another account of the same page


def test_the_account_that_alone_can_be_asked_about_it_is_not_retired(
    stage: Stage, again: Announcement, comms: User
) -> None:
    decide.hold(again.pk, by=comms, reason="Wait.")
    with pytest.raises(Refusal, match=r"sent before.* Settle that first"):
        retire(stage.account, "We change over.", by=stage.approver)
    decide.stop(again.pk, by=comms, reason=FAMILY)
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    work()
    assert only(again).state == "stopped"
    retire(Account.objects.get(pk=stage.account.pk), "We change over.", by=stage.approver)


@pytest.fixture
def by_the_api(settings: Any) -> None:
    settings.POSTS_BY = "instagram_graph"


@pytest.fixture
def changed_over(by_the_api: None, again: Announcement, graph: GraphSandbox, comms: User) -> GraphSandbox:
    """Held before it was sent again; then the official API was connected, which from now on posts on that page."""
    decide.hold(again.pk, by=comms, reason="Wait.")
    return graph


def test_what_was_to_be_sent_again_is_not_drafted_for_another_account_before_it_is_known(
    stage: Stage, again: Announcement, changed_over: GraphSandbox, comms: User
) -> None:
    with pytest.raises(Refusal, match=r"sent to instagram/coalition and may be live\. Stop it first"):
        submit.redraft(again.pk, by=comms)
    decide.stop(again.pk, by=comms, reason=FAMILY)
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(again).state, len(stage.posts), changed_over.state["posts"]) == ("published", 1, [])


def test_what_is_known_not_to_be_there_is_drafted_for_another_account(
    stage: Stage, again: Announcement, changed_over: GraphSandbox, comms: User
) -> None:
    decide.stop(again.pk, by=comms, reason=FAMILY)
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    work()
    submit.redraft(again.pk, by=comms)
    approve(again, stage.approver, languages=["en", "es"])
    work()
    told = {str(one.account): one.state for one in again.deliveries.all()}
    assert told == {"instagram/coalition": "stopped", "instagram_graph/main": "published"}
    assert len(changed_over.state["posts"]) == 1


def test_for_its_own_account_it_is_drafted_anew_as_before(stage: Stage, again: Announcement, comms: User) -> None:
    decide.hold(again.pk, by=comms, reason="Wait.")
    submit.redraft(again.pk, by=comms)
    approve(again, stage.approver)
    stage.sandbox.media.feed_lag = 0
    work()
    assert (only(again).state, len(stage.posts)) == ("published", 1)


def test_what_was_drafted_for_another_account_before_is_not_approved(
    stage: Stage, again: Announcement, changed_over: GraphSandbox, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an earlier version: it is refused where it would leave, too."""
    monkeypatch.setattr("publisher.revising.elsewhere", lambda *_: "")
    submit.redraft(again.pk, by=comms)
    with pytest.raises(Refusal, match=r"may be live\. Stop it first: then"):
        approve(again, stage.approver, languages=["en", "es"])
