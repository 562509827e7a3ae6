"""Who gave a wrong link may have posted it all the same: it is looked for before it is posted again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.errors import Refusal
from publisher.models import Account, Announcement, User
from publisher.pipeline import by_hand, decide, publish, wrong_link
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import Stage, later, only, work
from tests.pipeline.test_graph import approved, graph
from tests.pipeline.test_wrong_link import again, finished, look, mistaken, ours, right

__all__ = ["approved", "graph", "mistaken"]


def test_what_they_posted_all_the_same_is_found_before_it_is_sent(
    stage: Stage, mistaken: Announcement, comms: User
) -> None:
    """They had posted it and pasted another link; an approver looked only there, and nobody posts it any more."""
    right(stage, mistaken)
    wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="It is a cat.")
    by_hand.give_back(only(mistaken).pk, by=comms)
    work()
    assert only(mistaken).state == "published"
    assert len(ours(stage, mistaken)) == 1


def test_what_they_posted_all_the_same_is_found_before_somebody_else_posts_it(
    stage: Stage, mistaken: Announcement, admin: User
) -> None:
    link = right(stage, mistaken)
    wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="It is a cat.")
    with pytest.raises(Refusal, match="It is there already"):
        by_hand.take(only(mistaken).pk, by=admin, over=True)
    assert (only(mistaken).state, only(mistaken).permalink) == ("published", link)


def test_what_they_post_after_that_needs_a_look_beside_what_was_sent(
    stage: Stage, mistaken: Announcement, comms: User
) -> None:
    wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="It is a cat.")
    by_hand.give_back(only(mistaken).pk, by=comms)
    work()
    assert (only(mistaken).state, len(ours(stage, mistaken))) == ("published", 1)
    theirs = right(stage, mistaken)
    later(only(mistaken), published_at=-7200)
    again(mistaken)
    assert look() == ("needs_a_look", "Needs a look")
    assert only(mistaken).reason.startswith(f"It appears twice on the account: {theirs} is a post of it too.")


@pytest.mark.parametrize("posted", [True, False])
def test_on_the_official_api_it_is_looked_for_by_its_address_before_it_is_sent(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User, posted: bool
) -> None:
    account = Account.objects.get(channel="instagram_graph")
    pause(account, "Crisis.", "Call.")
    work()
    finished(approved, comms, "https://www.instagram.com/p/SOMEOTHER1/")
    if posted:
        text = only(approved).revision.manifest["acts"][0]["text"]
        post_by_hand(graph.store, Login("coalition", "x"), text)
    resume(Account.objects.get(pk=account.pk), by=approver)
    later(only(approved), published_at=-7200)
    again(approved)
    with time_machine.travel(timezone.now() + timedelta(minutes=45), tick=True):
        again(approved)
        wrong_link.not_there(only(approved).pk, by=approver, reason="It is not there.")
        by_hand.give_back(only(approved).pk, by=comms)
        work()
    with time_machine.travel(timezone.now() + timedelta(minutes=80), tick=True):  # what they did last is listed by then
        publish.work_account(account.pk)
    assert (only(approved).state, len(graph.state["posts"])) == ("published", 1)


def test_what_they_posted_all_the_same_and_was_stopped_is_looked_for_once_they_give_it_back(
    stage: Stage, mistaken: Announcement, comms: User
) -> None:
    right(stage, mistaken)
    wrong_link.not_there(only(mistaken).pk, by=stage.approver, reason="It is a cat.")
    decide.stop(mistaken.pk, by=comms, reason="Never mind.")
    assert only(mistaken).state == "by_hand"
    by_hand.give_back(only(mistaken).pk, by=comms)
    work()
    assert (only(mistaken).state, look()) == ("published", ("needs_a_look", "Needs a look"))
    assert only(mistaken).reason == "It was stopped, and it is live. Never mind."
