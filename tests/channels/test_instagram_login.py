"""Logging in, sessions, and what happens when Instagram ends one."""

import json
from typing import Any

import pytest
from instagrapi import Client

from publisher.channels.base import NeedsHuman, TryLater
from publisher.channels.instagram import Instagram
from publisher.sandbox.instagram_things import Account

SEED = "JBSWY3DPEHPK3PXP"


def test_connect_logs_in_and_gives_a_session_to_store(sandbox: Any, connect: Any) -> None:
    session = connect(connected=False).connect()
    assert sandbox.state["requests"] == {"login_step": 7, "password": 1, "current_user": 1}
    assert json.loads(json.dumps(session)) == session


def test_a_stored_session_works_in_a_new_process(sandbox: Any, connect: Any, make_post: Any) -> None:
    first = connect(connected=False)
    session = json.loads(json.dumps(first.connect()))
    second = Instagram(first.secrets, session, first.surroundings)
    assert second.check().ok
    assert second.prepare(make_post(), {}).session is None


def test_the_session_holds_neither_password_nor_seed(sandbox: Any, connect: Any) -> None:
    sandbox.store.add_account(Account("coalition", "correct horse", SEED))
    session = json.dumps(connect(connected=False, totp=SEED).connect())
    assert "correct horse" not in session
    assert SEED not in session


def test_a_wrong_password_needs_a_person(sandbox: Any, connect: Any) -> None:
    with pytest.raises(NeedsHuman, match="refused the username or password") as caught:
        connect(connected=False, password="wrong horse").connect()
    assert "wrong horse" not in f"{caught.value!r} {caught.value}"
    assert sandbox.state["requests"]["password"] == 1


@pytest.mark.parametrize("kind", ["http_500", "truncate", "please_wait"])
def test_a_log_in_that_broke_off_is_not_tried_again_by_itself(
    sandbox: Any, connect: Any, make_post: Any, kind: str
) -> None:
    """A worker tries again what it may try later; here the password has left, so a person is asked."""
    sandbox.fault(kind, match="send_login_request")
    with pytest.raises(NeedsHuman):
        connect(connected=False).prepare(make_post(), {})
    assert sandbox.state["requests"]["password"] == 1


def test_a_log_in_whose_password_never_left_may_be_tried_again(sandbox: Any, connect: Any, make_post: Any) -> None:
    sandbox.fault("http_500", match="process_client_data")
    with pytest.raises(TryLater):
        connect(connected=False).prepare(make_post(), {})
    assert sandbox.state["requests"].get("password", 0) == 0


def test_the_two_factor_code_is_made_from_the_seed(sandbox: Any, connect: Any) -> None:
    sandbox.store.add_account(Account("coalition", "correct horse", SEED))
    assert connect(connected=False, totp="jbsw y3dp ehpk 3pxp").connect()
    assert sandbox.state["requests"]["code"] == 1


def test_two_factor_without_a_seed_needs_a_person(sandbox: Any, connect: Any) -> None:
    sandbox.store.add_account(Account("coalition", "correct horse", SEED))
    with pytest.raises(NeedsHuman, match="two-factor seed"):
        connect(connected=False).connect()


def test_a_seed_that_is_none_needs_a_person(connect: Any) -> None:
    with pytest.raises(NeedsHuman, match="two-factor seed"):
        connect(connected=False, totp="not a seed!").connect()


def test_connecting_again_keeps_the_device(connect: Any, logged_in: Any) -> None:
    session = connect().connect()
    assert session["uuids"] == logged_in["uuids"]
    assert session["authorization_data"] != logged_in["authorization_data"]


def test_prepare_logs_in_once_when_the_session_has_ended(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    sandbox.store.end_sessions()
    prepared = channel.prepare(post, {})
    assert prepared.session == channel.session
    assert sandbox.state["requests"]["password"] == 1
    channel.send(prepared, post)


@pytest.mark.parametrize("known", [True, False])
def test_one_prepare_logs_in_once_and_then_asks_a_person(
    sandbox: Any, connect: Any, make_post: Any, *, known: bool
) -> None:
    channel = connect(connected=known)
    sandbox.fault("login_required", match="/rupload_igphoto/", times=None)
    with pytest.raises(NeedsHuman) as why:
        channel.prepare(make_post(), {})
    assert (why.value.kind, sandbox.state["requests"]["password"]) == ("session", 1)


def test_a_log_in_before_a_failure_is_kept(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel = connect(connected=False)
    sandbox.fault("http_500", match="/rupload")
    with pytest.raises(TryLater):
        channel.prepare(make_post(), {})
    again = Instagram(channel.secrets, channel.session, channel.surroundings)
    again.prepare(make_post(), {})
    assert sandbox.state["requests"]["password"] == 1


def test_check_names_the_cure_for_an_ended_session(sandbox: Any, connect: Any) -> None:
    channel = connect()
    sandbox.store.end_sessions()
    health = channel.check()
    assert not health.ok
    assert "ended the session" in health.reason
    assert "Connect the account again" in health.todo


def test_check_notices_a_session_of_somebody_else(sandbox: Any, connect: Any) -> None:
    """By the number that the session was made for; before Instagram had told a name, by the name to log in with."""
    made = connect()
    token = made.session["authorization_data"]
    other = {**made.session, "authorization_data": {**token, "ds_user_id": "17"}}
    unnamed = {name: value for name, value in made.session.items() if name != "shown_as"}
    for secrets, session in (
        (made.secrets, other),
        (Instagram.Secrets("someone.else", "x"), unnamed),
    ):
        health = Instagram(secrets, session, made.surroundings).check()
        assert not health.ok
        assert "belongs to coalition" in health.reason


def test_check_takes_a_new_name_for_a_new_name(sandbox: Any, connect: Any) -> None:
    channel = connect()
    sandbox.store.rename("coalition", "coalition_usa")
    health = channel.check()
    assert (health.ok, health.reason) == (True, "It is called coalition_usa on Instagram now.")
    assert (channel.check().reason, channel.page_now()) == ("", "instagram.com/coalition_usa")


def test_a_code_that_only_a_person_has_is_never_waited_for(sandbox: Any, connect: Any) -> None:
    sandbox.fault("challenge_required", match="send_login_request", times=9)
    with pytest.raises(NeedsHuman, match="confirm something"):
        connect(connected=False).connect()


def test_the_log_in_that_would_be_a_second_one_has_that_name_in_the_library() -> None:
    """Ours takes its place on our own client; under another name it would send the password once more."""
    assert callable(Client.login_legacy)
