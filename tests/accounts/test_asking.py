"""Whoever asks an account something is its one writer meanwhile, like a worker that sends there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts import asking
from publisher.accounts.connecting import connect
from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.pausing import pause
from publisher.channels.errors import NeedsHuman
from publisher.channels.instagram import Instagram
from publisher.errors import Refusal
from publisher.models import Account
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox


@pytest.fixture
def app(db: None, sandbox: InstagramSandbox, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.1)
    return connect("instagram", "app", {"username": "coalition", "password": "x"})


@pytest.fixture
def graph(settings: Any) -> Iterator[GraphSandbox]:
    with GraphSandbox({"coalition_usa": "IGAA-usa"}) as running:
        settings.GRAPH_ENDPOINT = running.url
        yield running


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_beside_a_worker_nothing_is_asked(
    app: Account, sandbox: InstagramSandbox, approver: Any, client: Any, cli: Any
) -> None:
    worker = take_account(app.pk)
    before = sandbox.state["requests"]
    client.force_login(approver)
    answer = client.post(f"/places/{app.pk}/check/")
    assert answer.status_code == 409
    assert "instagram/app is at work in this moment. Try again in a minute." in answer.content.decode()
    done = cli("account", "check", "instagram/app")
    assert (done.code, "is at work in this moment" in done.err) == (1, True)
    assert "instagram/app is at work in this moment. Try again in a minute. Nothing was asked." in cli("doctor").out
    assert sandbox.state["requests"] == before
    assert worker
    give_back(worker)
    assert "It can publish." in client.post(f"/places/{app.pk}/check/", follow=True).content.decode()


def test_nor_is_the_other_one_of_a_page_when_a_second_is_connected(
    app: Account, graph: GraphSandbox, sandbox: InstagramSandbox
) -> None:
    take_account(app.pk)
    before = sandbox.state["requests"]
    with pytest.raises(asking.AtWork):
        connect("instagram_graph", "main", {"token": "IGAA-usa"})
    assert sandbox.state["requests"] == before
    Account.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    connect("instagram_graph", "main", {"token": "IGAA-usa"})
    assert fresh(app).lease_until is None


def test_while_it_is_asked_no_worker_can_have_it(app: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile: list[Account | None] = []
    named = Instagram._named

    def looking(channel: Instagram, *known: str) -> str:
        meanwhile.append(take_account(app.pk))
        return named(channel, *known)

    monkeypatch.setattr(Instagram, "_named", looking)
    assert asking.check(app).ok
    assert meanwhile == [None]
    assert fresh(app).lease_until is None


def test_one_that_is_paused_is_asked_and_learns_its_new_name(app: Account, sandbox: InstagramSandbox) -> None:
    pause(app, "Crisis.", "Call.")
    sandbox.store.rename("coalition", "coalition_usa")
    assert asking.check(app).reason == "It is called coalition_usa on Instagram now."
    assert asking.check(app).reason == ""
    assert (fresh(app).lease_until, bool(fresh(app).paused_at)) == (None, True)


@pytest.mark.parametrize("door", ["page", "command", "doctor"])
def test_an_answer_that_says_it_must_rest_pauses_it(
    app: Account, sandbox: InstagramSandbox, approver: Any, client: Any, cli: Any, door: str
) -> None:
    sandbox.fault("challenge_required", match="/api/v1/", times=9)
    if door == "page":
        client.force_login(approver)
        answer = client.post(f"/places/{app.pk}/check/")
        assert (answer.status_code, "Healthy" in answer.content.decode()) == (409, False)
    else:
        told = cli("doctor") if door == "doctor" else cli("account", "check", "instagram/app")
        assert "confirm" in told.out + told.err
    assert (bool(fresh(app).paused_at), fresh(app).pause_kind, fresh(app).lease_until) == (True, "challenge", None)


def test_so_does_one_about_its_page(app: Account, graph: GraphSandbox, sandbox: InstagramSandbox) -> None:
    sandbox.fault("challenge_required", match="/api/v1/", times=9)
    with pytest.raises(Refusal, match="cannot be asked which page it is now"):
        connect("instagram_graph", "main", {"token": "IGAA-usa"})
    assert fresh(app).pause_kind == "challenge"


def test_an_answer_that_fails_gives_it_back(app: Account, settings: Any) -> None:
    settings.CHANNELS = ["by_hand"]
    with pytest.raises(NeedsHuman):
        asking.check(app)
    assert fresh(app).lease_until is None
