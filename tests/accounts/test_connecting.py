"""Connecting an account: logging in, storing what worked, and no secret in the open."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from publisher import crypto
from publisher.accounts.connecting import connect
from publisher.accounts.opening import newsletter, open_channel
from publisher.channels.base import Session
from publisher.channels.errors import NeedsHuman
from publisher.channels.instagram import Instagram
from publisher.errors import Refusal
from publisher.models import Account, Event, User
from publisher.sandbox.instagram import InstagramSandbox

GIVEN = {"username": "coalition", "password": "x"}


@pytest.fixture
def made(db: None, sandbox: InstagramSandbox) -> Account:
    return connect("instagram", "main", GIVEN)


def test_it_is_ready_when_connected(made: Account) -> None:
    assert open_channel(Account.objects.get()).check().ok
    assert (made.languages, made.paused_at) == (["en"], None)
    assert Event.objects.filter(what="connected").exists()


def test_secrets_and_session_are_sealed(db: None, sandbox: InstagramSandbox) -> None:
    sandbox.store.add_account(type(sandbox.store.accounts()[0])("coalition", "a long password"))
    account = connect("instagram", "main", GIVEN | {"password": "a long password"})
    stored = account.secrets + account.session
    assert "a long password" not in stored
    assert "sessionid" not in stored


def test_a_wrong_password_stores_nothing(db: None, sandbox: InstagramSandbox) -> None:
    with pytest.raises(NeedsHuman, match="password"):
        connect("instagram", "main", GIVEN | {"password": "wrong"})
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("channel", "given", "said"),
    [
        ("nowhere", GIVEN, "not switched on"),
        ("instagram", {"username": "coalition"}, "needs more secrets: password"),
        ("instagram", GIVEN | {"pin": "1"}, "no secret 'pin'"),
    ],
)
def test_what_is_missing_or_unknown_is_refused(
    db: None, sandbox: InstagramSandbox, channel: str, given: dict[str, str], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        connect(channel, "main", given)
    assert not Account.objects.exists()
    assert sandbox.state["requests"] == {}


def test_connecting_again_keeps_what_is_not_its_own(made: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """While its owner logs in anew a worker may take the account, or somebody pause it: that must stand."""
    real = Instagram.connect

    def meanwhile(self: Instagram) -> Session:
        Account.objects.update(fence=7, pause_reason="Crisis.", session_version=4)
        return real(self)

    monkeypatch.setattr(Instagram, "connect", meanwhile)
    connect("instagram", "main", GIVEN)
    again = Account.objects.get()
    assert (again.fence, again.pause_reason, again.session_version) == (7, "Crisis.", 5)


def test_connecting_again_is_the_way_out_of_a_lost_key(made: Account, settings: Any) -> None:
    settings.SECRET_WORDS = ["a new key, the old one is lost"]
    with pytest.raises(NeedsHuman, match="connect the account again"):
        open_channel(Account.objects.get())
    connect("instagram", "main", GIVEN)
    assert open_channel(Account.objects.get()).check().ok


@pytest.mark.parametrize("username", ["coalition", " Coalition ", "@COALITION"])
def test_a_second_account_with_the_same_login_is_refused(
    made: Account, sandbox: InstagramSandbox, username: str
) -> None:
    """Both names would post everything."""
    asked = dict(sandbox.state["requests"])
    with pytest.raises(Refusal, match="instagram/main is that Instagram account already") as refused:
        connect("instagram", "again", GIVEN | {"username": username})
    assert refused.value.code == "conflict"
    assert Account.objects.get() == made
    assert sandbox.state["requests"] == asked


def test_it_is_the_same_login_also_under_another_word_for_it(made: Account) -> None:
    """One may log in with an address or a phone number: Instagram's own number of the account tells."""
    Account.objects.update(secrets=crypto.seal({"username": "office@coalition.example", "password": "x"}))
    with pytest.raises(Refusal, match="posted twice"):
        connect("instagram", "again", GIVEN)
    assert Account.objects.get() == made


def test_an_account_whose_key_is_lost_still_is_that_account(made: Account, settings: Any) -> None:
    settings.SECRET_WORDS = ["a new key, the old one is lost"]
    with pytest.raises(Refusal, match="instagram/main is that Instagram account already"):
        connect("instagram", "again", GIVEN)
    assert Account.objects.get() == made


@pytest.mark.parametrize(
    ("name", "said"), [("again", "instagram/main is that"), ("main", "Somebody else connected instagram/main")]
)
def test_of_two_who_connect_it_at_the_same_moment_one_does(
    db: None, sandbox: InstagramSandbox, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    """Both have logged in before either is stored."""
    real = crypto.seal

    def meanwhile(content: dict[str, Any]) -> str:
        monkeypatch.setattr(crypto, "seal", real)
        connect("instagram", "main", GIVEN)
        return real(content)

    monkeypatch.setattr(crypto, "seal", meanwhile)
    with pytest.raises(Refusal, match=said):
        connect("instagram", name, GIVEN)
    assert Account.objects.get().name == "main"


def test_another_login_is_another_account(made: Account) -> None:
    connect("instagram", "other", {"username": "second", "password": "x"})
    connect("instagram", "main", GIVEN)
    assert Account.objects.count() == 2


def test_a_retired_account_is_in_nobodys_way(made: Account) -> None:
    Account.objects.update(retired_at=timezone.now())
    connect("instagram", "again", GIVEN)
    with pytest.raises(Refusal, match="instagram/again is that"):
        connect("instagram", "main", GIVEN)
    assert Account.objects.get(name="main").retired_at


def test_the_newsletter_is_one_account(admin: User) -> None:
    assert newsletter() == newsletter()
    assert str(newsletter()) == "newsletter/main"


def test_another_login_under_a_known_name_is_refused_and_nothing_is_lost(made: Account) -> None:
    """What the first one posted could not be read back, looked for or taken down by the second."""
    with pytest.raises(Refusal, match="needs another name") as refused:
        connect("instagram", "main", {"username": "second", "password": "x"})
    assert refused.value.code == "conflict"
    again = Account.objects.get()
    assert (again.secrets, again.session, again.identity) == (made.secrets, made.session, made.identity)


def test_another_login_that_came_in_meanwhile_is_not_overwritten(
    made: Account, sandbox: InstagramSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    Account.objects.update(identity="")
    real = Instagram.connect

    def meanwhile(self: Instagram) -> Session:
        monkeypatch.setattr(Instagram, "connect", real)
        Account.objects.update(secrets=crypto.seal({"username": "nobody", "password": "x"}), session=crypto.seal({}))
        connect("instagram", "main", {"username": "nobody", "password": "x"})
        return real(self)

    sandbox.store.add_account(type(sandbox.store.accounts()[0])("nobody", "x"))
    monkeypatch.setattr(Instagram, "connect", meanwhile)
    with pytest.raises(Refusal, match="needs another name"):
        connect("instagram", "main", GIVEN)


def test_a_retired_name_that_posted_nothing_takes_another_login(made: Account) -> None:
    Account.objects.update(retired_at=timezone.now())
    connect("instagram", "main", {"username": "second", "password": "x"})
    assert open_channel(Account.objects.get()).check().ok


def test_the_same_login_by_another_word_is_no_other_one(made: Account, sandbox: InstagramSandbox) -> None:
    """Instagram's own number tells."""
    login = sandbox.store.account("coalition")
    assert login
    sandbox.store.add_account(replace(login, password="changed"))
    connect("instagram", "main", GIVEN | {"username": "Coalition", "password": "changed"})
    assert Account.objects.get().session_version == 2
