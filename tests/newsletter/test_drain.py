"""Each recipient gets an issue once; whatever happens on the way, every copy says where it stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.models import Account, Copy, Delivery, Issue, Subscriber, Told
from publisher.newsletter import crew
from publisher.newsletter.choices import Choices
from publisher.newsletter.claimed import Claimed
from publisher.newsletter.drain import LEAST, drain, sweep_copies
from publisher.newsletter.handing import message_id
from publisher.newsletter.issue import freeze
from publisher.newsletter.smtp import Relay
from publisher.newsletter.subscriptions import choose, erase, unsubscribe
from publisher.newsletter.suppression import suppress
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import approved, claimed, frozen, people, received, revise, states, words

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@pytest.fixture
def one_connection(settings: Any) -> None:
    """So that a sub-batch is under way at a time."""
    settings.MAIL_CONNECTIONS = 1


def after_the_first(monkeypatch: pytest.MonkeyPatch, event: Any) -> None:
    """Lets `event` happen when the drain's first sub-batch was handed over, and nothing is written of it."""
    original, calls = Claimed.take, []

    def take(claimed: Claimed, done: crew.Done) -> None:
        original(claimed, done)
        if not calls:
            calls.append(1)
            event()

    monkeypatch.setattr(Claimed, "take", take)


def test_each_recipient_gets_one_mail(mailbox: MailboxSandbox) -> None:
    issue = frozen(25)
    drained = drain(issue.pk)
    assert (drained.sent, drained.left, drained.trouble) == (25, 0, "")
    assert states(issue) == {"sent": 25}
    assert received(mailbox) == {person.email: 1 for person in Subscriber.objects.all()}


def test_draining_again_sends_nothing(mailbox: MailboxSandbox) -> None:
    issue = frozen(3)
    drain(issue.pk)
    assert drain(issue.pk).sent == 0
    assert received(mailbox).total() == 3


def test_each_mail_is_in_its_language_and_ends_its_own_subscription(mailbox: MailboxSandbox) -> None:
    issue = frozen(1, language="es")
    drain(issue.pk)
    (mail,) = mailbox.store.all()
    token = Subscriber.objects.get().token
    assert mail.message["Subject"] == "Firmado"
    assert mail.message["List-Unsubscribe"] == f"<https://coalition.example/u/{token}>"
    assert mail.message["Message-ID"] == message_id(Copy.objects.get())
    assert token in mail.message.get_body(("plain",)).get_content()


def test_a_message_id_is_the_same_each_time_and_holds_no_address() -> None:
    frozen(2)
    first, second = Copy.objects.order_by("id")
    assert message_id(first) == message_id(Copy.objects.get(pk=first.pk))
    assert message_id(first) != message_id(second)
    assert "reader" not in message_id(first)


def test_what_was_read_before_a_new_approval_goes_to_nobody_after_it(
    mailbox: MailboxSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(3)
    announcement = approved({"en": words("Untrue")})
    delivery = claimed(announcement)
    issue = freeze(delivery)

    def anew() -> None:
        """Held, edited, approved and taken up again, after this drain has read what it says."""
        workflow.move(Issue.objects.get(), "paused")
        revise(announcement, {"en": words("New")})
        Delivery.objects.filter(pk=delivery.pk).update(revision=announcement.revision)
        freeze(delivery)

    init = Claimed.__init__
    monkeypatch.setattr(Claimed, "__init__", lambda self, *given: (anew(), init(self, *given))[1])
    assert drain(issue.pk).left == 3
    assert received(mailbox) == {}
    monkeypatch.undo()
    assert drain(issue.pk).sent == 3
    assert {mail["subject"] for mail in mailbox.state["mails"]} == {"New"}


def test_who_leaves_after_the_freeze_gets_nothing(mailbox: MailboxSandbox) -> None:
    issue = frozen(12)
    gone = Subscriber.objects.first()
    unsubscribe(gone.token)
    drain(issue.pk)
    assert received(mailbox).total() == 11
    assert received(mailbox)[gone.email] == 0
    assert Copy.objects.get(subscriber=gone).state == "skipped"


def test_who_leaves_while_it_goes_out_gets_nothing(
    mailbox: MailboxSandbox, monkeypatch: Any, one_connection: None
) -> None:
    issue = frozen(LEAST * 3)
    last = Subscriber.objects.order_by("id").last()
    after_the_first(monkeypatch, lambda: unsubscribe(last.token))
    drain(issue.pk)
    assert states(issue) == {"sent": LEAST * 3 - 1, "skipped": 1}


@pytest.mark.every_case
@pytest.mark.parametrize(
    "now", [{"rhythm": "daily"}, {"rhythm": "corrections"}, {"own_state_only": True, "us_state": "TX"}]
)
def test_who_chooses_otherwise_after_the_freeze_is_passed_over(mailbox: MailboxSandbox, now: dict[str, Any]) -> None:
    issue = frozen(3)
    Subscriber.objects.filter(email="reader1@readers.example").update(**now)
    drain(issue.pk)
    assert states(issue) == {"sent": 2, "skipped": 1}
    assert received(mailbox) == {"reader2@readers.example": 1, "reader3@readers.example": 1}
    assert Copy.objects.get(state="skipped").reply.startswith("They have chosen")
    assert not Told.objects.filter(subscriber__email="reader1@readers.example").exists()


def test_who_chooses_otherwise_while_it_goes_out_is_passed_over(
    mailbox: MailboxSandbox, monkeypatch: Any, one_connection: None
) -> None:
    issue = frozen(LEAST * 3)
    last = Subscriber.objects.order_by("id").last()
    after_the_first(monkeypatch, lambda: choose(last.token, Choices("en", rhythm="weekly")))
    drain(issue.pk)
    assert states(issue) == {"sent": LEAST * 3 - 1, "skipped": 1}


def test_who_is_deleted_while_it_goes_out_gets_nothing(
    mailbox: MailboxSandbox, monkeypatch: Any, one_connection: None
) -> None:
    issue = frozen(LEAST * 3)
    last = Subscriber.objects.order_by("id").last()
    after_the_first(monkeypatch, lambda: erase(last.email))
    drain(issue.pk)
    assert states(issue) == {"sent": LEAST * 3 - 1, "skipped": 1}
    assert received(mailbox)[last.email] == 0


def test_a_suppressed_address_gets_nothing_whatever_its_row_says(mailbox: MailboxSandbox) -> None:
    issue = frozen(2)
    suppress("Reader1@readers.example", "complaint")
    Subscriber.objects.update(state="active")
    drain(issue.pk)
    assert received(mailbox) == {"reader2@readers.example": 1}


def test_many_who_left_do_not_end_the_drain(mailbox: MailboxSandbox) -> None:
    issue = frozen(LEAST * 3)
    Subscriber.objects.filter(pk__in=Subscriber.objects.order_by("id")[: LEAST * 2]).update(state="unsubscribed")
    assert drain(issue.pk).sent == LEAST


def pause_the_issue() -> None:
    workflow.move(Issue.objects.get(), "paused")


def pause_the_account() -> None:
    Account.objects.update(paused_at=timezone.now())


@pytest.mark.every_case
@pytest.mark.parametrize("event", [pause_the_issue, pause_the_account])
@pytest.mark.parametrize("connections", [1, 2])
def test_a_pause_lets_out_no_more_than_the_sub_batches_in_flight(
    mailbox: Any, monkeypatch: Any, settings: Any, event: Any, connections: int
) -> None:
    settings.MAIL_CONNECTIONS = connections
    issue = frozen(LEAST * 4)
    after_the_first(monkeypatch, event)
    drained = drain(issue.pk)
    assert received(mailbox).total() == drained.sent == LEAST * connections
    assert states(issue) == {"sent": LEAST * connections, "queued": LEAST * (4 - connections)}


def test_after_a_pause_everybody_has_one_mail(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    people(LEAST * 3)
    delivery = claimed()
    issue = freeze(delivery)
    after_the_first(monkeypatch, pause_the_issue)
    drain(issue.pk)
    freeze(delivery)
    drain(issue.pk)
    assert set(received(mailbox).values()) == {1}
    assert states(issue) == {"sent": LEAST * 3}


def test_when_time_is_up_the_rest_waits(mailbox: MailboxSandbox) -> None:
    issue = frozen(3)
    assert drain(issue.pk, seconds=0).left == 3
    assert states(issue) == {"queued": 3}


def test_a_killed_worker_leaves_doubt_about_one_copy_and_no_second_mail(
    mailbox: Any, monkeypatch: Any, one_connection: None
) -> None:
    """The worker ends after its third copy was accepted and before it could write that down."""
    issue = frozen(LEAST * 2)
    original = Relay.send_each

    def send_each(relay: Relay, letters: Any) -> Any:
        for number, outcome in enumerate(original(relay, letters)):
            if number == 2:
                raise SystemExit
            yield outcome

    monkeypatch.setattr(Relay, "send_each", send_each)
    with pytest.raises(SystemExit):
        drain(issue.pk)
    monkeypatch.undo()
    assert states(issue) == {"sent": 2, "sending": 1, "queued": LEAST * 2 - 3}
    sweep_copies(timezone.now() + LATER)
    drain(issue.pk)
    assert states(issue) == {"sent": LEAST * 2 - 1, "uncertain": 1}
    assert set(received(mailbox).values()) == {1}


def test_what_a_dead_worker_had_only_claimed_is_sent_by_another(mailbox: MailboxSandbox) -> None:
    issue = frozen(3)
    Copy.objects.update(state="claimed", claimed_by="dead", lease_until=timezone.now() - LATER)
    assert drain(issue.pk).sent == 0
    assert sweep_copies() == 3
    assert drain(issue.pk).sent == 3


def test_a_living_worker_keeps_what_it_holds() -> None:
    frozen(2)
    Copy.objects.update(state="sending", lease_until=timezone.now() + LATER)
    assert sweep_copies() == 0


def told() -> set[int]:
    return set(Told.objects.values_list("subscriber_id", flat=True))


def test_told_are_those_who_were_or_may_have_been_mailed(mailbox: MailboxSandbox) -> None:
    issue = frozen(4)
    for kind, to in (("drop_after_dot", "reader2@"), ("451", "reader3@"), ("550", "reader4@")):
        mailbox.fault(kind, to=to)
    drain(issue.pk)
    assert states(issue) == {"sent": 1, "uncertain": 1, "queued": 1, "failed": 1}
    assert told() == set(Copy.objects.filter(state__in=("sent", "uncertain")).values_list("subscriber_id", flat=True))
