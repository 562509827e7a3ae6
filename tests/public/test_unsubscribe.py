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
