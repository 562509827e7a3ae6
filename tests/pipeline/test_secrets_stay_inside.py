"""A service that repeats an account's secrets in what it says: none reaches a page, a mail, the trail or the log."""

import json
from typing import Any

import pytest

from publisher import crypto
from publisher.models import Account, Announcement, Delivery, Event, Notice, User
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram_things import Account as Login
from tests.pipeline.story import Stage, only, work
from tests.pipeline.test_graph import approved, graph

__all__ = ["approved", "graph"]

PASSWORD, SEED = "a long passphrase", "JBSWY3DPEHPK3PXP"


def everything_seen(client: Any, made: Announcement, account: Account, cli: Any) -> str:
    """All that anybody can read of it."""
    pages = (f"/announcements/{made.pk}/", f"/places/{account.pk}/", f"/accounts/{account.pk}/resume/", "/places/", "/")
    rows = [*Event.objects.values(), *Notice.objects.values(), *Delivery.objects.values()]
    account.refresh_from_db()
    told = [account.pause_reason, account.todo, json.dumps(rows, default=str)]
    told += [client.get(page, follow=True).content.decode() for page in pages]
    told += [client.post(f"/places/{account.pk}/check/", follow=True).content.decode()]
    return "\n".join([*told, *(str(cli(*words)) for words in (("show", str(made.pk)), ("account", "list")))])


@pytest.fixture
def seen(client: Any, approver: User, cli: Any, caplog: pytest.LogCaptureFixture) -> Any:
    client.force_login(approver)

    def all_of(made: Announcement, account: Account) -> str:
        return everything_seen(client, made, account, cli) + caplog.text

    return all_of


@pytest.mark.parametrize("fault", ["graph_190", "graph_100", "graph_4_2207051"])
@pytest.mark.parametrize("match", ["/media", "/media_publish"])
def test_the_official_api_repeats_the_token(
    graph: GraphSandbox, approved: Announcement, seen: Any, fault: str, match: str
) -> None:
    account = Account.objects.get(channel="instagram_graph")
    given, held = crypto.unseal(account.secrets)["token"], crypto.unseal(account.session)["token"]
    strange = "EAAGm0PX4ZCpsBAKZCabcdefgh123456"
    graph.fault(fault, match=match, words=f"Malformed access token {held} not {given}, access_token={strange}.")
    work()
    assert only(approved).state != "published"
    graph.fault(fault, words=f"Malformed access token {held}.", times=None)
    read = seen(approved, account)
    assert "Malformed access token …" in read
    assert [word for word in (given, held, strange) if word in read] == []


@pytest.fixture
def private(stage: Stage) -> Stage:
    """The account with a password and a seed that could be found again."""
    stage.sandbox.store.add_account(Login("coalition", PASSWORD))
    given = {"username": "coalition", "password": PASSWORD, "totp": SEED}
    Account.objects.filter(pk=stage.account.pk).update(secrets=crypto.seal(given))
    return stage


@pytest.mark.parametrize(
    ("fault", "match"),
    [("bad_request", "rupload"), ("bad_request", "media/configure"), ("feedback_required", "media/configure")],
)
def test_the_app_repeats_password_and_session(private: Stage, seen: Any, fault: str, match: str) -> None:
    session = crypto.unseal(private.account.session)["authorization_data"]["sessionid"]
    bare = session.replace("%3A", ":")
    strange = "Bearer IGT:2:eyJkc191c2VyX2lkIjoi"
    private.sandbox.fault(fault, match=match, words=f"No: {PASSWORD}, {SEED}, {session}, {bare}, {strange}.")
    made = private.approved()
    work()
    assert only(made).state != "published"
    read = seen(made, private.account)
    assert "It says: “No: …, …, …, …, …" in read
    assert [word for word in (PASSWORD, SEED, session, bare, strange) if word in read] == []


def test_so_it_is_where_a_worker_logs_in(private: Stage, seen: Any) -> None:
    Account.objects.update(session="")
    private.sandbox.fault("bad_request", match="send_login_request", times=None, words=f"Not {PASSWORD} nor {SEED}.")
    made = private.approved()
    work()
    read = seen(made, private.account)
    assert "It says: “Not … nor …" in read
    assert [word for word in (PASSWORD, SEED) if word in read] == []
