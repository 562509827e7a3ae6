"""What a subscriber gets, by the link in a mail: without a log-in, GET changes nothing, POST acts."""

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import Copy, Event, Issue, SignUp, Subscriber, Suppression
from publisher.newsletter import suppression
from publisher.newsletter.subscribers import import_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Subscriber:
    return Subscriber.objects.create(
        email="ana@readers.example", us_state="OH", rhythm="weekly", consent_source="a fair", consent_at=timezone.now()
    )


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def page_of(subscriber: Subscriber) -> str:
    return f"/newsletter/choices/{subscriber.token}"


def fresh(subscriber: Subscriber) -> Subscriber:
    subscriber.refresh_from_db()
    return subscriber


def test_the_page_shows_what_is_chosen_and_only_a_hint_of_the_address(strict: Client, ana: Subscriber) -> None:
    answer = strict.get(page_of(ana))
    html = answer.content.decode()
    assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert 'value="weekly" checked' in html
    assert "a…@readers.example" in html
    assert ana.email not in html
    assert (fresh(ana).state, ana.rhythm) == ("active", "weekly")


def test_a_change_is_kept_at_once(strict: Client, ana: Subscriber) -> None:
    wants = {"language": "es", "rhythm": "at_once", "us_state": "TX", "own_state_only": "1"}
    html = strict.post(page_of(ana), wants).content.decode()
    assert "Saved" in html
    assert "may not come by mail any more. It stands here:" in html
    fresh(ana)
    assert (ana.language, ana.rhythm, ana.us_state, ana.own_state_only) == ("es", "at_once", "TX", True)
    assert Event.objects.get(kind="subscriber").data == {}


def test_what_cannot_be_chosen_changes_nothing(strict: Client, ana: Subscriber) -> None:
    for wants in ({"language": "en", "rhythm": "hourly"}, {"language": "en", "rhythm": "daily", "own_state_only": "1"}):
        assert strict.post(page_of(ana), wants).status_code == 400
    assert (fresh(ana).rhythm, ana.us_state) == ("weekly", "OH")


def test_who_has_left_chooses_nothing_by_an_old_link(strict: Client, ana: Subscriber) -> None:
    strict.post(f"/u/{ana.token}")
    strict.post(page_of(ana), {"language": "en", "rhythm": "at_once"})
    assert (fresh(ana).state, ana.rhythm) == ("unsubscribed", "weekly")
    assert "/newsletter?lang=en" in strict.get(page_of(ana)).content.decode()


def test_the_page_for_leaving_leads_to_it(strict: Client, ana: Subscriber) -> None:
    assert page_of(ana) in strict.get(f"/u/{ana.token}").content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 40])
def test_an_unknown_token_opens_nothing(strict: Client, ana: Subscriber, token: str) -> None:
    assert strict.get(f"/newsletter/choices/{token}").status_code == 404
    assert strict.post(f"/newsletter/choices/{token}/delete").status_code == 404
    assert fresh(ana).state == "active"


def test_a_token_that_was_changed_or_is_for_something_else_opens_nothing(strict: Client, ana: Subscriber) -> None:
    row = SignUp.objects.create(key=ana.key, language="en", rhythm="daily", source="x", expires_at=timezone.now())
    for token in (ana.key, ana.token[:-1] + ("A" if ana.token[-1] != "A" else "B"), row.token):
        assert strict.post(f"/newsletter/choices/{token}/delete").status_code == 404
    assert fresh(ana).state == "active"


def test_reading_the_address_for_deletion_deletes_nothing(strict: Client, ana: Subscriber) -> None:
    assert strict.get(f"{page_of(ana)}/delete").status_code == 405
    assert fresh(ana).state == "active"


def test_deletion_leaves_a_hash_and_a_number(strict: Client, ana: Subscriber) -> None:
    issue = Issue.objects.create(compiled={}, state="sending")
    Copy.objects.create(issue=issue, subscriber=ana, language="en", state="sent", reply="250 <ANA@readers.example> ok")
    link = page_of(ana)
    assert strict.post(f"{link}/delete").status_code == 200
    row = Subscriber.objects.values().get()
    assert {name: row[name] for name in ("email", "language", "us_state", "consent_source", "state")} == {
        "email": f"erased:{row['id']}",
        "language": "",
        "us_state": "",
        "consent_source": "",
        "state": "erased",
    }
    assert Suppression.objects.get().address_hash == suppression.address_hash("ana@readers.example")
    assert (strict.get(link).status_code, strict.post(f"/u/{ana.token}").status_code) == (404, 404)
    assert "readers.example" not in Copy.objects.get().reply


def test_no_import_brings_back_who_was_deleted(strict: Client, ana: Subscriber) -> None:
    strict.post(f"{page_of(ana)}/delete")
    report = import_csv(iter(["email\n", "ana@readers.example\n"]), source="a fair", default_rhythm="daily")
    assert (report.added, len(report.refused)) == (0, 1)
