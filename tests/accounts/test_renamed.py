"""Accounts are renamed at Instagram: what counts is how it calls them now, on both ways."""

from collections.abc import Iterator
from typing import Any

import pytest

from publisher.accounts.connecting import connect
from publisher.accounts.opening import to_post_on
from publisher.accounts.pages import page_of
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import retire
from publisher.errors import Refusal
from publisher.models import Account
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account as Login

APP = {"username": "coalition", "password": "x"}


@pytest.fixture
def graph(db: None, settings: Any, sandbox: InstagramSandbox) -> Iterator[GraphSandbox]:
    """Both stand-ins: each knows accounts of its own, as if both were one service."""
    with GraphSandbox({"coalition": "IGAA-coalition", "coalition_usa": "IGAA-usa"}) as running:
        settings.GRAPH_ENDPOINT = running.url
        yield running


def token(name: str) -> dict[str, str]:
    return {"token": f"IGAA-{name}"}


def page(channel: str) -> str:
    found = page_of(Account.objects.get(channel=channel))
    assert found
    return found.name


def test_one_that_was_renamed_is_the_same_page_by_the_official_api(
    graph: GraphSandbox, sandbox: InstagramSandbox
) -> None:
    connect("instagram", "app", APP)
    sandbox.store.rename("coalition", "coalition_usa")
    with pytest.raises(Refusal, match=r"instagram/app posts to instagram\.com/coalition_usa already"):
        connect("instagram_graph", "main", token("usa"))
    assert page("instagram") == "instagram.com/coalition_usa"


def test_so_it_is_the_other_way_round(graph: GraphSandbox, sandbox: InstagramSandbox) -> None:
    connect("instagram_graph", "main", token("coalition"))
    graph.store.rename("coalition", "coalition_new")
    sandbox.store.add_account(Login("coalition_new", "x"))
    with pytest.raises(Refusal, match=r"instagram_graph/main posts to instagram\.com/coalition_new already"):
        connect("instagram", "app", APP | {"username": "coalition_new"})


def test_with_the_setting_both_are_connected_and_one_posts(
    graph: GraphSandbox, sandbox: InstagramSandbox, settings: Any
) -> None:
    settings.POSTS_BY = "instagram_graph"
    connect("instagram", "app", APP)
    sandbox.store.rename("coalition", "coalition_usa")
    connect("instagram_graph", "main", token("usa"))
    assert [str(one) for one in to_post_on()] == ["instagram_graph/main"]


def test_a_name_that_it_gave_up_is_in_nobodys_way(graph: GraphSandbox, sandbox: InstagramSandbox) -> None:
    connect("instagram", "app", APP)
    sandbox.store.rename("coalition", "coalition_usa")
    connect("instagram_graph", "main", token("coalition"))
    assert len(to_post_on()) == 2


def test_one_that_cannot_be_asked_may_have_been_renamed(graph: GraphSandbox, sandbox: InstagramSandbox) -> None:
    connect("instagram", "app", APP)
    sandbox.store.end_sessions()
    with pytest.raises(Refusal, match=r"instagram/app cannot be asked.*retire instagram/app"):
        connect("instagram_graph", "main", token("usa"))
    retire(Account.objects.get(channel="instagram"), "It is given up.")
    connect("instagram_graph", "main", token("usa"))
    assert [str(one) for one in to_post_on()] == ["instagram_graph/main"]


def test_one_that_is_blocked_is_not_asked(graph: GraphSandbox, sandbox: InstagramSandbox, settings: Any) -> None:
    pause(connect("instagram", "app", APP), "Too much.", "Wait.", kind="feedback")
    before = sandbox.state["requests"]
    with pytest.raises(Refusal, match=r"It is blocked until .*, and asking might lengthen that\. Try again later, or:"):
        connect("instagram_graph", "main", token("usa"))
    settings.POSTS_BY = "instagram_graph"
    connect("instagram_graph", "main", token("coalition"))  # known as one page: nothing has to be asked
    assert sandbox.state["requests"] == before
    assert [str(one) for one in to_post_on()] == ["instagram_graph/main"]


def test_a_check_takes_the_new_name_and_says_so_once(graph: GraphSandbox, sandbox: InstagramSandbox, cli: Any) -> None:
    connect("instagram", "app", APP)
    sandbox.store.rename("coalition", "coalition_usa")
    done = cli("account", "check", "instagram/app")
    assert (done.code, "It is called coalition_usa on Instagram now." in done.err) == (0, True)
    assert page("instagram") == "instagram.com/coalition_usa"
    done = cli("account", "check", "instagram/app")
    assert (done.code, done.err) == (0, "")


def test_so_does_one_of_the_official_api(graph: GraphSandbox, approver: Any, client: Any) -> None:
    made = connect("instagram_graph", "main", token("coalition"))
    graph.store.rename("coalition", "coalition_new")
    client.force_login(approver)
    html = client.post(f"/places/{made.pk}/check/", follow=True).content.decode()
    assert "It is called coalition_new on Instagram now." in html
    assert page("instagram_graph") == "instagram.com/coalition_new"


def test_it_is_connected_anew_under_its_new_name(graph: GraphSandbox, sandbox: InstagramSandbox) -> None:
    connect("instagram", "app", APP)
    sandbox.store.rename("coalition", "coalition_usa")
    connect("instagram", "app", APP | {"username": "coalition_usa"})
    assert page("instagram") == "instagram.com/coalition_usa"
