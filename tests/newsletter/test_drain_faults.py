"""What the relay answers decides what becomes of a copy; what cannot be known is said to be uncertain."""

import socket
from typing import Any

import pytest
from django.utils import timezone

from publisher.models import Copy, Subscriber, Told
from publisher.newsletter.claimed import ATTEMPTS
from publisher.newsletter.drain import LEAST, drain
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import frozen, received, states

pytestmark = pytest.mark.django_db


def test_a_lost_answer_is_uncertain_and_never_sent_again(mailbox: MailboxSandbox) -> None:
    issue = frozen(3)
    mailbox.fault("drop_after_dot", to="reader2@")
    assert drain(issue.pk).uncertain == 1
    drain(issue.pk)
    assert states(issue) == {"sent": 2, "uncertain": 1}
    assert received(mailbox) == {person.email: 1 for person in Subscriber.objects.all()}


def test_not_now_is_tried_again_later(mailbox: MailboxSandbox) -> None:
    issue = frozen(2)
    mailbox.fault("451", to="reader1@")
    before = timezone.now()
    assert drain(issue.pk).left == 1
    copy = Copy.objects.get(state="queued")
    assert (copy.code, copy.attempts, copy.claimed_by) == (451, 1, "")
    assert copy.retry_at > before
    assert drain(issue.pk).sent == 0


def test_the_second_try_delivers_once(mailbox: MailboxSandbox) -> None:
    issue = frozen(1)
    mailbox.fault("451")
    drain(issue.pk)
    Copy.objects.update(retry_at=timezone.now())
    assert drain(issue.pk).sent == 1
    assert received(mailbox) == {"reader1@readers.example": 1}


def test_the_tries_grow_apart_and_have_an_end(mailbox: MailboxSandbox) -> None:
    issue = frozen(1)
    mailbox.fault("451", times=ATTEMPTS)
    waits = []
    for _ in range(ATTEMPTS - 1):
        drain(issue.pk)
        waits.append(Copy.objects.get().retry_at - timezone.now())
        Copy.objects.update(retry_at=None)
    assert waits == sorted(waits)
    assert drain(issue.pk).failed == 1
    assert (Copy.objects.get().state, Copy.objects.get().code) == ("failed", 451)


def test_a_refused_recipient_is_failed_with_the_relays_words(mailbox: MailboxSandbox) -> None:
    issue = frozen(2)
    mailbox.fault("550", to="reader1@")
    drained = drain(issue.pk)
    assert (drained.failed, drained.sent) == (1, 1)
    copy = Copy.objects.get(state="failed")
    assert (copy.code, "refuse this recipient" in copy.reply) == (550, True)


def test_an_address_that_no_relay_may_be_given_fails_alone(mailbox: MailboxSandbox) -> None:
    issue = frozen(2)
    Subscriber.objects.filter(email__startswith="reader1").update(email="two lines\r\n@readers.example")
    assert drain(issue.pk).sent == 1
    assert "e-mail address" in Copy.objects.get(state="failed").reply


def test_an_answer_of_any_length_and_letters_is_kept(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    issue = frozen(1)
    words = "550 5.7.1 \x00\x07 " + "No. " * 90

    async def refuse(*_: Any) -> str:
        return words

    monkeypatch.setattr(mailbox.relay, "handle_RCPT", refuse)
    assert drain(issue.pk).failed == 1
    reply = Copy.objects.get().reply
    assert reply.startswith("5.7.1    No. ")
    assert len(reply) == 300


def test_a_long_story_after_the_dot_is_kept_too(mailbox: MailboxSandbox, monkeypatch: Any) -> None:
    issue = frozen(1)

    async def babble(*_: Any) -> str:
        return "250 " + "x" * 9000

    monkeypatch.setattr(mailbox.relay, "handle_DATA", babble)
    assert drain(issue.pk).uncertain == 1
    assert len(Copy.objects.get().reply) <= 300


def nobody_listens(settings: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]


def no_relay_is_set(settings: Any) -> None:
    settings.EMAIL_HOST = ""


def the_relay_cannot_encrypt(settings: Any) -> None:
    settings.EMAIL_USE_TLS = True


def the_relay_knows_no_log_in(settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "password"


@pytest.mark.parametrize(
    "trouble", [nobody_listens, no_relay_is_set, the_relay_cannot_encrypt, the_relay_knows_no_log_in]
)
def test_a_relay_that_cannot_be_used_costs_no_copy_an_attempt(mailbox: Any, settings: Any, trouble: Any) -> None:
    issue = frozen(LEAST * 2)
    trouble(settings)
    drained = drain(issue.pk)
    assert drained.trouble.startswith("The mail relay cannot be used: ")
    assert drained.left == LEAST * 2
    assert set(Copy.objects.values_list("state", "attempts", "claimed_by")) == {("queued", 0, "")}
    assert not Told.objects.exists()


def test_nothing_else_is_said_of_copies_than_what_happened(mailbox: MailboxSandbox) -> None:
    issue = frozen(LEAST * 3)
    for first, kind in enumerate(("drop_after_dot", "451", "550"), start=2):
        for number in range(first, 30, 7):
            mailbox.fault(kind, to=f"reader{number}@")
    drain(issue.pk)
    mailed = {person for person, times in received(mailbox).items() if times}
    by_state = {state: set() for state in ("sent", "uncertain", "queued", "failed")}
    for state, email in Copy.objects.values_list("state", "subscriber__email"):
        by_state[state].add(email)
    assert states(issue) == {"sent": 18, "uncertain": 4, "queued": 4, "failed": 4}
    assert by_state["sent"] <= mailed <= by_state["sent"] | by_state["uncertain"]
    assert received(mailbox).total() == len(mailed)
