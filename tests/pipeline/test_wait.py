"""Waiting: for the time, for the post before it, for the tracker."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.accounts.pausing import pause
from publisher.channels.errors import Refused
from publisher.models import Account, Announcement, Delivery, Source, Subscriber, User
from publisher.pipeline import alone, decide, publish, submit, wait
from publisher.showing import show
from tests.pipeline.story import Stage, approve, digest, drafted, fresh, later, only, triggered, work

pytestmark = pytest.mark.every_test


@pytest.fixture
def mailed(stage: Stage, settings: Any) -> Announcement:
    """Approved: a post now, and a mail half an hour after it."""
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(
        email="reader@example.org", rhythm="at_once", consent_source="form", consent_at=timezone.now()
    )
    return stage.approved()


def post(stage: Stage) -> None:
    """Sends the post, and only the post."""
    wait.promote()
    publish.work_account(stage.account.pk)


def mail_is_due(made: Announcement, seconds: float = 1) -> str:
    """The mail's state when its clock time has come."""
    later(only(made, "mail"), not_before=-seconds)
    wait.promote()
    return only(made, "mail").state


def test_the_mail_is_due_after_the_post_is_live(stage: Stage, mailed: Announcement) -> None:
    post(stage)
    live = only(mailed).published_at
    assert mail_is_due(mailed) == "waiting"
    assert only(mailed, "mail").not_before == live + timedelta(seconds=1800)
    Delivery.objects.filter(act="post").update(published_at=live - timedelta(seconds=1801))
    assert mail_is_due(mailed) == "ready"


def test_the_mail_waits_while_the_post_is_on_its_way(stage: Stage, mailed: Announcement) -> None:
    assert mail_is_due(mailed) == "waiting"
    assert only(mailed, "mail").after == only(mailed)


def test_it_is_sent_in_the_same_run_when_it_need_not_wait(stage: Stage, settings: Any, mailed: Announcement) -> None:
    Delivery.objects.filter(act="mail").update(after_delay=0, not_before=timezone.now(), planned_at=timezone.now())
    work()
    assert (only(mailed).state, only(mailed, "mail").attempts) == ("published", 1)


def test_a_post_that_failed_leaves_the_mail_to_a_person(
    stage: Stage, mailed: Announcement, monkeypatch: pytest.MonkeyPatch, comms: User
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(publish, "prepare", lambda *_: (_ for _ in ()).throw(Refused("Too small.")))
        post(stage)
    wait.promote()  # at once, and not only when the mail's time has come: until it asks, nobody can answer
    assert only(mailed, "mail").not_before > timezone.now() + timedelta(minutes=20)
    assert only(mailed, "mail").state == "held"
    assert "The post before it failed" in only(mailed, "mail").reason
    decide.review_again(mailed.pk, by=comms)  # as its page advises
    assert {d.state for d in mailed.deliveries.all()} == {"held"}
    approve(mailed, stage.approver)
    post(stage)
    assert (only(mailed).state, only(mailed, "mail").state) == ("published", "waiting")


@pytest.mark.parametrize("state", ["paused", "uncertain"])
def test_beside_a_post_in_trouble_the_mail_keeps_its_clock_time(stage: Stage, mailed: Announcement, state: str) -> None:
    if state == "paused":
        stage.sandbox.fault("challenge_required", match="/rupload_igphoto/", times=9)
    else:
        stage.sandbox.fault("drop_after")
    post(stage)
    assert only(mailed).state == state
    wait.promote()
    planned = only(mailed, "mail")
    assert (planned.state, planned.not_before) == ("waiting", planned.planned_at)
    later(planned, planned_at=-1)
    assert mail_is_due(mailed) == "ready"


def test_beside_a_post_that_was_stopped_the_mail_asks_at_once(stage: Stage, mailed: Announcement) -> None:
    workflow.move(only(mailed), "stopped")
    wait.promote()
    assert only(mailed, "mail").state == "held"
    assert alone.asks(only(mailed, "mail"))
    alone.mail_alone(mailed.pk, by=stage.approver, digest=digest(mailed), reason="Readers should hear today.")
    wait.promote()
    assert only(mailed, "mail").state == "ready"


def test_a_stop_stops_the_mail_too(stage: Stage, mailed: Announcement, comms: User) -> None:
    post(stage)
    decide.stop(mailed.pk, by=comms)
    assert (only(mailed).state, only(mailed, "mail").state) == ("published", "stopped")


# The organizer's trigger at 9 pm


def test_it_waits_for_the_tracker_and_leaves_once_when_it_agrees(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "waiting")
    assert only(made).waits_note == "Not yet: the tracker (tracker, row oh-3) still says pending."
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    for _ in range(2):
        work()
    assert (len(stage.posts), only(made).state, only(made).waits_for) == (1, "published", "")
    assert Announcement.objects.count() == 1


def test_it_is_held_when_the_tracker_says_otherwise(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    stage.tracker.says("oh-3", "refused")
    stage.tracker.poll()
    work()
    assert (fresh(made).state, only(made).state, stage.posts) == ("held", "held", [])
    assert "says refused, the announcement says signed" in fresh(made).reason


def test_its_page_says_what_it_waits_for(stage: Stage, organizer: User) -> None:
    made = approve(triggered(organizer), stage.approver)
    shown = show(fresh(made))
    assert (shown["screen"], shown["deliveries"][0]["waits_for"]) == ("Going out", "tracker")
    assert "still says pending" in shown["subjects"][0]["agreement"]["sentence"]


def test_the_undo_time_counts_although_the_tracker_agrees_at_once(stage: Stage, organizer: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = approve(triggered(organizer), stage.approver)
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    work()
    assert (stage.posts, only(made).state) == ([], "waiting")


@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
def test_a_tracker_that_agreed_and_took_it_back_holds_it(stage: Stage, organizer: User, read: bool) -> None:
    made = approve(triggered(organizer), stage.approver)
    stage.tracker.says("oh-3", "signed")
    stage.tracker.poll()
    stage.tracker.says("oh-3", "pending")
    if read:
        stage.tracker.poll()
    work()
    assert (stage.posts, fresh(made).state, only(made).state) == ([], "held", "held")


def test_where_our_evidence_is_enough_it_goes_out_before_the_tracker(stage: Stage, organizer: User) -> None:
    Source.objects.update(evidence_is_enough=True)
    made = triggered(organizer)
    assert made.revision.manifest["subjects"][0]["evidence_is_enough"] is True
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == 1


@pytest.mark.parametrize("then", [True, False])
def test_what_was_approved_counts_not_the_setting_of_the_moment(stage: Stage, organizer: User, then: bool) -> None:
    Source.objects.update(evidence_is_enough=then)
    made = triggered(organizer)
    Source.objects.update(evidence_is_enough=not then)
    approve(made, stage.approver)
    work()
    assert len(stage.posts) == then
    assert fresh(made).state == "approved"


def test_evidence_is_not_enough_against_a_contradiction(stage: Stage, organizer: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    Source.objects.update(evidence_is_enough=True)
    made = approve(triggered(organizer), stage.approver)
    stage.tracker.says("oh-3", "refused")
    later(only(made), not_before=-1)
    work()
    assert (fresh(made).state, stage.posts) == ("held", [])


def test_a_candidate_without_a_row_waits(stage: Stage, organizer: User) -> None:
    made = triggered(organizer)
    stage.tracker.source.keys.all().delete()
    approve(made, stage.approver)
    work()
    assert only(made).waits_note == "The tracker has no row for this candidate yet."


def test_an_account_that_is_dropped_from_the_content_ends_its_delivery(stage: Stage, connected, comms: User) -> None:
    connected("second")
    made = drafted(stage.tracker)
    pause(Account.objects.get(name="second"), "Wait.", "")
    approve(made, stage.approver)
    decide.hold(made.pk, by=comms, reason="Only one.")
    submit.redraft(made.pk, by=comms, accounts=["instagram/coalition"])
    approve(made, stage.approver)
    work()
    states = dict(made.deliveries.values_list("account__name", "state"))
    assert states == {"coalition": "published", "second": "stopped"}
