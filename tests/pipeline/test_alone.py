"""The post failed or was stopped: an approver may send the mail without it, and nobody else, and only as approved."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.channels.errors import Refused
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Decision, Event, Subscriber, User
from publisher.pipeline import alone, decide, publish
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import mailbox, received
from tests.pipeline.story import Stage, digest, fresh, later, only, work

__all__ = ["mailbox"]
WHY = "The picture was refused; readers should hear today."


@pytest.fixture
def asked(stage: Stage, mailbox: MailboxSandbox, monkeypatch: pytest.MonkeyPatch) -> Announcement:
    """The post failed, so the mail waits for somebody to say whether it goes out by itself."""
    Subscriber.objects.create(
        email="reader@readers.example", rhythm="at_once", consent_source="form", consent_at=timezone.now()
    )
    made = stage.approved()
    with monkeypatch.context() as broken:
        broken.setattr(publish, "prepare", lambda *_: (_ for _ in ()).throw(Refused("Too small.")))
        work()
    later(only(made, "mail"), not_before=-1)
    work()
    assert (only(made).state, only(made, "mail").state, fresh(made).state) == ("failed", "held", "approved")
    return made


def choose(made: Announcement, by: User, **given: str) -> Announcement:
    return alone.mail_alone(made.pk, **{"by": by, "digest": digest(made), "reason": WHY} | given)


def test_the_mail_goes_out_once_and_the_post_stays(stage: Stage, asked: Announcement, mailbox: MailboxSandbox) -> None:
    choose(asked, stage.approver)
    work()
    work()
    assert (only(asked).state, only(asked, "mail").state) == ("failed", "published")
    assert received(mailbox) == {"reader@readers.example": 1}
    assert stage.posts == []


def test_also_when_the_post_was_stopped(stage: Stage, asked: Announcement, mailbox: MailboxSandbox) -> None:
    workflow.move(only(asked), "stopped")
    choose(asked, stage.approver)
    work()
    assert (only(asked, "mail").state, received(mailbox).total()) == ("published", 1)


def test_the_trail_says_who_chose_it_and_why_and_it_is_no_new_decision(stage: Stage, asked: Announcement) -> None:
    choose(asked, stage.approver)
    event = Event.objects.get(kind="delivery", before="held", after="waiting")
    assert (event.role, event.announcement_id, event.data) == ("approver", asked.pk, {"without": only(asked).pk})
    assert event.personal.fields == {"by": stage.approver.email, "reason": WHY}
    assert Decision.objects.count() == 1


def test_it_waits_for_the_undo_time_and_can_be_stopped(
    stage: Stage, asked: Announcement, mailbox: MailboxSandbox, comms: User, settings: Any
) -> None:
    settings.UNDO_SECONDS = 300
    choose(asked, stage.approver)
    work()
    mail = only(asked, "mail")
    assert (mail.state, mail.after, mail.reason) == ("waiting", None, "")
    assert timedelta(seconds=290) < mail.not_before - timezone.now() <= timedelta(seconds=300)
    decide.stop(asked.pk, by=comms)
    later(mail, not_before=-1)
    work()
    assert (only(asked, "mail").state, received(mailbox).total()) == ("stopped", 0)


def test_not_during_quiet_hours(stage: Stage, asked: Announcement, settings: Any) -> None:
    now = timezone.now()
    settings.QUIET_HOURS = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M} UTC"
    choose(asked, stage.approver)
    assert only(asked, "mail").not_before > now + timedelta(minutes=58)


def test_the_tracker_is_asked_again_before_it_leaves(
    stage: Stage, asked: Announcement, mailbox: MailboxSandbox
) -> None:
    choose(asked, stage.approver)
    stage.tracker.says("oh-3", "refused")  # nobody has read it yet
    work()
    assert (fresh(asked).state, only(asked, "mail").state, received(mailbox).total()) == ("held", "held", 0)
    assert "says refused" in fresh(asked).reason


def test_not_when_it_is_known_to_be_untrue(stage: Stage, asked: Announcement) -> None:
    Candidacy.objects.update(standing="left_race")
    with pytest.raises(Refusal, match="no longer active") as refused:
        choose(asked, stage.approver)
    assert (refused.value.code, only(asked, "mail").state) == ("conflict", "held")


def test_only_an_approver_may_choose_it(stage: Stage, asked: Announcement, comms: User, organizer: User) -> None:
    for user in (comms, organizer):
        with pytest.raises(Refusal, match="only an approver") as refused:
            choose(asked, user)
        assert (refused.value.code, only(asked, "mail").state) == ("forbidden", "held")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"digest": "0" * 64}, "stale"),
        ({"digest": ""}, "stale"),
        ({"reason": " "}, "invalid"),
        ({"reason": "x" * 1001}, "invalid"),
    ],
)
def test_it_needs_the_current_digest_and_a_reason(
    stage: Stage, asked: Announcement, given: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        choose(asked, stage.approver, **given)
    assert (refused.value.code, only(asked, "mail").state) == (code, "held")


def test_the_first_twelve_digits_are_enough(stage: Stage, asked: Announcement) -> None:
    choose(asked, stage.approver, digest=digest(asked)[:12].upper())
    assert only(asked, "mail").state == "waiting"
    assert not alone.asks(only(asked, "mail"))


def test_not_what_is_no_longer_approved(stage: Stage, asked: Announcement, comms: User) -> None:
    decide.hold(asked.pk, by=comms, reason="Wait.")
    with pytest.raises(Refusal, match="is held") as refused:
        choose(asked, stage.approver)
    assert (refused.value.code, only(asked, "mail").state) == ("conflict", "held")


def test_a_second_click_changes_nothing(stage: Stage, asked: Announcement) -> None:
    choose(asked, stage.approver)
    due = only(asked, "mail").not_before
    with pytest.raises(Refusal, match="No mail of it waits") as refused:
        choose(asked, stage.approver)
    assert (refused.value.code, only(asked, "mail").not_before) == ("conflict", due)


def test_not_a_mail_whose_post_is_live(stage: Stage, mailbox: MailboxSandbox, settings: Any) -> None:
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@readers.example", consent_source="form", consent_at=timezone.now())
    made = stage.approved()
    work()
    with pytest.raises(Refusal, match="No mail of it waits"):
        choose(made, stage.approver)
    assert only(made, "mail").state == "waiting"
