"""The page of one account."""

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from publisher import crypto
from publisher.accounts.opening import newsletter
from publisher.accounts.pausing import pause
from publisher.models import Account
from tests.pipeline.story import account, connected, logged_in, sandbox
from tests.web import story

__all__ = ["account", "connected", "logged_in", "sandbox"]


def page(client: Any, account: Account) -> str:
    return str(client.get(f"/places/{account.pk}/").content.decode())


def test_comms_staff_look_and_approvers_change(as_user, organizer, comms, approver, account):
    assert as_user(organizer).get(f"/places/{account.pk}/").status_code == 403
    assert "Retire it" not in page(as_user(comms), account)
    assert "Retire it" in page(as_user(approver), account)
    for act in ("check", "retire", "pause"):
        assert as_user(comms).post(f"/places/{account.pk}/{act}/", {"reason": "x"}).status_code == 403


def test_check_now_asks_the_service(as_user, approver, account, sandbox):
    client = as_user(approver)
    html = client.post(f"/places/{account.pk}/check/", follow=True).content.decode()
    assert "It can publish." in html
    sandbox.store.end_sessions()
    answer = client.post(f"/places/{account.pk}/check/")
    assert answer.status_code == 409
    assert "ended the session" in answer.content.decode()
    assert sandbox.state["requests"].get("password", 0) == 0


def test_an_old_session_is_said_in_days(as_user, comms, account):
    session = crypto.unseal(account.session) | {"last_login": time.time() - 70 * 86400}
    Account.objects.update(session=crypto.seal(session))
    html = page(as_user(comms), account)
    assert "Session is old" in html
    assert "70 days" in html


def test_a_pause_says_why_and_what_to_do(as_user, approver, account):
    pause(account, "Instagram wants the account holder to confirm something.", "Open the app.", kind="challenge")
    html = page(as_user(approver), account)
    assert "Instagram wants the account holder to confirm something." in html
    assert "I have confirmed it: go on" in html
    assert f"/accounts/{account.pk}/resume/" in html


def test_a_block_says_until_when(as_user, comms, account):
    pause(account, "Too much.", "Wait.", kind="feedback")
    html = page(as_user(comms), account)
    assert "Blocked" in html
    assert "until" in html


def test_the_last_post_and_the_count_of_today(as_user, comms, approver):
    announcement = story.approved(approver)
    delivery = story.out(announcement, "post")
    html = page(as_user(comms), delivery.account)
    assert announcement.code in html
    assert "Last 24 hours" in html


def test_it_is_paused_and_retired_with_a_reason(as_user, approver, account):
    client = as_user(approver)
    assert client.post(f"/places/{account.pk}/retire/", {"reason": ""}).status_code == 400
    client.post(f"/places/{account.pk}/retire/", {"reason": "Given up"})
    account.refresh_from_db()
    assert account.retired_at
    assert "Retired" in page(client, account)


def test_the_newsletter_has_a_page_too(as_user, approver):
    client = as_user(approver)
    assert "Newsletter" in page(client, newsletter())
    assert client.post(f"/places/{newsletter().pk}/check/").status_code == 400


def test_a_session_whose_key_is_lost_breaks_nothing(as_user, approver, account, settings):
    settings.SECRET_WORDS = ["another key"]
    client = as_user(approver)
    assert page(client, account)
    answer = client.post(f"/places/{account.pk}/check/")
    assert answer.status_code == 409
    assert "do not open" in answer.content.decode()


def test_no_secret_stands_on_any_page(as_user, approver, account):
    client = as_user(approver)
    token = crypto.unseal(account.session)["authorization_data"]["sessionid"]
    for path in ("/places/", f"/places/{account.pk}/", "/places/connect/"):
        assert token not in client.get(path).content.decode()


def test_blocked_is_over_when_its_time_is(as_user, comms, account):
    pause(account, "Too much.", "Wait.", kind="feedback")
    Account.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))
    assert "Blocked" not in page(as_user(comms), account)
