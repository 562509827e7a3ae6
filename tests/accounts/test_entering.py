"""Connecting in steps: what waits for a person is sealed, goes on on the same device, and no password leaves twice."""

import json
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from publisher import crypto, sweep
from publisher.accounts import entering
from publisher.accounts.connecting import connect
from publisher.accounts.opening import open_channel
from publisher.channels.errors import NeedsHuman
from publisher.channels.instagram import Instagram
from publisher.errors import Refusal
from publisher.models import Account, LogIn, User
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_login import _totp
from publisher.sandbox.instagram_things import Account as Login

SEED = "JBSWY3DPEHPK3PXP"
GIVEN = {"username": "coalition", "password": "a long password"}


@pytest.fixture
def login(db: None, sandbox: InstagramSandbox) -> InstagramSandbox:
    sandbox.store.add_account(Login("coalition", GIVEN["password"]))
    return sandbox


@pytest.fixture
def two_factor(login: InstagramSandbox) -> InstagramSandbox:
    login.store.add_account(Login("coalition", GIVEN["password"], SEED))
    return login


def begun(**more: Any) -> entering.Entered:
    return entering.begin("instagram", "main", GIVEN, **more)


def asked(sandbox: InstagramSandbox, kind: str) -> int:
    return int(sandbox.state["requests"].get(kind, 0))


def code() -> str:
    return _totp(SEED, 0)


def test_without_a_second_factor_it_is_connected_at_once(login: InstagramSandbox, approver: User) -> None:
    entered = begun(by=approver)
    assert entered.account
    assert open_channel(Account.objects.get()).check().ok
    assert not LogIn.objects.exists()
    assert asked(login, "password") == 1


def test_a_code_is_asked_for_and_finishes_it_with_no_second_password(two_factor: InstagramSandbox) -> None:
    waits = begun().waits
    assert waits
    assert (waits.needs, Account.objects.count()) == ("code", 0)
    before = crypto.unseal(waits.sealed)["kept"]["settings"]
    entered = entering.go_on(waits.pk, code=code())
    assert entered.account
    after = crypto.unseal(Account.objects.get().session)
    assert after["uuids"] == before["uuids"]
    assert after["device_settings"] == before["device_settings"]
    assert open_channel(Account.objects.get()).check().ok
    assert (asked(two_factor, "password"), asked(two_factor, "code")) == (1, 1)
    assert not LogIn.objects.exists()


def test_what_waits_is_sealed(two_factor: InstagramSandbox) -> None:
    waits = begun().waits
    assert waits
    stored = json.dumps(list(LogIn.objects.values()), default=str)
    assert GIVEN["password"] not in stored
    assert "uuids" not in stored


def test_a_wrong_code_asks_again_and_five_are_enough(two_factor: InstagramSandbox) -> None:
    waits = begun().waits
    assert waits
    for _ in range(entering.CODES - 1):
        again = entering.go_on(waits.pk, code="000000").waits
        assert again
        assert "did not accept the code" in again.reason
    with pytest.raises(Refusal, match="Begin again"):
        entering.go_on(waits.pk, code="000000")
    assert not LogIn.objects.exists()
    assert asked(two_factor, "password") == 1


def test_a_wrong_password_leaves_once_and_nothing_is_kept(login: InstagramSandbox) -> None:
    with pytest.raises(Refusal, match="refused the username or password") as refused:
        entering.begin("instagram", "main", GIVEN | {"password": "wrong horse"})
    assert "wrong horse" not in str(refused.value)
    assert asked(login, "password") == 1
    assert not LogIn.objects.exists()
    assert not Account.objects.exists()


def test_a_challenge_waits_for_a_confirmation_and_then_goes_on(login: InstagramSandbox) -> None:
    login.fault("challenge_required", match="send_login_request")
    waits = begun().waits
    assert waits
    assert waits.needs == "confirmation"
    assert "Instagram app" in waits.todo
    uuids = crypto.unseal(waits.sealed)["kept"]["settings"]["uuids"]
    before = asked(login, "password")
    assert entering.go_on(waits.pk).account
    assert asked(login, "password") == before + 1  # since a person said so
    assert crypto.unseal(Account.objects.get().session)["uuids"] == uuids


def test_a_challenge_that_was_not_confirmed_waits_on(login: InstagramSandbox) -> None:
    login.fault("challenge_required", match="send_login_request", times=2)
    waits = begun().waits
    assert waits
    assert entering.go_on(waits.pk).waits
    assert LogIn.objects.get().needs == "confirmation"


def test_a_stored_password_that_is_wrong_by_now_leaves_once(login: InstagramSandbox) -> None:
    channel = open_channel(connect("instagram", "main", GIVEN))
    login.store.end_sessions()
    login.store.add_account(Login("coalition", "another password"))
    before = asked(login, "password")
    with pytest.raises(NeedsHuman, match="refused the username or password"):
        channel.connect()
    assert asked(login, "password") == before + 1


def test_reconnecting_keeps_what_worked_until_the_new_one_does(login: InstagramSandbox) -> None:
    begun()
    before = Account.objects.get()
    with pytest.raises(Refusal):
        entering.begin("instagram", "main", GIVEN | {"password": "wrong horse"})
    login.store.add_account(Login("coalition", GIVEN["password"], SEED))
    waits = begun().waits
    assert waits
    kept = Account.objects.get()
    assert (kept.secrets, kept.session) == (before.secrets, before.session)
    assert open_channel(kept).check().ok
    entering.go_on(waits.pk, code=code())
    old, new = crypto.unseal(before.session), crypto.unseal(Account.objects.get().session)
    assert old["uuids"] == new["uuids"]
    assert old["authorization_data"] != new["authorization_data"]


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_are_one_log_in(login: InstagramSandbox) -> None:
    login.control.delay = 0.2
    came: list[str] = []

    def click() -> None:
        try:
            came.append(str(begun().account))
        except Refusal as refused:
            came.append(refused.code)
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(came) == ["conflict", "instagram/main"]
    assert asked(login, "password") == 1


def test_its_time_is_over(two_factor: InstagramSandbox) -> None:
    waits = begun().waits
    assert waits
    LogIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refusal, match="waited too long"):
        entering.go_on(waits.pk, code=code())
    sweep.sweep()
    assert not LogIn.objects.exists()


def test_given_up_it_is_forgotten(two_factor: InstagramSandbox) -> None:
    waits = begun().waits
    assert waits
    entering.drop(waits.pk)
    assert not LogIn.objects.exists()


def test_only_approvers_connect(login: InstagramSandbox, comms: User) -> None:
    with pytest.raises(Refusal, match="Only an approver"):
        begun(by=comms)
    assert asked(login, "password") == 0


def test_a_log_in_has_a_time_limit(login: InstagramSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.channels.instagram_client.LOG_IN_SECONDS", 0.5)
    login.control.delay = 0.3
    with pytest.raises(Refusal, match="not connected"):
        begun()
    assert asked(login, "login_step") < 4


# --- a session from elsewhere ----------------------------------------------------------------------------------------


@pytest.fixture
def session(login: InstagramSandbox) -> dict[str, Any]:
    """As another program dumped it."""
    made = connect("instagram", "elsewhere", GIVEN)
    found = crypto.unseal(made.session)
    Account.objects.all().delete()
    return found


def imported(session: Any, username: str = "coalition") -> entering.Entered:
    return entering.import_session("instagram", "main", {"username": username, "password": ""}, session)


def test_a_session_is_taken_over_without_a_password(login: InstagramSandbox, session: dict[str, Any]) -> None:
    before = asked(login, "password")
    assert imported(session).account
    assert open_channel(Account.objects.get()).check().ok
    assert asked(login, "password") == before
    assert crypto.unseal(Account.objects.get().session)["uuids"] == session["uuids"]


@pytest.mark.parametrize("given", [[], {}, {"uuids": {}}, {"authorization_data": {"sessionid": "x"}}, "text"])
def test_what_is_no_session_is_refused(login: InstagramSandbox, given: Any) -> None:
    with pytest.raises(Refusal, match="session"):
        imported(given)
    assert not Account.objects.exists()


def test_a_session_that_ended_or_is_somebody_elses_is_refused(login: InstagramSandbox, session: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="belongs to coalition"):
        imported(session, "second")
    login.store.end_sessions()
    with pytest.raises(Refusal, match="does not work"):
        imported(session)
    assert not Account.objects.exists()


def test_without_a_password_a_worker_asks_for_one(login: InstagramSandbox, session: dict[str, Any]) -> None:
    imported(session)
    login.store.end_sessions()
    before = asked(login, "password")
    health = open_channel(Account.objects.get()).check()
    assert not health.ok
    assert isinstance(open_channel(Account.objects.get()), Instagram)
    assert asked(login, "password") == before
