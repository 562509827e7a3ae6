"""Through the official API: accounts tagged and invited by name, and a first comment that is said once."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from publisher.channels import instagram_graph_comments
from publisher.channels.base import ChannelError, Receipt, Refused, Unknown
from publisher.channels.errors import PostGone
from publisher.channels.instagram_graph_containers import content_of
from publisher.sandbox.instagram_things import Account

TEXT = "More at neighbors.example/a/Q7wX"


def send(channel: Any, post: Any) -> Receipt:
    sent: Receipt = channel.send(channel.prepare(post, {}), post)
    return sent


@pytest.mark.parametrize("slides", [1, 2])
def test_they_are_named_in_the_container(graph: Any, official: Any, fetched_post: Any, slides: int) -> None:
    post = dataclasses.replace(
        fetched_post(slides=slides), tags=("maxima.example",), collaborators=("noor.placeholder",)
    )
    send(official(), post)
    (made,) = graph.state["posts"]
    assert (made["tags"], made["invited"]) == (["maxima.example"], ["noor.placeholder"])


def test_another_name_is_other_content(fetched_post: Any) -> None:
    post = fetched_post()
    named = dataclasses.replace(post, tags=("maxima.example",))
    assert len({content_of(post), content_of(named), content_of(dataclasses.replace(named, tags=("other",)))}) == 3


@pytest.fixture
def posted(official: Any, fetched_post: Any) -> tuple[Any, Receipt]:
    channel = official()
    return channel, send(channel, fetched_post())


def comments(graph: Any) -> list[str]:
    found: list[str] = graph.state["posts"][0]["comments"]
    return found


def test_a_comment_is_said_once_however_often_it_is_asked_for(graph: Any, posted: Any) -> None:
    channel, receipt = posted
    assert channel.said(receipt, TEXT) is None
    assert channel.comment(receipt, TEXT) == channel.comment(receipt, TEXT) == channel.said(receipt, TEXT)
    assert (comments(graph), graph.state["requests"]["comment"]) == ([TEXT], 1)


def test_the_same_words_of_somebody_else_are_another_comment(graph: Any, posted: Any) -> None:
    channel, receipt = posted
    graph.store.add_comment(Account("elsewhere", ""), int(receipt.remote_id), TEXT)
    channel.comment(receipt, TEXT)
    assert comments(graph) == [TEXT, TEXT]


def test_all_are_read_before_it_speaks(graph: Any, posted: Any, monkeypatch: Any) -> None:
    channel, receipt = posted
    channel.comment(receipt, TEXT)
    for number in range(120):
        graph.store.add_comment(Account("coalition", ""), int(receipt.remote_id), f"No. {number}")
    assert channel.said(receipt, TEXT)
    monkeypatch.setattr(instagram_graph_comments, "MAX_PAGES", 2)
    with pytest.raises(Unknown, match="prove nothing"):
        channel.comment(receipt, TEXT)
    assert comments(graph).count(TEXT) == 1


@pytest.mark.parametrize("fault", ["drop", "drop_after", "http_500", "http_500_after", "truncate_after"])
def test_a_lost_answer_is_looked_for(graph: Any, posted: Any, fault: str) -> None:
    channel, receipt = posted
    graph.fault(fault, match="comments comment")  # what is sent, not the look before it
    with pytest.raises(Unknown, match="The comment was sent"):
        channel.comment(receipt, TEXT)
    channel.comment(receipt, TEXT)
    assert comments(graph) == [TEXT]


def test_comments_that_cannot_be_read_are_not_answered(graph: Any, posted: Any) -> None:
    channel, receipt = posted
    graph.fault("http_500", match="/comments", times=9)
    with pytest.raises(ChannelError):
        channel.comment(receipt, TEXT)
    assert "comment" not in graph.state["requests"]


def test_without_knowing_who_we_are_nothing_is_proven(official: Any, posted: Any) -> None:
    _channel, receipt = posted
    with pytest.raises(Unknown, match="prove nothing"):
        official(connected=False).said(receipt, TEXT)


def test_what_does_not_fit_is_refused(posted: Any) -> None:
    with pytest.raises(Refused, match="2201 characters"):
        posted[0].comment(posted[1], "x" * 2201)


def older(receipt: Receipt) -> Receipt:
    return dataclasses.replace(receipt, at=receipt.at - timedelta(minutes=31))


def test_nothing_is_said_under_a_post_that_is_gone(graph: Any, posted: Any) -> None:
    channel, receipt = posted
    graph.store.delete_post(int(receipt.remote_id))
    with pytest.raises(Unknown):  # lists lag behind a post that is so new
        channel.said(receipt, TEXT)
    with pytest.raises(PostGone, match="nothing can be said under it"):
        channel.said(older(receipt), TEXT)


def test_one_that_is_listed_is_not_gone_whatever_is_said_of_its_comments(graph: Any, posted: Any) -> None:
    channel, receipt = posted
    graph.fault("graph_100_33", match="/comments")
    with pytest.raises(Unknown, match="lists the post"):
        channel.said(older(receipt), TEXT)
