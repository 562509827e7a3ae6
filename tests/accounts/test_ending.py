"""A token that ends is told of in time: one mail, on the list of places and on the account's page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from publisher import crypto, notices, sweep
from publisher.accounts.connecting import connect
from publisher.models import Account, Notice, User
from publisher.sandbox.graph import GraphSandbox


@pytest.fixture
def official(db: None, settings: Any) -> Iterator[Account]:
    with GraphSandbox({"coalition": "IGAA-token"}) as running:
        settings.GRAPH_ENDPOINT = running.url
        yield connect("instagram_graph", "main", {"token": "IGAA-token"})


def ends(account: Account, days: float) -> datetime:
    """As if the token had been renewed so long ago that so many days are left."""
    at = datetime.now(UTC) + timedelta(days=days)
    session = crypto.unseal(account.session) | {"ends_at": at.isoformat(), "asked_at": datetime.now(UTC).isoformat()}
    Account.objects.filter(pk=account.pk).update(session=crypto.seal(session))
    return at


def pages(client: Client, account: Account) -> list[str]:
    return [client.get(path).content.decode() for path in ("/places/", f"/places/{account.pk}/")]


def test_approvers_are_told_once_and_both_pages_say_so(
    official: Account, approver: User, comms: User, client: Client
) -> None:
    at = ends(official, 10)
    for _ in range(3):
        sweep.sweep()
    notices.send_due()
    sent = [one for one in mail.outbox if "A log-in ends" in one.subject]
    assert [one.to for one in sent] == [[approver.email]]
    assert f"ends on {at:%Y-%m-%d %H:%M} UTC. The next post renews it." in sent[0].body
    client.force_login(comms)
    for html in pages(client, official):
        assert f"Its log-in ends on {at:%Y-%m-%d %H:%M} UTC." in html
        assert "make a new long-lived token" in html
        assert "Ends soon" in html


def test_a_renewed_one_is_told_of_again_when_it_ends(official: Account, approver: User) -> None:
    for days in (10, 13, 60):
        ends(official, days)
        sweep.sweep()
    assert Notice.objects.filter(kind="ending").count() == 2


@pytest.mark.parametrize("days", [15, 60])
def test_as_long_as_there_is_time_nobody_is_told(
    official: Account, approver: User, comms: User, client: Client, days: int
) -> None:
    ends(official, days)
    sweep.sweep()
    assert not Notice.objects.filter(kind="ending").exists()
    client.force_login(comms)
    assert not any("Its log-in end" in html for html in pages(client, official))


def test_a_paused_account_says_so_too_and_what_is_over_is_over(official: Account, comms: User, client: Client) -> None:
    ends(official, -1)
    Account.objects.update(paused_at=timezone.now(), pause_reason="Crisis.")
    client.force_login(comms)
    assert all("Its log-in ended on" in html for html in pages(client, official))


def test_a_retired_account_is_nobodys_concern(official: Account, approver: User) -> None:
    ends(official, 10)
    Account.objects.update(retired_at=timezone.now())
    sweep.sweep()
    assert not Notice.objects.exists()


def test_checking_it_on_its_page_says_when_it_ends(official: Account, approver: User, client: Client) -> None:
    ends(official, 10)
    client.force_login(approver)
    html = client.post(f"/places/{official.pk}/check/", follow=True).content.decode()
    assert "It can publish. The access token ends in 9 days. The next post renews it." in html
