"""The delivery of a mailing says what became of its copies, in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import workflow
from publisher.claims import Claim
from publisher.models import Copy, Delivery, Issue
from publisher.newsletter.carrier import carry
from publisher.newsletter.drain import drain
from publisher.newsletter.issue import freeze
from publisher.pipeline.copies import carry_on
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.standing import standing_of
from publisher.truth.before_sending import Verdict
from tests.newsletter.mailing import approved, claimed, people, received, words

pytestmark = pytest.mark.django_db


def carried(delivery: Delivery) -> Delivery:
    """As the delivery stands after one turn."""
    carry(Claim(delivery.account, delivery))
    return Delivery.objects.get(pk=delivery.pk)


def tried(delivery: Delivery, times: int) -> Delivery:
    """The same after so many claims."""
    Delivery.objects.filter(pk=delivery.pk).update(attempts=times)
    delivery.attempts = times
    return delivery


def test_a_mailing_ends_as_published(mailbox: MailboxSandbox) -> None:
    people(12)
    delivery = carried(claimed())
    assert (delivery.state, delivery.reason, delivery.lease_until) == ("published", "", None)
    assert delivery.remote_id == f"issue {Issue.objects.get().pk}"
    assert Issue.objects.get().state == "sent"
    assert received(mailbox).total() == 12


def test_a_mailing_to_nobody_is_published_too(mailbox: MailboxSandbox) -> None:
    assert carried(claimed()).state == "published"


def test_doubtful_and_refused_copies_are_told(mailbox: MailboxSandbox) -> None:
    people(5)
    for kind, to in (("drop_after_dot", "reader1@"), ("550", "reader2@"), ("550", "reader3@")):
        mailbox.fault(kind, to=to)
    delivery = carried(claimed())
    assert delivery.state == "published"
    assert delivery.reason == "Copies: 2 sent, 1 uncertain, 2 refused."


def test_a_copy_for_later_keeps_the_delivery_open_until_then(mailbox: MailboxSandbox) -> None:
    people(2)
    mailbox.fault("451", to="reader1@")
    delivery = carried(claimed())
    assert delivery.state == "ready"
    assert delivery.not_before == Copy.objects.get(state="queued").retry_at


def test_a_mailing_that_night_falls_into_goes_on_in_the_morning(mailbox: MailboxSandbox, settings: Any) -> None:
    people(3)
    delivery = claimed()
    mailbox.fault("451", times=2)
    issue = Issue.objects.get(pk=freeze(delivery).pk)
    drain(issue.pk)
    Copy.objects.filter(state="queued").update(retry_at=None)
    now = timezone.now()
    morning = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    settings.QUIET_HOURS = f"{now - timedelta(hours=1):%H:%M}-{morning:%H:%M} UTC"
    carry_on(issue.pk)  # a hint for another worker
    delivery = carried(delivery)
    assert (delivery.state, delivery.not_before, delivery.reason) == ("ready", morning, "Copies still to be sent: 2.")
    assert received(mailbox).total() == 1
    settings.QUIET_HOURS = ""
    carry_on(issue.pk)
    assert (received(mailbox).total(), set(received(mailbox).values())) == (3, {1})


def test_when_every_copy_was_refused_a_person_is_asked(mailbox: MailboxSandbox) -> None:
    people(2)
    mailbox.fault("550", times=2)
    delivery = carried(claimed())
    assert delivery.state == "failed"
    assert "refused every copy, 2 in all" in delivery.reason
    assert delivery.todo


def test_without_a_relay_it_waits_and_says_so(mailbox: MailboxSandbox, settings: Any) -> None:
    people(2)
    settings.EMAIL_HOST = ""
    delivery = carried(claimed())
    assert delivery.state == "ready"
    assert "set EMAIL_URL" in delivery.reason
    assert delivery.not_before > timezone.now() + timedelta(seconds=30)


def test_a_relay_that_is_away_for_three_turns_needs_a_look(mailbox: MailboxSandbox, settings: Any) -> None:
    people(2)
    settings.EMAIL_HOST = ""
    standing = standing_of(carried(tried(claimed(), 3)))
    assert (standing.stuck, "set EMAIL_URL" in standing.reason) == (True, True)


def test_a_mailing_that_takes_many_turns_is_not_stuck(mailbox: MailboxSandbox) -> None:
    people(2)
    mailbox.fault("451", to="reader1@")
    delivery = carried(tried(claimed(), 9))
    assert (delivery.state, delivery.reason) == ("ready", "Copies still to be sent: 1.")
    assert not standing_of(delivery).stuck


def test_a_tracker_that_cannot_be_asked_is_no_attempt(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    monkeypatch.setattr("publisher.newsletter.carrier.ask", lambda _: Verdict(False, "It cannot be asked right now."))
    assert carried(tried(claimed(), 1)).attempts == 0


@pytest.mark.parametrize("state", ["stopped", "held"])
def test_a_stop_during_the_last_question_wins(mailbox: MailboxSandbox, monkeypatch: Any, state: str) -> None:
    people(1)
    delivery = claimed()

    def ask(asked: Delivery) -> Any:
        workflow.move(Delivery.objects.get(pk=asked.pk), state)
        return original(asked)

    original = carry.__globals__["ask"]
    monkeypatch.setattr("publisher.newsletter.carrier.ask", ask)
    assert carried(delivery).state == state
    assert not received(mailbox)
    assert not Issue.objects.exists()


def test_words_that_make_no_mail_need_a_person(mailbox: MailboxSandbox) -> None:
    people(1)
    delivery = carried(claimed(approved({"en": words() | {"html": "<script>1</script>"}})))
    assert delivery.state == "failed"
    assert "<script>" in delivery.reason
    assert delivery.todo


def test_an_accident_is_told_and_goes_on_by_itself(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    people(1)
    delivery = claimed()
    with monkeypatch.context() as broken:
        broken.setattr("publisher.newsletter.carrier.drain", lambda issue: 1 / 0)
        again = carried(delivery)
    assert (again.state, "interrupted" in again.reason) == ("ready", True)
    workflow.move(again, "publishing", fence=2)
    assert carried(again).state == "published"
    assert received(mailbox) == {"reader1@readers.example": 1}
