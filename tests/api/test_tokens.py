"""`publisher user token`: made, shown once, used, revoked."""

import json
from typing import Any

import pytest
from django.test import Client

from publisher.models import ApiToken, User


def ask(token: str) -> int:
    return Client().get("/api/v1/announcements", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.fixture
def token(cli: Any, organizer: User) -> str:
    return str(json.loads(cli("user", "token", organizer.email, "--name", "phone bank", "--json").out)["token"])


def test_a_token_lets_a_program_in_and_is_stored_as_its_hash_only(token: str, organizer: User) -> None:
    assert ask(token) == 200
    row = ApiToken.objects.get()
    assert token.startswith(row.prefix)
    assert token not in str(vars(row))
    assert row.used_at is not None


def test_a_revoked_token_lets_nobody_in(cli: Any, token: str, organizer: User) -> None:
    assert cli("user", "token", organizer.email, "--revoke", "phone bank").code == 0
    assert ask(token) == 401
    assert "no token 'phone bank' in use" in cli("user", "token", organizer.email, "--revoke", "phone bank").err


def test_two_of_a_name_are_told_apart_by_their_prefix(cli: Any, token: str, organizer: User) -> None:
    other = json.loads(cli("user", "token", organizer.email, "--name", "phone bank", "--json").out)
    assert "give the prefix" in cli("user", "token", organizer.email, "--revoke", "phone bank").err
    assert cli("user", "token", organizer.email, "--revoke", other["prefix"]).code == 0
    assert (ask(token), ask(other["token"])) == (200, 401)


def test_whoever_is_switched_off_loses_the_tokens(token: str, organizer: User) -> None:
    User.objects.filter(pk=organizer.pk).update(is_active=False)
    assert ask(token) == 401


def test_the_list_shows_what_is_in_use_and_no_token(cli: Any, token: str, organizer: User) -> None:
    done = cli("user", "token", organizer.email, "--list")
    assert "phone bank" in done.out
    assert token not in done.out


def test_nobody_gets_a_token_for_somebody_who_is_not_there(cli: Any, db: None) -> None:
    assert cli("user", "token", "nobody@coalition.example").code == 1
