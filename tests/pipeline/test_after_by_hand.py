"""What follows a post that a person made: its comment, its caption, its mail, reading it back. None of it is stuck."""

from typing import Any

import pytest
from django.utils import timezone

from publisher import as_read
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement, Delivery, Reading, Subscriber, User
from publisher.pipeline import by_hand, decide, readback, recaption, takedown
from publisher.queueing import queue
from publisher.recaption import live_text
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import Stage, Tracker, approve, drafted, edit, fresh, later, only, work
from tests.pipeline.test_by_hand import closed
from tests.pipeline.test_recaption import again, words

COMMENT = "More on the tracker."


def posted(stage: Stage, made: Announcement, by: User, account: str = "coalition") -> None:
    """On a paused account a person posts it in the app and pastes the link; then the account is resumed."""
    pause(stage.account, "Crisis.", "Call.")
    work()
    text = only(made).revision.manifest["acts"][0]["text"]
    post = post_by_hand(stage.sandbox.store, Login(account, "x"), text)
    closed(made, by, f"{stage.sandbox.url}/p/{post.code}/?igsh=abc")
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    work()


@pytest.fixture
def commented(stage: Stage, comms: User) -> Announcement:
    """Approved with a comment."""
    made = drafted(stage.tracker)
    edit(made, comms, comment_en=COMMENT)
    return approve(made, stage.approver)


def test_its_comment_is_said_under_it(stage: Stage, commented: Announcement, comms: User) -> None:
    posted(stage, commented, comms)
    assert (only(commented, "comment").state, stage.posts[0]["comments"]) == ("published", [COMMENT])


def test_nothing_is_said_or_done_under_a_post_of_somebody_else(
    stage: Stage, commented: Announcement, comms: User
) -> None:
    posted(stage, commented, comms, "second")
    comment = only(commented, "comment")
    assert (comment.state, "not this account's post" in comment.reason) == ("failed", True)
    assert stage.posts[0]["comments"] == []
    takedown.take_down(commented.pk, by=stage.approver, reason="It is another's.", how="delete")
    work()
    assert (only(commented).state, stage.posts[0]["deleted"]) == ("published", False)


def test_a_comment_that_a_person_said_is_not_said_again(stage: Stage, commented: Announcement, comms: User) -> None:
    posted(stage, commented, comms, "second")
    recaption.changed_by_hand(only(commented, "comment").pk, by=stage.approver)
    work()
    comment = only(commented, "comment")
    assert (comment.state, comment.permalink) == ("published", only(commented).permalink)
    assert stage.posts[0]["comments"] == []


def test_it_is_read_back_and_that_it_is_gone_is_noticed(stage: Stage, comms: User) -> None:
    made = stage.approved()
    posted(stage, made, comms)
    later(only(made), published_at=-7200)

    def read() -> str:
        Reading.objects.update(next_at=timezone.now())
        return readback.read_back(only(made).pk)

    assert (read(), Reading.objects.get().trouble) == ("differs", "")  # the picture is not the approved one
    stage.sandbox.store.delete_post(int(stage.posts[0]["id"]))
    assert read() == "missing"
    Reading.objects.update(unseen_at=timezone.now() - as_read.CONFIRMED_AFTER)
    assert read() == "gone"


def test_its_caption_is_changed_and_it_is_taken_down_like_any_other(stage: Stage, comms: User) -> None:
    made = stage.approved()
    posted(stage, made, comms)
    again(made, comms)
    approve(made, stage.approver)
    work()
    assert (only(made, "edit").state, stage.posts[0]["caption"]) == ("published", words(made))
    takedown.take_down(made.pk, by=stage.approver, reason="The candidate asked us to.", how="delete")
    work()
    assert (only(made).state, stage.posts[0]["deleted"]) == ("taken_down", True)


def test_where_nothing_can_look_the_word_that_the_caption_was_changed_is_enough(
    quick_pictures: None, tracker: Tracker, approver: User, comms: User
) -> None:
    made = approve(drafted(tracker), approver)
    work()
    closed(made, comms)
    again(made, comms)
    approve(made, approver)
    work()
    change = only(made, "edit")
    assert (change.state, "by hand" in change.todo) == ("failed", True)
    recaption.changed_by_hand(change.pk, by=approver)
    work()
    assert (only(made, "edit").state, live_text(only(made))) == ("published", words(made))
    assert queue()[0].screen.value == "Live"


@pytest.fixture
def failed(stage: Stage, settings: Any) -> Announcement:
    """The post has failed, and the mail asks whether to go without it."""
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())
    stage.sandbox.fault("bad_request", match="rupload")
    made = stage.approved()
    work()
    assert (only(made).state, only(made, "mail").state) == ("failed", "held")
    return made


def test_the_mail_goes_on_once_its_failed_post_is_made_by_hand(stage: Stage, failed: Announcement, comms: User) -> None:
    closed(failed, comms, f"{stage.sandbox.url}/p/HANDMADE1/")
    work()
    mail = only(failed, "mail")
    assert (mail.state, mail.reason, queue()[0].screen.value) == ("waiting", "", "Going out")
    later(only(failed), published_at=-1801)
    later(mail, not_before=-1)
    work()
    assert only(failed, "mail").state != "waiting"


@pytest.mark.parametrize("how", ["untrue", "held"])
def test_no_mail_follows_what_should_not_be_there(
    stage: Stage, failed: Announcement, comms: User, approver: User, how: str
) -> None:
    by_hand.take(only(failed).pk, by=comms)
    if how == "held":
        decide.hold(failed.pk, by=approver, reason="Wait.")
    else:
        stage.tracker.says("oh-3", "refused")
    assert closed(failed, comms, f"{stage.sandbox.url}/p/HANDMADE1/").warning
    work()
    assert (fresh(failed).state, Delivery.objects.get(announcement=failed, act="mail").state) == ("held", "held")
