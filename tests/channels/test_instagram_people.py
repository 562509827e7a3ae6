"""Other accounts in a post: tagged on its first picture, invited to show it too, and kept when the caption changes."""

import dataclasses
from typing import Any

import pytest

from publisher.channels.base import Refused
from publisher.sandbox.instagram_things import Account

MAXIMA, NOOR = Account("maxima.example", "x"), Account("noor.placeholder", "x")


@pytest.fixture
def people(sandbox: Any) -> None:
    for account in (MAXIMA, NOOR):
        sandbox.store.add_account(account)


def send(channel: Any, post: Any) -> Any:
    return channel.send(channel.prepare(post, {}), post)


@pytest.mark.parametrize("slides", [1, 2])
def test_they_are_tagged_and_invited_in_the_one_request(
    sandbox: Any, connect: Any, make_post: Any, people: None, slides: int
) -> None:
    post = dataclasses.replace(
        make_post(slides=slides), tags=("maxima.example", "noor.placeholder"), collaborators=("noor.placeholder",)
    )
    send(connect(), post)
    (made,) = sandbox.state["posts"]
    assert made["tags"] == [MAXIMA.user_id, NOOR.user_id]
    assert made["invited"] == [NOOR.user_id]
    assert sandbox.state["requests"]["configure"] == 1


def test_nobody_is_asked_about_where_nobody_is_named(sandbox: Any, connect: Any, make_post: Any) -> None:
    send(connect(), make_post())
    (made,) = sandbox.state["posts"]
    assert (made["tags"], made["invited"], "user" in sandbox.state["requests"]) == ([], [], False)


@pytest.mark.parametrize(("name", "why"), [("nobody.at.all", "no account @nobody"), ("no name!", "is no name")])
def test_who_does_not_exist_is_refused_before_anything_is_seen(
    sandbox: Any, connect: Any, make_post: Any, name: str, why: str
) -> None:
    post = dataclasses.replace(make_post(), tags=(name,))
    with pytest.raises(Refused, match=why):
        connect().prepare(post, {})
    assert sandbox.state["posts"] == []


def test_another_caption_keeps_those_who_stay_tagged(sandbox: Any, connect: Any, make_post: Any, people: None) -> None:
    channel = connect()
    receipt = send(channel, dataclasses.replace(make_post(), tags=("maxima.example",)))
    channel.edit(receipt, "Other words /a/Q7wX", ("maxima.example",))
    assert sandbox.state["posts"][0]["tags"] == [MAXIMA.user_id]
    channel.edit(receipt, "Other words /a/Q7wX")
    assert sandbox.state["posts"][0]["tags"] == []
