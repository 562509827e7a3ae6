"""One page is posted on by one channel, whatever name somebody logs in with."""

from collections.abc import Iterator
from typing import Any

import pytest

from publisher import crypto
from publisher.accounts.connecting import connect
from publisher.accounts.opening import BY_HAND, by_hand, open_channel, to_post_on
from publisher.errors import Refusal
from publisher.models import Account
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account as Login

ADDRESS = "press@coalition.example"
BY_ADDRESS = {"username": ADDRESS, "password": "x"}
TOKEN = {"token": "IGAA-token"}


@pytest.fixture
def graph(db: None, settings: Any, sandbox: InstagramSandbox) -> Iterator[GraphSandbox]:
    """Both stand-ins, with the account that may be logged in to with an address too."""
    sandbox.store.add_account(Login("coalition", "x", address=ADDRESS))
    sandbox.store.add_account(Login("other", "x", address="other@coalition.example"))
    with GraphSandbox({"coalition": "IGAA-token"}) as running:
        settings.GRAPH_ENDPOINT = running.url
        yield running


def places() -> list[str]:
    return [str(account) for account in to_post_on()]


def test_logging_in_with_an_address_is_the_same_page(graph: GraphSandbox) -> None:
    connect("instagram_graph", "main", TOKEN)
    with pytest.raises(Refusal, match=r"instagram_graph/main posts to instagram\.com/coalition already"):
        connect("instagram", "press", BY_ADDRESS)
    assert places() == ["instagram_graph/main"]


def test_so_it_is_the_other_way_round(graph: GraphSandbox) -> None:
    made = connect("instagram", "press", BY_ADDRESS)
    assert open_channel(made).profile().endswith("/")
    with pytest.raises(Refusal, match=r"instagram/press posts to instagram\.com/coalition already"):
        connect("instagram_graph", "main", TOKEN)
    assert places() == ["instagram/press"]


def test_another_page_is_in_nobodys_way_whatever_it_is_logged_in_with(graph: GraphSandbox) -> None:
    connect("instagram_graph", "main", TOKEN)
    connect("instagram", "other", {"username": "other@coalition.example", "password": "x"})
    assert places() == ["instagram_graph/main", "instagram/other"]


def test_a_page_that_nobody_knows_is_refused_beside_another_channel(
    graph: GraphSandbox, sandbox: InstagramSandbox
) -> None:
    connect("instagram_graph", "main", TOKEN)
    sandbox.fault("drop", match="current_user", times=9)
    with pytest.raises(Refusal, match="Nobody knows which page this is"):
        connect("instagram", "other", {"username": "other@coalition.example", "password": "x"})


def test_one_that_was_connected_before_names_were_asked_for_is_refused_beside_and_posts_nothing(
    graph: GraphSandbox, sandbox: InstagramSandbox
) -> None:
    made = connect("instagram", "press", BY_ADDRESS)
    session = crypto.unseal(made.session)
    del session["shown_as"]
    Account.objects.update(session=crypto.seal(session))
    sandbox.fault("drop", match="current_user", times=9)
    with pytest.raises(Refusal, match="Connect instagram/press again first"):
        connect("instagram_graph", "main", TOKEN)
    assert places() == ["instagram/press"]
    Account.objects.update(retired_at="2026-01-01T00:00Z")
    connect("instagram_graph", "main", TOKEN)
    Account.objects.update(retired_at=None)
    assert places() == ["instagram_graph/main"]


def test_the_name_outlives_a_log_in_of_a_worker(graph: GraphSandbox) -> None:
    channel = open_channel(connect("instagram", "press", BY_ADDRESS))
    assert channel.check().ok
    assert channel.connect()["shown_as"] == "coalition"


@pytest.mark.parametrize("username", ["coalition", ""])
def test_two_places_by_hand_on_one_page_are_refused(db: None, username: str) -> None:
    connect(BY_HAND, "main", {"username": username})
    with pytest.raises(Refusal, match="twice"):
        connect(BY_HAND, "press", {"username": "@Coalition"})
    assert places() == ["by_hand/main"]


def test_two_pages_by_hand_are_two_places_and_none_is_made_besides(db: None) -> None:
    connect(BY_HAND, "press", {"username": "coalition"})
    connect(BY_HAND, "ohio", {"username": "coalition_ohio"})
    assert places() == ["by_hand/press", "by_hand/ohio"]


def test_two_places_by_hand_from_before_get_one_post(db: None) -> None:
    by_hand()
    Account.objects.create(channel=BY_HAND, name="press", secrets=crypto.seal({"username": "coalition"}))
    assert places() == ["by_hand/press"]


def test_a_username_by_hand_can_be_mended(db: None) -> None:
    connect(BY_HAND, "main", {"username": "coaliton"})
    connect(BY_HAND, "main", {"username": "coalition"})
    assert Account.objects.count() == 1
