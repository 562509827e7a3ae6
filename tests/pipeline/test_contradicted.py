"""What is wholly public and the tracker takes back needs a look, until it is dealt with or the tracker agrees again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Announcement, Issue, Notice, StatusChange, User
from publisher.pipeline import copies, deal, decide
from publisher.queueing import queue
from publisher.showing import show
from publisher.truth.hold import hold
from tests.newsletter.mailing import mailbox, states
from tests.pipeline.mailed import doubtful, doubts, of
from tests.pipeline.story import Stage, fresh, only, work

__all__ = ["doubtful", "mailbox"]
pytestmark = pytest.mark.django_db
DONE = "The post is deleted and people are told."


@pytest.fixture
def live(stage: Stage) -> Announcement:
    """A signature that is public since the day before yesterday."""
    made = stage.approved()
    work()
    assert only(made).state == "published"
    StatusChange.objects.update(seen_at=timezone.now() - timedelta(days=2))
    return made


def says(stage: Stage, status: str) -> None:
    stage.tracker.says("oh-3", status)
    stage.tracker.poll()
    stage.tracker.poll()


def screen(made: Announcement) -> tuple[str, str]:
    """Its word in the queue, and the reason that stands there."""
    row = next(row for row in queue() if row.announcement.pk == made.pk)
    return row.screen.value, row.reason


def told(kind: str = "contradicted") -> int:
    return Notice.objects.filter(kind=kind).count()


def test_it_needs_a_look_and_stays_what_it_is(stage: Stage, live: Announcement) -> None:
    says(stage, "pending")
    word, reason = screen(live)
    assert (word, fresh(live).state, only(live).state) == ("Needs a look", "approved", "published")
    assert "says pending, the announcement says signed" in reason
    assert show(fresh(live))["shown"] == "contradicted"
    assert told() == User.objects.filter(role__in=["approver", "admin"]).count()


def test_the_same_contradiction_is_told_once(stage: Stage, live: Announcement) -> None:
    says(stage, "pending")
    before = told()
    stage.tracker.says("oh-3", "pending", party="Independent")
    stage.tracker.poll()
    assert told() == before
    assert [event["what"] for event in show(fresh(live))["events"]].count("contradicted") == 1


def test_it_is_live_again_when_the_tracker_agrees_again(stage: Stage, live: Announcement) -> None:
    says(stage, "pending")
    says(stage, "signed")
    assert screen(live) == ("Live", "")
    assert show(fresh(live))["contradiction"] == {"reason": "", "at": None, "dealt_with_at": None}


def test_a_person_deals_with_it_and_the_note_stays(stage: Stage, live: Announcement, comms: User) -> None:
    says(stage, "pending")
    deal.deal_with(live.pk, by=comms, reason=DONE)
    stage.tracker.says("oh-3", "pending", party="Independent")
    stage.tracker.poll()
    assert screen(live)[0] == "Live"
    assert "says pending" in show(fresh(live))["contradiction"]["reason"]
    assert [event["reason"] for event in show(fresh(live))["events"] if event["what"] == "dealt_with"] == [DONE]


def test_another_contradiction_needs_another_look(stage: Stage, live: Announcement, comms: User) -> None:
    says(stage, "pending")
    deal.deal_with(live.pk, by=comms, reason=DONE)
    says(stage, "refused")
    word, reason = screen(live)
    assert (word, "says refused" in reason) == ("Needs a look", True)


def test_the_same_one_that_ended_and_came_back_too(stage: Stage, live: Announcement, comms: User) -> None:
    says(stage, "pending")
    deal.deal_with(live.pk, by=comms, reason=DONE)
    says(stage, "signed")
    says(stage, "pending")
    assert screen(live)[0] == "Needs a look"


def test_what_was_held_while_its_last_part_went_out_is_dealt_with_too(
    stage: Stage, live: Announcement, comms: User
) -> None:
    workflow.move(fresh(live), "held", reason="The tracker says pending.")
    assert screen(live)[0] == "Needs a look"
    deal.deal_with(live.pk, by=comms, reason=DONE)
    assert (screen(live)[0], fresh(live).state) == ("Live", "approved")
    assert fresh(live).contradiction == "The tracker says pending."


def test_it_cannot_be_held_any_more(live: Announcement, comms: User) -> None:
    assert not hold(live, "Is it so?")
    with pytest.raises(Refusal, match="nothing is left to hold"):
        decide.hold(live.pk, by=comms, reason="Is it so?")
    assert fresh(live).state == "approved"


def test_while_copies_of_its_mail_are_in_doubt_it_is_held(doubtful: Issue) -> None:
    """They may still be sent again."""
    assert hold(of(doubtful).announcement, "Is it so?")


def test_copies_that_were_to_be_sent_again_are_not(doubtful: Issue, comms: User, approver: User) -> None:
    copies.send_again(doubtful.pk, doubts(), by=approver, reason="They are not in its log.")
    made = of(doubtful).announcement
    assert hold(made, "The tracker says pending.")
    deal.deal_with(made.pk, by=comms, reason=DONE)
    assert states(doubtful) == {"sent": 2, "skipped": 2}
    assert fresh(made).state == "approved"


def test_what_is_contradicted_is_not_reviewed_again(stage: Stage, live: Announcement, comms: User) -> None:
    later_stopped = live.deliveries.create(
        revision=fresh(live).revision, account=stage.account, act="story", state="stopped",
        not_before=timezone.now(), planned_at=timezone.now(),
    )  # fmt: skip
    assert later_stopped
    says(stage, "pending")
    with pytest.raises(Refusal, match="The tracker contradicts what is public of it"):
        decide.review_again(live.pk, by=comms)


def test_what_is_left_of_it_is_held_as_before(stage: Stage) -> None:
    made = stage.approved()
    stage.tracker.says("oh-3", "pending")
    stage.tracker.poll()
    assert (fresh(made).state, only(made).state, fresh(made).contradiction) == ("held", "held", "")


def test_only_what_is_public_and_contradicted_is_dealt_with(
    stage: Stage, live: Announcement, comms: User, organizer: User
) -> None:
    with pytest.raises(Refusal, match="Only what is public, with nothing"):
        deal.deal_with(live.pk, by=comms, reason=DONE)
    says(stage, "pending")
    for by, reason, why in ((organizer, DONE, "only comms staff"), (comms, " ", "Say what was done")):
        with pytest.raises(Refusal, match=why):
            deal.deal_with(live.pk, by=by, reason=reason)
    assert screen(live)[0] == "Needs a look"
