"""Digests from the turn that drafts them to the mailboxes of their readers."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from publisher.errors import Refusal
from publisher.models import Announcement, Copy, Digest, Issue, SignUp, Subscriber, Told, User
from publisher.newsletter import carrier, signing_up
from publisher.newsletter.choices import Choices
from publisher.newsletter.drain import Drained
from publisher.pipeline import decide, digests
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.conftest import mailbox
from tests.pipeline import story
from tests.pipeline.digested import edited, first_turn, inbox, live, out, quick_digests, readers, said_of, turn
from tests.pipeline.story import Stage

__all__ = ["mailbox", "quick_digests"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_digests")]
MAXIMA, NOOR, ZOE = story.PEOPLE["oh-3"], story.PEOPLE["oh-4"], story.PEOPLE["tx-7"]


def test_a_digest_goes_once_to_each_of_its_readers_with_what_they_want_and_have_not_heard(
    stage: Stage, mailbox: MailboxSandbox, approver: User
) -> None:
    (daily,), (weekly,), (at_once,) = readers(1), readers(1, "weekly"), readers(1, "at_once")
    (ohio,) = readers(1, us_state="OH", own_state_only=True)
    (wyoming,) = readers(1, us_state="WY", own_state_only=True)
    first_turn()
    assert turn() == []  # nothing to tell
    news = live(stage, "oh-3", "tx-7")
    (spanish,) = readers(1, language="es")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    news[0].deliveries.update(published_at=an_hour_ago)
    Subscriber.objects.filter(pk=spanish.pk).update(consent_at=an_hour_ago)
    (switched,) = readers(1, "at_once")
    Told.objects.create(subscriber=switched, announcement=news[0], issue=Issue.objects.first())
    Subscriber.objects.filter(pk=switched.pk).update(rhythm="daily")

    (digest,) = turn(2)
    assert (digest.kind, digest.state, digest.digest.rhythm) == ("digest", "in_review", "daily")
    assert digests.items_of(digest.revision.manifest) == [one.pk for one in news]
    assert turn(3) == []  # it is open
    before = len(mailbox.store.all())
    out(digest, approver)

    sent = mailbox.store.all()[before:]
    assert sorted(str(mail.message["To"]) for mail in sent) == sorted(
        person.email for person in (daily, ohio, spanish, switched)
    )
    assert said_of(inbox(mailbox, daily)) == {MAXIMA: 1, ZOE: 1}
    assert said_of(inbox(mailbox, ohio)) == {MAXIMA: 1}
    assert ZOE not in inbox(mailbox, ohio)[0]  # nor in the picture's alt text
    assert said_of(inbox(mailbox, switched)) == {ZOE: 1}
    assert "El compromiso hoy" in inbox(mailbox, spanish)[0]
    assert MAXIMA not in inbox(mailbox, spanish)[0]  # it was live before they came
    assert set(Told.objects.filter(subscriber=ohio).values_list("announcement", flat=True)) == {news[0].pk}
    assert inbox(mailbox, wyoming) == inbox(mailbox, weekly) == []
    assert said_of(inbox(mailbox, at_once)) == {MAXIMA: 1, ZOE: 1}

    (later,) = turn(9)
    assert later.digest.rhythm == "weekly"
    live(stage, "oh-4")
    out(later, approver)
    assert said_of(inbox(mailbox, weekly)) == {MAXIMA: 1, ZOE: 1}
    (next_day,) = turn(10)
    assert digests.items_of(next_day.revision.manifest) == [Announcement.objects.get(code=code("oh-4")).pk]


def code(key: str) -> str:
    return str(Announcement.objects.get(kind="news", subjects__change__candidacy__person__name=story.PEOPLE[key]).code)


def test_an_editor_orders_drops_adds_and_says_something_and_every_edit_voids_approvals(
    stage: Stage, mailbox: MailboxSandbox, comms: User, approver: User, second_approver: User, settings
) -> None:
    (reader,) = readers(1)
    first_turn()
    one, two = live(stage, "oh-3", "tx-7")
    settings.APPROVALS = "strict"
    (digest,) = turn()
    story.approve(digest, approver)
    revision = edited(
        digest,
        comms,
        [two.pk],
        said={"subject": "Two <b> & more", "preheader": "Look", "introduction": "Hello & <i>welcome</i>.\n\nRead on."},
    )
    assert (story.fresh(digest).state, revision.decisions.count()) == ("in_review", 0)
    mail = revision.manifest["acts"][0]["mail"]["en"]
    assert "Hello &amp; &lt;i&gt;welcome&lt;/i&gt;." in mail["html"]
    assert mail["subject"] == "Two <b> & more"
    assert MAXIMA not in mail["html"] + mail["text"] + revision.manifest["words"]["en"]["alt"]
    assert Digest.objects.get().left_out == [one.pk]
    settings.APPROVALS = "two"
    (three,) = live(stage, "oh-4")
    settings.APPROVALS = "strict"
    assert [late.pk for late in digests.late(digest)] == [one.pk, three.pk]
    edited(digest, comms, [three.pk, two.pk])
    for wrong, sentence in (
        ({"items": []}, "needs an item"),
        ({"items": [three.pk, three.pk]}, "twice"),
        ({"items": [digest.pk]}, "no live news"),
        ({"said": {"subject": "a\nb"}}, "one line"),
        ({"said": {"introduction": "x" * 2001}}, "2001 characters"),
        ({"said": {"introduction": "\x02"}}, "invisible"),
        ({"send_at": timezone.now() - timedelta(hours=1)}, "over"),
        ({"send_at": datetime.fromisoformat("9999-12-31T23:59-14:00")}, "No calendar"),
        ({}, "Nothing was changed"),
    ):
        with pytest.raises(Refusal, match=sentence):
            edited(digest, comms, **wrong)
    with pytest.raises(Refusal, match="meanwhile"):
        digests.edit(digest.pk, by=comms, digest=revision.digest, wanted=digests.Edit([two.pk], digests.Wishes()))
    story.approve(digest, approver)
    assert story.fresh(digest).state == "in_review"
    out(digest, second_approver)
    (text,) = inbox(mailbox, reader)
    assert text.index(f"{NOOR} signed") < text.index(f"{ZOE} signed")
    assert turn(3) == []  # what was dropped does not come back


@pytest.mark.parametrize("how", ["tracker", "taken down"])
def test_what_is_retracted_before_it_is_sent_holds_the_digest_until_it_is_dropped(
    stage: Stage, mailbox: MailboxSandbox, approver: User, comms: User, how: str
) -> None:
    (reader,) = readers(1)
    first_turn()
    one, two = live(stage, "oh-3", "tx-7")
    (digest,) = turn()
    story.approve(digest, approver)
    if how == "tracker":
        stage.tracker.says("oh-3", "pending")  # nobody has read it yet: the last question finds it
    else:
        one.deliveries.filter(act="post").update(state="taken_down")
    story.work()
    held = story.fresh(digest)
    assert held.state == "held"
    assert MAXIMA in held.reason or "pending" in held.reason
    assert inbox(mailbox, reader) == []
    assert not Copy.objects.filter(issue__delivery__announcement=digest).exists()
    edited(digest, comms, [two.pk])
    out(digest, approver)
    assert said_of(inbox(mailbox, reader)) == {ZOE: 1}


def test_a_digest_is_sent_at_the_hour_that_was_approved_and_not_before(
    stage: Stage, mailbox: MailboxSandbox, approver: User, comms: User, time_machine
) -> None:
    (reader,) = readers(1)
    first_turn()
    live(stage, "oh-3")
    (digest,) = turn()
    at = (timezone.now() + timedelta(minutes=20)).replace(microsecond=0)
    edited(digest, comms, send_at=at)
    out(digest, approver)
    assert inbox(mailbox, reader) == []
    assert story.only(digest, "mail").not_before == at
    time_machine.move_to(at + timedelta(seconds=1))
    stage.tracker.poll()
    story.work()
    assert said_of(inbox(mailbox, reader)) == {MAXIMA: 1}, story.only(digest, "mail").reason


def test_what_was_rejected_or_stopped_comes_again_and_what_was_sent_does_not(
    stage: Stage, mailbox: MailboxSandbox, approver: User, comms: User
) -> None:
    readers(1)
    first_turn()
    (one,) = live(stage, "oh-3")
    (digest,) = turn()
    decide.reject(digest.pk, by=approver, digest=story.digest(digest), reason="Not today.")
    assert story.fresh(one).state == "approved"
    with pytest.raises(Refusal, match="rhythm"):
        digests.make("hourly", by=comms)
    made = digests.make("daily", by=comms)
    assert made.created_by == comms
    with pytest.raises(Refusal, match="open already"):
        digests.make("daily", by=comms)
    story.in_review(made)
    out(made, approver)
    with pytest.raises(Refusal, match="no news"):
        digests.make("daily", by=comms)
    assert turn(5) == []


def test_who_signs_up_a_second_time_still_hears_what_was_live_before_that(
    stage: Stage, mailbox: MailboxSandbox, approver: User
) -> None:
    (reader,) = readers(1)
    first_turn()
    live(stage, "oh-3")
    signing_up.sign_up(reader.email, Choices("en"), source="a form", by=signing_up.A_NETWORK, who="192.0.2.1")
    assert signing_up.confirm(SignUp.objects.get().token) == reader
    (digest,) = turn(2)
    out(digest, approver)
    assert said_of(inbox(mailbox, reader)) == {MAXIMA: 1}


def test_one_that_began_to_go_out_in_the_moment_of_an_edit_goes_on_with_other_items_for_nobody(
    stage: Stage, mailbox: MailboxSandbox, approver: User, comms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _second = readers(2)
    first_turn()
    _one, two = live(stage, "oh-3", "tx-7")
    (digest,) = turn()
    with monkeypatch.context() as still:
        still.setattr(carrier, "drain", lambda _issue: Drained(0, 0, 0, 2, "Not now"))
        out(digest, approver)
    edited(digest, comms, [two.pk])
    Copy.objects.filter(subscriber=first).update(state="sent", attempts=1)  # its intent was not committed yet
    out(digest, approver)
    assert story.only(digest, "mail").todo.startswith("Stop it.")
    assert mailbox.store.all() == []


def test_who_mails_by_a_service_that_keeps_the_readers_has_no_digests(stage: Stage, settings, comms: User) -> None:
    readers(1)
    first_turn()
    live(stage, "oh-3")
    settings.MAIL_BACKEND = "listmonk"
    assert turn() == []
    with pytest.raises(Refusal):
        digests.make("daily", by=comms)
