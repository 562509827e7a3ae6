"""The page on which an account that rests is let go on: why, what to do, what would go first."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.accounts import reasons
from publisher.accounts.pausing import pause
from publisher.models import Account, Announcement
from publisher.pipeline import wait
from tests.pipeline.story import only
from tests.web import story


@pytest.fixture
def account(db) -> Account:
    story.places()
    return Account.objects.get(channel="instagram")


@pytest.fixture
def waiting(account, comms, approver) -> list[Announcement]:
    """Two that are ready, on an account that is blocked."""
    made = [story.approved(approver, "Ana Sample"), story.approved(approver, "Noor Placeholder")]
    wait.promote()
    pause(account, "Instagram blocked this action.", "Wait.", kind="feedback")
    return made


def page(client, account) -> str:
    return client.get(f"/accounts/{account.pk}/resume/").content.decode()


def form(html: str) -> dict[str, str]:
    return {"shown": re.search(r'name="shown" value="([^"]*)"', html)[1]}


def test_it_shows_why_what_to_do_until_when_and_what_goes_first(as_user, approver, account, waiting):
    html = page(as_user(approver), account)
    assert "Instagram blocked this action." in html
    places = [html.index(step.replace("'", "&#x27;")) for step in reasons.steps("feedback", "")]
    assert places == sorted(places)
    assert "Blocked until" in html
    first, second = (html.index(made.code) for made in waiting)
    assert first < second
    assert f"/announcements/{waiting[0].pk}/" in html


def test_comms_see_it_and_may_not_resume(as_user, comms, organizer, account, waiting):
    client = as_user(comms)
    assert "<form" not in page(client, account).split("<main")[1]
    assert client.post(f"/accounts/{account.pk}/resume/", {"go": "all"}).status_code == 403
    assert as_user(organizer).get(f"/accounts/{account.pk}/resume/").status_code == 403


def test_before_its_time_a_reason_is_asked_for(as_user, approver, account, waiting):
    client = as_user(approver)
    given = form(page(client, account))
    answer = client.post(f"/accounts/{account.pk}/resume/", given | {"go": "all"})
    assert (answer.status_code, "is blocked until" in answer.content.decode()) == (409, True)
    forced = given | {"go": "all", "reason": "The app says it is lifted."}
    assert client.post(f"/accounts/{account.pk}/resume/", forced).status_code == 303
    assert Account.objects.get(pk=account.pk).paused_at is None


def test_the_first_alone(as_user, approver, account, waiting):
    Account.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))
    client = as_user(approver)
    html = page(client, account)
    assert "Blocked until" not in html
    assert client.post(f"/accounts/{account.pk}/resume/", form(html) | {"go": "first"}).status_code == 303
    account.refresh_from_db()
    assert (account.paused_at, account.probe) == (None, only(waiting[0]))
    assert "The first one goes alone now" in page(client, account)


def test_another_order_than_the_one_shown_is_shown_again(as_user, approver, account, waiting):
    Account.objects.update(blocked_until=None)
    client = as_user(approver)
    given = form(page(client, account))
    Announcement.objects.filter(pk=waiting[1].pk).update(kind="correction")
    answer = client.post(f"/accounts/{account.pk}/resume/", given | {"go": "all"})
    assert (answer.status_code, "no longer as you saw it" in answer.content.decode()) == (409, True)
    assert Account.objects.get(pk=account.pk).paused_at


def test_the_button_under_places_leads_here_where_something_waits(as_user, approver, account, waiting):
    answer = as_user(approver).post(f"/places/{account.pk}/resume/")
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{account.pk}/resume/")
    assert Account.objects.get(pk=account.pk).paused_at
