"""What is wholly public and taken back, where more happened to it: reviewed again, stopped midway, out on evidence."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.accounts.pausing import pause
from publisher.errors import Refusal
from publisher.models import Announcement, Delivery, Event, Issue, Notice, Source, TakeDown, User
from publisher.pipeline import deal, decide, takedown
from publisher.queueing import queue
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.truth.to_follow import overdue
from tests.newsletter.mailing import mailbox, people, states
from tests.pipeline.story import Stage, approve, fresh, later, only, triggered, work

__all__ = ["mailbox"]
DONE = "The post is deleted."


def word(made: Announcement) -> str:
    return next(row.screen.value for row in queue() if row.announcement.pk == made.pk)


def says(stage: Stage, status: str) -> None:
    stage.tracker.says("oh-3", status)
    stage.tracker.poll()


def test_reviewed_again_and_true_again_it_is_not_left_contradicted(stage: Stage, connected: Any, comms: User) -> None:
    connected("second")
    made = stage.approved()
    workflow.move(Delivery.objects.get(announcement=made, account__name="second"), "stopped")
    work()
    assert word(made) == "Live"
    says(stage, "pending")
    assert word(made) == "Needs a look"
    with pytest.raises(Refusal, match="The tracker contradicts what is public"):
        decide.review_again(made.pk, by=comms)
    says(stage, "signed")
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    assert (fresh(made).state, word(made)) == ("approved", "Live")


def test_a_mailing_stopped_in_the_middle_leaves_nothing_to_hold(
    stage: Stage, mailbox: MailboxSandbox, comms: User
) -> None:
    people(2)
    mailbox.fault("451", to="reader2@")
    made = stage.approved()
    work()
    assert states(Issue.objects.get()) == {"sent": 1, "queued": 1}
    decide.stop(made.pk, by=comms)
    assert (only(made).state, only(made, "mail").state, word(made)) == ("published", "stopped", "Live")
    says(stage, "pending")
    assert (fresh(made).state, word(made)) == ("approved", "Needs a look")
    deal.deal_with(made.pk, by=comms, reason=DONE)
    assert word(made) == "Live"


def test_what_is_dealt_with_is_not_brought_up_as_overdue(stage: Stage, organizer: User, comms: User) -> None:
    Source.objects.update(evidence_is_enough=True)
    made = approve(triggered(organizer), stage.approver)
    work()
    says(stage, "refused")
    deal.deal_with(made.pk, by=comms, reason=DONE)
    later(only(made), published_at=-90000, sending_at=-90000)
    work()
    assert (overdue(), Notice.objects.filter(kind="overdue").count()) == ({}, 0)


def test_a_contradiction_ends_too_when_the_tracker_only_is_not_so_far_yet(
    stage: Stage, organizer: User, comms: User
) -> None:
    Source.objects.update(evidence_is_enough=True)
    made = approve(triggered(organizer), stage.approver)
    work()
    for status, shown in (("refused", "Needs a look"), ("pending", "Live")):
        says(stage, status)
        assert word(made) == shown


def test_the_word_that_it_is_deleted_is_looked_at_and_only_then_so(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    says(stage, "refused")
    deal.deal_with(made.pk, by=comms, reason=DONE, deleted=True)
    assert (only(made).state, "counts as live" in only(made).reason) == ("published", True)
    work()
    post = only(made)
    assert (post.state, word(made), len(stage.posts)) == ("published", "Needs a look", 1)
    assert post.reason.startswith(f"{comms} said that it is down. The program is still shown it, and may be")
    later(post, published_at=-7200)
    TakeDown.objects.update(said_at=timezone.now() - timedelta(hours=1), next_at=timezone.now())
    work()
    assert only(made).reason.startswith(f"{comms} said that it is down, and it is still live")
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    TakeDown.objects.update(next_at=timezone.now())
    work()
    assert (only(made).state, Event.objects.get(after="taken_down").data["proof"]) == (
        "taken_down", "it was looked for",
    )  # fmt: skip


def test_where_nothing_can_look_the_word_of_an_approver_is_needed(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    says(stage, "refused")
    pause(stage.account, "Crisis.", "Call.")
    deal.deal_with(made.pk, by=comms, reason=DONE, deleted=True)
    work()
    assert (only(made).state, "not confirmed" in only(made).reason) == ("published", True)
    takedown.done_by_hand(only(made).pk, by=stage.approver)
    work()
    assert only(made).state == "taken_down"


def test_what_an_approver_wants_down_is_not_given_up_for_the_word_of_comms(stage: Stage, comms: User) -> None:
    made = stage.approved()
    work()
    says(stage, "refused")
    takedown.take_down(made.pk, by=stage.approver, reason="It is not so.", how="delete")
    deal.deal_with(made.pk, by=comms, reason=DONE, deleted=True)
    work()
    assert (only(made).state, stage.posts[0]["deleted"], TakeDown.objects.get().by) == (
        "taken_down", True, stage.approver,
    )  # fmt: skip
