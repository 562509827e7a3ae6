"""Pausing, resuming and cancelling a mailing while it is sent, and trying a mail on oneself."""

from collections.abc import Callable

import pytest

from publisher.accounts.pausing import pause as pause_account
from publisher.accounts.resuming import resume as resume_account
from publisher.errors import Refusal
from publisher.models import Account, Event, Issue, PersonalPart, Subscriber, Told, User
from publisher.newsletter import told
from publisher.newsletter.progress import progress
from publisher.pipeline import mailing, trying
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.conftest import mailbox
from tests.newsletter.mailing import people, received
from tests.pipeline import story
from tests.pipeline.story import Stage

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db
READERS = 60
MOST = 30
"""Copies that may be out: those of the sub-batches whose intents came before."""


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Does something in the midst of the mailing: right before the third intent is written."""

    def arrange(act: Callable[[], object]) -> None:
        seen, write = [], told.write

        def watched(*given: object, **more: object) -> None:
            seen.append(1)
            if len(seen) == 3:
                act()
            write(*given, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(told, "write", watched)

    return arrange


def the_issue() -> Issue:
    return Issue.objects.select_related("delivery").get()


def test_a_pause_lets_out_the_sub_batch_in_flight_and_a_resume_sends_the_rest_once(
    stage: Stage, mailbox: MailboxSandbox, during, approver: User, comms: User
) -> None:
    people(READERS)
    during(lambda: mailing.pause(the_issue().pk, by=comms, reason="A word is wrong."))
    stage.approved()
    story.work()
    issue = the_issue()
    assert (issue.state, issue.delivery.state) == ("paused", "paused")
    assert issue.delivery.reason == "Paused by a person: A word is wrong."
    stands = progress(issue)
    assert 0 < stands.sent <= MOST
    assert (stands.sent, stands.waiting) == (stands.done, READERS - stands.sent)
    assert stands.sentence == f"{stands.sent} sent, {stands.waiting} still to go."
    with pytest.raises(Refusal, match="paused, so it cannot be paused"):
        mailing.pause(issue.pk, by=comms, reason="Again.")
    with pytest.raises(Refusal, match="approver or above"):
        mailing.resume(issue.pk, by=comms)

    account = Account.objects.get(channel="newsletter")
    pause_account(account, "Something else.", "", kind="")
    assert resume_account(account, by=approver) == 0  # the account goes on, and this mailing rests all the same
    story.work()
    assert (the_issue().state, progress(issue)) == ("paused", stands)

    mailing.resume(issue.pk, by=approver)
    story.work()
    assert (the_issue().state, the_issue().delivery.state) == ("sent", "published")
    assert set(received(mailbox).values()) == {1}
    assert len(received(mailbox)) == READERS
    told = Event.objects.filter(kind="issue").order_by("id")
    trail = [event.what if event.what != "move" else event.after for event in told]
    assert trail == ["sending", "paused", "resumed", "sending", "sent"]
    assert PersonalPart.objects.get(event__kind="issue", event__after="paused").fields["by"] == comms.email


def test_who_had_no_copy_when_it_was_cancelled_gets_none_and_counts_as_not_told(
    stage: Stage, mailbox: MailboxSandbox, during, comms: User, organizer: User
) -> None:
    people(READERS)
    during(lambda: mailing.cancel(the_issue().pk, by=comms, reason="It was a mistake."))
    stage.approved()
    story.work()
    issue = the_issue()
    assert (issue.state, issue.delivery.state) == ("cancelled", "stopped")
    assert 0 < len(received(mailbox)) == Told.objects.count() <= MOST
    for act, sentence in (
        (lambda: mailing.cancel(issue.pk, by=comms, reason="Again."), "nothing to cancel"),
        (lambda: mailing.cancel(issue.pk, by=comms, reason=" "), "a reason is needed"),
        (lambda: mailing.pause(issue.pk, by=organizer, reason="No."), "comms or above"),
        (lambda: mailing.pause(0, by=comms, reason="No."), "no issue 0"),
    ):
        with pytest.raises(Refusal, match=sentence):
            act()
    assert stage.posts  # what is live of the announcement stays


def test_a_test_goes_to_whoever_asks_for_it_and_to_nobody_else(
    stage: Stage, mailbox: MailboxSandbox, comms: User, organizer: User, client, settings
) -> None:
    people(2)
    announcement = story.drafted(stage.tracker)
    assert trying.try_on(announcement.pk, "es", by=comms) == comms.email
    (mail,) = mailbox.store.all()
    assert mail.to == comms.email
    assert mail.message["Subject"].startswith("[Test] ")
    assert "firmó el compromiso" in mail.message["Subject"]
    way_out = mail.message["List-Unsubscribe"].strip("<>").removeprefix(settings.BASE_URL)
    assert client.post(way_out, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert Subscriber.objects.filter(state="active").count() == 2
    assert not Told.objects.exists()
    assert not Issue.objects.exists()
    assert Event.objects.get(what="tried").data["language"] == "es"
    with pytest.raises(Refusal, match="no mail in 'fr'"):
        trying.try_on(announcement.pk, "fr", by=comms)
    with pytest.raises(Refusal, match="Only comms"):
        trying.try_on(announcement.pk, "en", by=organizer)
    settings.EMAIL_PORT = 1
    with pytest.raises(Refusal, match="relay cannot be used"):
        trying.try_on(announcement.pk, "en", by=comms)
