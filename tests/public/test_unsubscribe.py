"""RFC 8058: one POST, no cookies, no redirects; and no GET that changes anything."""

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import Subscriber


@pytest.fixture
def subscriber(db) -> Subscriber:
    return Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())


@pytest.fixture
def strict() -> Client:
    """A mail program: it has no cookie and no CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_reading_the_page_changes_nothing(strict, subscriber):
    for method in (strict.get, strict.head):
        assert method(f"/u/{subscriber.token}").status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.state == "active"


def test_one_post_is_enough(strict, subscriber):
    answer = strict.post(f"/u/{subscriber.token}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    subscriber.refresh_from_db()
    assert subscriber.state == "unsubscribed"


def test_a_mail_program_posts_the_line_of_the_rfc_and_is_led_nowhere(strict, subscriber):
    line = "List-Unsubscribe=One-Click"
    for body, kind in (
        (line, "application/x-www-form-urlencoded"),
        (
            '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ):
        Subscriber.objects.update(state="active")
        answer = strict.post(
            f"/u/{subscriber.token}", body, content_type=kind, headers={"User-Agent": "", "Accept": ""}
        )
        assert (answer.status_code, answer.cookies, answer.has_header("Location")) == (200, {}, False)
        subscriber.refresh_from_db()
        assert subscriber.state == "unsubscribed"


def test_one_letter_more_less_or_other_opens_nothing(strict, subscriber):
    token = subscriber.token
    other = "A" if token[-1] != "A" else "B"
    for wrong in (token[:-1], token[:-1] + other, token + "A", token.swapcase(), f"{token}/"):
        for method in (strict.get, strict.head, strict.post):
            answer = method(f"/u/{wrong}")
            assert answer.status_code in (200, 404)
            assert not answer.has_header("Location")
    subscriber.refresh_from_db()
    assert subscriber.state == "active"


def test_a_second_post_is_as_good(strict, subscriber):
    for _ in range(2):
        assert strict.post(f"/u/{subscriber.token}", {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_an_unknown_token_says_so_and_names_nobody(strict, db):
    answer = strict.post("/u/nobody", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 404
    assert "does not work any more" in answer.content.decode()


def test_the_button_sends_the_same_form(strict, subscriber):
    html = strict.get(f"/u/{subscriber.token}").content.decode()
    assert f'<form method="post" action="/u/{subscriber.token}?lang=en">' in html
    assert 'name="List-Unsubscribe" value="One-Click"' in html


def test_the_token_is_told_to_nobody(strict, subscriber):
    answer = strict.get(f"/u/{subscriber.token}")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")


def test_it_speaks_spanish(strict, subscriber):
    answer = strict.get(f"/u/{subscriber.token}", headers={"Accept-Language": "es"})
    assert "Dejar el boletín" in answer.content.decode()
