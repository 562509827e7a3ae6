"""The mail that asks for a confirmation: one a request, whatever breaks, and what did not go out is counted."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from publisher.models import SignUp, Subscriber
from publisher.newsletter import confirming, signing_up
from publisher.newsletter.choices import Choices
from publisher.newsletter.signing_up import A_NETWORK
from publisher.newsletter.smtp import Outcome, Relay
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.sweep import work_once
from tests.newsletter.mailing import received
from tests.newsletter.signing import made, published, verdicts

pytestmark = pytest.mark.django_db
ANA = "ana@readers.example"


def asks(address: str = ANA, **choices: Any) -> None:
    wants = Choices(**({"language": "en"} | choices))
    signing_up.sign_up(address, wants, source="a form", by=A_NETWORK, who=address)


def in_an_hour(time_machine: Any) -> None:
    time_machine.move_to(timezone.now() + timedelta(hours=1))


def test_each_request_is_one_mail_however_often_it_is_looked_for(mailbox: MailboxSandbox) -> None:
    asks()
    asks()
    assert (confirming.send_due(), confirming.send_due()) == (2, 0)
    work_once()
    assert received(mailbox) == {ANA: 2}
    assert confirming.status() == {"to_confirm": 2, "to_mail": 0, "refused": 0, "in_doubt": 0}


def test_it_is_signed_where_we_sign_and_waits_while_the_key_cannot_be_read(
    mailbox: MailboxSandbox, settings: Any, tmp_path: Path, time_machine: Any
) -> None:
    made(tmp_path, settings, rsa="rsa")
    (tmp_path / "rsa.pem").rename(tmp_path / "kept.pem")
    asks()
    assert (confirming.send_due(), mailbox.store.all()) == (0, [])
    assert "rsa.pem cannot be read" in confirming.latest_trouble()
    (tmp_path / "kept.pem").rename(tmp_path / "rsa.pem")
    in_an_hour(time_machine)
    assert confirming.send_due() == 1
    assert [verdicts(mail.data, published()) for mail in mailbox.store.all()] == [[True]]


def test_one_round_of_work_sends_it_without_a_broker(mailbox: MailboxSandbox) -> None:
    asks()
    work_once()
    assert received(mailbox) == {ANA: 1}


def test_it_is_plain_seven_bit_and_parses_without_a_defect(mailbox: MailboxSandbox) -> None:
    asks(language="es", rhythm="corrections")
    confirming.send_due()
    (mail,) = mailbox.store.all()
    assert mail.data.isascii()
    assert max(map(len, mail.data.split(b"\r\n"))) <= 998
    assert mail.message.defects == []
    assert (mail.kind, mail.message["Auto-Submitted"]) == ("sign-up", "auto-generated")
    assert "Solo correcciones" in mail.message.get_content()
    assert ANA not in mail.message_id


def test_a_refusal_for_now_is_tried_again_later_as_the_same_mail(mailbox: MailboxSandbox, time_machine: Any) -> None:
    asks()
    mailbox.fault("451")
    assert (confirming.send_due(), confirming.send_due(), received(mailbox)) == (0, 0, {})
    assert confirming.status()["to_mail"] == 1
    in_an_hour(time_machine)
    assert (confirming.send_due(), received(mailbox)) == (1, {ANA: 1})


def test_a_refusal_for_good_is_counted_and_not_tried_again(mailbox: MailboxSandbox, time_machine: Any) -> None:
    asks()
    mailbox.fault("550")
    confirming.send_due()
    in_an_hour(time_machine)
    assert (confirming.send_due(), confirming.status()["refused"]) == (0, 1)
    assert SignUp.objects.get().trouble.startswith("550 ")


def test_the_relays_words_are_kept_without_the_address(
    mailbox: MailboxSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks()
    monkeypatch.setattr(Relay, "send", lambda *_given: Outcome("failed", 550, "<Ana@Readers.example>: unknown"))
    confirming.send_due()
    assert SignUp.objects.get().trouble == "550 <the address>: unknown"


def test_without_an_answer_after_the_dot_nothing_is_sent_again(mailbox: MailboxSandbox, time_machine: Any) -> None:
    asks()
    mailbox.fault("drop_after_dot")
    confirming.send_due()
    in_an_hour(time_machine)
    assert (confirming.send_due(), received(mailbox)) == (0, {ANA: 1})
    assert confirming.status()["in_doubt"] == 1


def test_of_a_worker_that_died_at_it_nothing_is_sent_again(
    mailbox: MailboxSandbox, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    asks()

    def dies(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Relay, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            confirming.send_due()
    assert confirming.status() == {"to_confirm": 0, "to_mail": 1, "refused": 0, "in_doubt": 0}
    in_an_hour(time_machine)
    assert (confirming.send_due(), received(mailbox), confirming.status()["in_doubt"]) == (0, {}, 1)


def test_a_relay_that_is_away_for_a_day_costs_no_mail(
    mailbox: MailboxSandbox, settings: Any, time_machine: Any
) -> None:
    asks()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    for _ in range(30):
        confirming.send_due()
        in_an_hour(time_machine)
    settings.EMAIL_PORT = port
    assert (confirming.send_due(), received(mailbox)) == (1, {ANA: 1})


@pytest.mark.django_db(transaction=True)
def test_of_several_senders_at_once_one_sends_it(mailbox: MailboxSandbox) -> None:
    for number in range(5):
        asks(f"reader{number}@readers.example")

    def send() -> None:
        try:
            confirming.send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert received(mailbox) == {f"reader{number}@readers.example": 1 for number in range(5)}


@pytest.mark.django_db(transaction=True)
def test_of_several_who_ask_at_once_no_more_than_the_limit_are_heard() -> None:
    heard: list[bool] = []

    def ask() -> None:
        try:
            asks()
            heard.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(heard), SignUp.objects.count()) == (8, 3)


@pytest.mark.django_db(transaction=True)
def test_of_several_mails_confirmed_at_once_one_subscriber_comes() -> None:
    for _ in range(3):
        asks()
    tokens, failed = [row.token for row in SignUp.objects.all()] * 2, []

    def press(token: str) -> None:
        try:
            signing_up.confirm(token)
        except Exception as cause:
            failed.append(cause)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, Subscriber.objects.filter(state="active").count()) == ([], 1)
    assert list(SignUp.objects.values_list("email", flat=True)) == [""]


def test_what_is_over_is_forgotten_by_the_sweeper(mailbox: MailboxSandbox, time_machine: Any) -> None:
    asks()
    time_machine.move_to(timezone.now() + signing_up.EXPIRES)
    work_once()
    assert (SignUp.objects.count(), received(mailbox)) == (0, {})
