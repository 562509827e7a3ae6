"""Signing up: no cookie, the same answer for every address, and only a button in the mail's page confirms it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import SignUp, Subscriber, Suppression
from publisher.newsletter import confirming, signing_up, suppression
from publisher.sandbox.mailbox import MailboxSandbox
from tests.newsletter.mailing import mailbox

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db
ANA = "ana@readers.example"
FORM = {"email": ANA, "language": "en", "rhythm": "daily"}


@pytest.fixture
def strict() -> Client:
    """A stranger's browser: it has no cookie and no CSRF token."""
    return Client(enforce_csrf_checks=True)


def link_in(mailbox: MailboxSandbox, number: int = -1) -> str:
    """The path that the newest mail asks to open."""
    confirming.send_due()
    text = mailbox.store.all()[number].message.get_body(("plain",)).get_content()
    return re.search(r"https://coalition.example(/newsletter/confirm/\S+)", text)[1]


def subscribe(client: Client, mailbox: MailboxSandbox, **fields: str) -> Subscriber:
    client.post("/newsletter", FORM | fields)
    assert client.post(link_in(mailbox)).status_code == 200
    return Subscriber.objects.get(email=fields.get("email", ANA))


def known(state: str = "active") -> Subscriber:
    return Subscriber.objects.create(email=ANA, state=state, consent_source="a form", consent_at=timezone.now())


def test_the_form_needs_no_cookie_and_no_script(strict: Client) -> None:
    page = strict.get("/newsletter")
    assert (page.status_code, len(page.cookies)) == (200, 0)
    assert "<script" not in page.content.decode()
    assert not strict.post("/newsletter", FORM).cookies


def test_one_a_day_is_chosen_unless_somebody_chooses_otherwise(strict: Client) -> None:
    assert re.search(r'value="daily" checked', strict.get("/newsletter").content.decode())


def test_it_speaks_spanish(strict: Client) -> None:
    assert "Recíbelo por correo" in strict.get("/newsletter", headers={"Accept-Language": "es"}).content.decode()


def test_nobody_is_a_subscriber_before_the_button_is_pressed(strict: Client, mailbox: MailboxSandbox) -> None:
    strict.post("/newsletter", FORM)
    link = link_in(mailbox)
    for method in (strict.get, strict.head, strict.get):
        assert method(link).status_code == 200
    assert not Subscriber.objects.exists()
    assert strict.post(link).status_code == 200
    ana = Subscriber.objects.get()
    assert (ana.email, ana.state, ana.rhythm, ana.language) == (ANA, "active", "daily", "en")
    assert ana.consent_source == "the form https://coalition.example/newsletter"


def test_a_second_click_on_the_button_is_as_good(strict: Client, mailbox: MailboxSandbox) -> None:
    subscribe(strict, mailbox)
    link = f"/newsletter/confirm/{SignUp.objects.get().token}"
    assert (strict.post(link).status_code, strict.get(link).status_code) == (200, 200)
    assert Subscriber.objects.count() == 1


def test_the_choices_are_kept_and_the_mail_names_them_in_its_language(strict: Client, mailbox: MailboxSandbox) -> None:
    wants = {"language": "es", "rhythm": "weekly", "us_state": "OH", "own_state_only": "1"}
    ana = subscribe(strict, mailbox, **wants)
    assert (ana.language, ana.rhythm, ana.us_state, ana.own_state_only) == ("es", "weekly", "OH", True)
    (mail,) = mailbox.store.all()
    assert mail.subject == "Confirma: correos de Neighbors Not Numbers"
    assert "Un correo a la semana, si firmó alguna candidatura, solo sobre Ohio" in mail.message.get_content()


def test_once_confirmed_the_address_stands_in_one_place(strict: Client, mailbox: MailboxSandbox) -> None:
    strict.post("/newsletter", FORM)
    subscribe(strict, mailbox)
    assert list(SignUp.objects.values_list("email", flat=True)) == [""]


@pytest.mark.parametrize("state", ["", "active", "unsubscribed", "suppressed", "never", "often"])
def test_whoever_asks_learns_nothing_about_the_address(strict: Client, state: str) -> None:
    if state in ("active", "unsubscribed", "suppressed"):
        known(state)
    if state in ("suppressed", "never"):
        suppression.suppress(ANA, "complaint" if state == "suppressed" else "never")
    if state == "often":
        for _ in range(4):
            strict.post("/newsletter", FORM)
    other = strict.post("/newsletter", FORM | {"email": "somebody.else@readers.example"})
    answer = strict.post("/newsletter", FORM)
    assert (answer.status_code, answer.content, answer.headers) == (200, other.content, other.headers)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "josé@readers.example"}, "email"),
        ({"email": "ana@readers.example\nBcc: x@x.example"}, "email"),
        ({"email": ""}, "email"),
        ({"rhythm": "hourly"}, "rhythm"),
        ({"language": "fr"}, "language"),
        ({"us_state": "Ohio"}, "us_state"),
        ({"own_state_only": "1"}, "us_state"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    strict: Client, fields: dict[str, str], field: str
) -> None:
    answer = strict.post("/newsletter", FORM | fields)
    html = answer.content.decode()
    assert (answer.status_code, SignUp.objects.count()) == (400, 0)
    assert f'id="wrong-{field}"' in html
    assert re.search(rf'aria-describedby="[^"]*wrong-{field}"', html)
    assert fields.get("email", ANA).strip()[:7] in html
    assert 'role="alert"' in html
    assert "<title>Error: " in html


def test_a_domain_in_letters_beyond_ascii_is_written_in_ascii(strict: Client, mailbox: MailboxSandbox) -> None:
    strict.post("/newsletter", FORM | {"email": "ana+news@bücher.example"})
    assert SignUp.objects.get().email == "ana+news@xn--bcher-kva.example"


def test_what_fills_the_field_that_nobody_sees_is_answered_and_forgotten(strict: Client) -> None:
    answer = strict.post("/newsletter", FORM | {"remarks": "cheap pills"})
    assert (answer.status_code, SignUp.objects.count()) == (200, 0)


def test_an_address_is_asked_three_times_a_day_at_most(strict: Client, mailbox: MailboxSandbox) -> None:
    for _ in range(5):
        strict.post("/newsletter", FORM | {"email": ANA.upper()})
    confirming.send_due()
    assert len(mailbox.store.all()) == 3


def test_a_network_that_asks_too_often_is_told_to_wait(strict: Client) -> None:
    for number in range(10):
        assert strict.post("/newsletter", FORM | {"email": f"reader{number}@readers.example"}).status_code == 200
    answer = strict.post("/newsletter", FORM)
    assert (answer.status_code, SignUp.objects.count()) == (429, 10)
    assert "Wait an hour" in answer.content.decode()
    assert strict.post("/newsletter", FORM, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_household_has_one_count_whichever_of_its_addresses_asks(strict: Client) -> None:
    for number in range(10):
        strict.post("/newsletter", FORM | {"email": f"r{number}@readers.example"}, REMOTE_ADDR=f"2001:db8::{number}")
    assert strict.post("/newsletter", FORM, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert strict.post("/newsletter", FORM, REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_behind_a_proxy_the_readers_network_is_counted_and_not_the_proxys(strict: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    codes = [
        strict.post(
            "/newsletter", FORM | {"email": f"r{n}@readers.example"}, headers={"X-Forwarded-For": f"192.0.2.{n // 11}"}
        ).status_code
        for n in range(12)
    ]
    assert codes == [200] * 10 + [429, 200]


@pytest.mark.parametrize("state", ["unsubscribed", "suppressed"])
def test_who_has_left_comes_back_by_their_own_button_alone(strict: Client, mailbox: MailboxSandbox, state: str) -> None:
    before = known(state)
    if state == "suppressed":
        suppression.suppress(ANA, "complaint")
    strict.post("/newsletter", FORM | {"rhythm": "weekly"})
    link = link_in(mailbox)
    before.refresh_from_db()
    assert (before.state, suppression.reason_of(ANA)) == (state, "complaint" if state == "suppressed" else "")
    strict.post(link)
    before.refresh_from_db()
    assert (before.state, before.rhythm, before.ended_at) == ("active", "weekly", None)
    assert not Suppression.objects.exists()


def test_who_complained_is_asked_once_a_week_at_most(strict: Client, mailbox: MailboxSandbox) -> None:
    suppression.suppress(ANA, "complaint")
    for _ in range(3):
        strict.post("/newsletter", FORM)
    confirming.send_due()
    assert len(mailbox.store.all()) == 1


def test_who_must_never_be_mailed_is_not_even_asked(strict: Client, mailbox: MailboxSandbox) -> None:
    strict.post("/newsletter", FORM)
    link = link_in(mailbox)
    suppression.suppress(ANA, "never")
    strict.post("/newsletter", FORM)
    confirming.send_due()
    assert (len(mailbox.store.all()), strict.post(link).status_code) == (1, 404)
    assert not Subscriber.objects.exists()


def test_after_three_days_the_link_is_dead_and_the_address_erased(
    strict: Client, mailbox: MailboxSandbox, time_machine: Any
) -> None:
    strict.post("/newsletter", FORM)
    link = link_in(mailbox)
    time_machine.move_to(timezone.now() + signing_up.EXPIRES, tick=True)
    assert (strict.get(link).status_code, strict.post(link).status_code) == (404, 404)
    assert signing_up.forget(timezone.now()) == 1
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t[:16], lambda t: "x"])
def test_a_link_that_we_did_not_make_confirms_nothing(strict: Client, change: Any) -> None:
    strict.post("/newsletter", FORM)
    token = change(SignUp.objects.get().token)
    assert strict.post(f"/newsletter/confirm/{token}").status_code == 404
    assert not Subscriber.objects.exists()


def test_no_cache_and_no_other_site_learns_the_address_of_the_page(strict: Client) -> None:
    strict.post("/newsletter", FORM)
    answer = strict.get(f"/newsletter/confirm/{SignUp.objects.get().token}")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
