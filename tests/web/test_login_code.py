"""Logging in with a code that is mailed."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from publisher.models import User

ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def ask(client: Client, email: str) -> Any:
    answer = client.post(ASK, {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    return answer


def mails(box: Any, count: int = 1) -> Any:
    """What was mailed, once that many have come: they leave beside the request."""
    until = time.monotonic() + 5
    while len(box) < count and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.05)
    assert len(box) == count
    return box[-1] if count else None


def code_in(mail: Any) -> str:
    found = re.search(r"\d{4}-\d{4}", mail.body)
    assert found
    return found[0]


def inside(client: Client) -> bool:
    return client.get("/announce/").status_code == 200


def test_an_organizer_logs_in_with_the_mailed_code(client: Client, organizer: User, mailoutbox: Any) -> None:
    ask(client, organizer.email.upper())
    mail = mails(mailoutbox)
    assert (mail.to, code_in(mail) in mail.subject) == ([organizer.email], True)
    assert mail.subject.startswith("Neighbors Not Numbers: ")
    answer = client.post(CONFIRM, {"code": code_in(mail).replace("-", " ")})
    assert answer["Location"] == "/"
    assert inside(client)


def test_after_the_code_one_lands_where_one_wanted_to_go(client: Client, organizer: User, mailoutbox: Any) -> None:
    answer = client.post(
        f"{ASK}?next=/announce/%3Fcandidate%3D7", {"email": organizer.email, "next": "/announce/?candidate=7"}
    )
    answer = client.post(answer["Location"], {"code": code_in(mails(mailoutbox))})
    assert answer["Location"] == "/announce/?candidate=7"


def test_who_is_there_and_who_is_not_get_the_same_answer(organizer: User, approver: User, mailoutbox: Any) -> None:
    pages = set()
    for email in (organizer.email, approver.email, "nobody@coalition.example"):
        client = Client()
        ask(client, email)
        pages.add(client.get(CONFIRM).content.decode().replace(email, "X").split("<main")[1])
    assert len({re.sub(r'value="\w{64}"', "", page) for page in pages}) == 1
    mails(mailoutbox, 2)  # a code, and the word that there is none for an approver; a stranger gets nothing


def test_a_mailbox_alone_lets_no_approver_in(client: Client, approver: User, mailoutbox: Any) -> None:
    ask(client, approver.email)
    mail = mails(mailoutbox)
    assert "your password or a passkey" in mail.body
    assert not re.search(r"\d{4}", mail.body + mail.subject)
    login = client.session["account_login"]
    code = login["state"]["stages"]["login_by_code"]["data"]["code"]
    client.post(CONFIRM, {"code": code})  # even if it were guessed
    assert not inside(client)
    assert "A code does not let you in" in client.get("/accounts/login/").content.decode()


def test_with_a_second_factor_the_code_leads_to_it(client: Client, approver: User, mailoutbox: Any) -> None:
    TOTP.activate(approver, generate_totp_secret())
    assert Authenticator.objects.filter(user=approver).exists()
    ask(client, approver.email)
    answer = client.post(CONFIRM, {"code": code_in(mails(mailoutbox))})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not inside(client)


def test_a_second_factor_of_an_organizer_is_asked_for_too(client: Client, organizer: User, mailoutbox: Any) -> None:
    TOTP.activate(organizer, generate_totp_secret())
    ask(client, organizer.email)
    client.post(CONFIRM, {"code": code_in(mails(mailoutbox))})
    assert not inside(client)


def test_whoever_was_switched_off_gets_no_code(client: Client, organizer: User, mailoutbox: Any) -> None:
    User.objects.update(is_active=False)
    ask(client, organizer.email)
    mails(mailoutbox, 0)


def test_a_code_is_good_for_ten_minutes(client: Client, organizer: User, mailoutbox: Any) -> None:
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:
        ask(client, organizer.email)
        code = code_in(mails(mailoutbox))
        clock.shift(timedelta(minutes=11))
        client.post(CONFIRM, {"code": code})
        assert not inside(client)


def test_three_wrong_codes_are_the_end_of_it(client: Client, organizer: User, mailoutbox: Any) -> None:
    ask(client, organizer.email)
    code = code_in(mails(mailoutbox))
    for _ in range(3):
        client.post(CONFIRM, {"code": "0000-0000"})
    client.post(CONFIRM, {"code": code})
    assert not inside(client)


def test_the_code_of_one_browser_is_nothing_in_another(client: Client, organizer: User, mailoutbox: Any) -> None:
    ask(client, organizer.email)
    code = code_in(mails(mailoutbox))
    other = Client()
    ask(other, organizer.email)
    other.post(CONFIRM, {"code": code})
    assert not inside(other)


def test_codes_for_one_address_are_asked_for_five_times_in_ten_minutes(organizer: User, mailoutbox: Any) -> None:
    answers = [Client().post(ASK, {"email": organizer.email}).status_code for _ in range(7)]
    assert answers == [302] * 5 + [200] * 2
    mails(mailoutbox, 5)


def test_the_mail_speaks_the_readers_language(client: Client, organizer: User, mailoutbox: Any) -> None:
    User.objects.update(language="es")
    ask(client, organizer.email)
    mail = mails(mailoutbox)
    assert "Tu código para entrar es" in mail.subject
    assert "vale diez minutos" in mail.body


def test_a_relay_that_is_away_breaks_no_page(client: Client, organizer: User, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    ask(client, organizer.email)
    assert client.get(CONFIRM).status_code == 200
