"""What somebody has opened may stand there already: nothing new is said of it before they say what became of it."""

from typing import Any

import pytest
from django.test import Client

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.errors import Refusal
from publisher.models import Account, Announcement, User
from publisher.pipeline import by_hand, decide, reconcile, submit, wrong_link
from publisher.proof.attachments import from_note
from publisher.sandbox.graph import GraphSandbox
from tests.pipeline.story import Stage, approve, edit, fresh, later, only, work
from tests.pipeline.test_by_hand import closed, taken, task
from tests.pipeline.test_finish_by_hand import doubtful, paused
from tests.pipeline.test_graph import approved, graph, look
from tests.pipeline.test_wrong_link import strange

pytestmark = pytest.mark.every_test

__all__ = ["approved", "doubtful", "graph", "task"]
WHOSE = "Casey Comms has opened it"


def test_what_somebody_has_opened_is_neither_edited_nor_sent_besides(stage: Stage, comms: User) -> None:
    made = paused(stage)
    taken(made, comms)
    with pytest.raises(Refusal, match=WHOSE):
        edit(made, comms, alt_en="Another alt text.")
    with pytest.raises(Refusal, match=WHOSE):
        submit.attach(made.pk, by=comms, proofs=[from_note("Said on stage.")])
    assert (fresh(made).state, only(made).state) == ("approved", "by_hand")
    closed(made, comms, f"{stage.sandbox.url}/p/HANDMADE1/")
    resume(stage.account, by=stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "published")


@pytest.mark.parametrize("how", ["hold", "stop"])
def test_held_or_stopped_meanwhile_it_is_not_approved_before_its_link_is_known(
    stage: Stage, comms: User, how: str
) -> None:
    made = paused(stage)
    taken(made, comms)
    getattr(decide, how)(made.pk, by=comms, reason="Wait.")
    decide.review_again(made.pk, by=comms)
    for act in (
        lambda: approve(made, stage.approver),
        lambda: edit(made, comms, alt_en="Another alt text."),
        lambda: submit.redraft(made.pk, by=comms),
    ):
        with pytest.raises(Refusal, match=WHOSE):
            act()
    closed(made, comms, f"{stage.sandbox.url}/p/HANDMADE1/")
    approve(made, stage.approver)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "published")


def test_given_back_it_is_approved_anew_and_goes_out(stage: Stage, comms: User) -> None:
    made = paused(stage)
    taken(made, comms)
    decide.hold(made.pk, by=comms, reason="Wait.")
    decide.review_again(made.pk, by=comms)
    by_hand.give_back(only(made).pk, by=stage.approver)
    assert (only(made).state, by_hand.opened(only(made))) == ("held", {})
    approve(made, stage.approver)
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert (len(stage.posts), only(made).state) == (1, "published")


def test_the_link_of_what_was_given_back_too_soon_still_closes_it(
    task: Announcement, comms: User, approver: User, settings: Any
) -> None:
    settings.UNDO_SECONDS = 600
    taken(task, comms)
    decide.hold(task.pk, by=comms, reason="Wait.")
    decide.review_again(task.pk, by=comms)
    by_hand.give_back(only(task).pk, by=approver)
    approve(task, approver)
    assert only(task).state == "waiting"
    closed(task, comms)
    assert only(task).state == "published"


def test_what_was_sent_again_is_looked_for_although_it_was_approved_anew(stage: Stage, comms: User) -> None:
    """It turns up between the person's look and the second sending, over a hold and a new approval."""
    stage.sandbox.fault("drop_after", match="media/configure")
    stage.sandbox.media.feed_lag = 36000
    made = stage.approved()
    work()
    later(only(made), sending_at=-7200)
    pause(stage.account, "Crisis.", "Call.")
    reconcile.send_again(only(made).pk, by=stage.approver, reason="It is not on the account.")
    decide.hold(made.pk, by=comms, reason="Wait for the lawyer.")
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    stage.sandbox.media.feed_lag = 0
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()
    assert (only(made).state, len(stage.posts), stage.sandbox.state["duplicates"]) == ("published", 1, 0)


def test_a_container_that_was_published_after_all_stops_the_wording_approved_anew(
    graph: GraphSandbox, approved: Announcement, approver: User, comms: User
) -> None:
    graph.fault("http_500", match="media_publish")
    work()
    assert look(approved) == "proven absent"
    edit(approved, comms, alt_en="Another alt text.")
    approve(approved, approver, languages=["en", "es"])
    for container in graph.state["containers"]:
        graph.containers.get(container["id"]).published = 1
    work()
    assert (only(approved).state, graph.state["posts"]) == ("failed", [])
    assert "an earlier wording" in only(approved).reason


def test_the_public_page_is_there_as_soon_as_somebody_may_have_posted_it(
    task: Announcement, comms: User, client: Client
) -> None:
    def status() -> int:
        return client.get(f"/a/{task.code}").status_code

    assert status() == 404
    taken(task, comms)
    assert status() == 200
    by_hand.give_back(only(task).pk, by=comms)
    assert status() == 404
    closed(task, comms)
    assert status() == 200


def test_the_public_page_of_what_is_in_doubt_stays_when_somebody_takes_it(
    doubtful: Announcement, approver: User, client: Client
) -> None:
    later(only(doubtful), sending_at=-3600)
    taken(doubtful, approver, looked=True)
    assert client.get(f"/a/{doubtful.code}").status_code == 200


def test_what_is_in_doubt_again_after_a_wrong_link_is_in_nobodys_hand(
    stage: Stage, doubtful: Announcement, comms: User
) -> None:
    """Else no page leads out: it could neither be approved nor given back."""
    later(only(doubtful), sending_at=-3600)
    taken(doubtful, stage.approver, looked=True)
    pause(stage.account, "Crisis.", "Call.")
    closed(doubtful, stage.approver, strange(stage))
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    later(only(doubtful), published_at=-7200)
    work()
    wrong_link.not_there(only(doubtful).pk, by=stage.approver, reason="It is a cat.")
    work()
    assert (only(doubtful).state, by_hand.opened(only(doubtful))) == ("uncertain", {})
    decide.hold(doubtful.pk, by=comms, reason="Wait.")
    decide.review_again(doubtful.pk, by=comms)
    approve(doubtful, stage.approver)
    reconcile.send_again(only(doubtful).pk, by=stage.approver, reason="It is not on the account.")
    work()
    assert only(doubtful).state == "published"
    assert len([one for one in stage.posts if doubtful.code in one["caption"]]) == 1
