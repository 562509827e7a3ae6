"""`find` says where the post is, or gives proof that it is not there; an error is neither."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from publisher.channels import instagram_graph_feed
from publisher.channels.base import ChannelError, NeedsHuman, Unknown
from publisher.channels.errors import Unlisted
from publisher.rules.as_approved import LISTS_LAG
from publisher.sandbox.instagram_things import Account, Slide

LONG_AGO = timedelta(minutes=5)


def since() -> datetime:
    return datetime.now(UTC) - LONG_AGO


def put(graph: Any, caption: str, account: str = "coalition") -> Any:
    slide = Slide(graph.store.save_image("card.jpg", b"a card"), 1080, 1350, "A card")
    return graph.store.add_post(Account(account, ""), caption, "0", (slide,))


@pytest.fixture
def ready(official: Any, fetched_post: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A channel, a post, and the checkpoint of its container, which is not published."""
    channel, post = official(), fetched_post()
    return channel, post, channel.prepare(post, {}).checkpoint


def test_the_marker_finds_it(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    made = put(graph, "words\nneighbors.example/a/Q7wX\n#Tag")
    put(graph, "by somebody else, later")
    assert channel.find(post, checkpoint, since()).remote_id == str(made.pk)


@pytest.mark.parametrize("near", ["/a/Q7wXy", "/a/Q7w", "/b/Q7wX", "Q7wX", "/a/q7wx"])
def test_what_only_looks_alike_is_another_post(graph: Any, ready: Any, near: str) -> None:
    channel, post, checkpoint = ready
    put(graph, f"neighbors.example{near}")
    assert channel.find(post, checkpoint, since()) is None


def test_an_older_post_with_the_same_marker_is_not_it(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    put(graph, "neighbors.example/a/Q7wX")
    with pytest.raises(Unknown):
        channel.find(post, checkpoint, datetime.now(UTC) + timedelta(minutes=10))


def test_a_container_that_is_not_published_is_proof(ready: Any) -> None:
    channel, post, checkpoint = ready
    assert channel.find(post, checkpoint, since()) is None


def test_it_is_no_proof_while_the_request_may_be_under_way(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    stamped = datetime.now(UTC)
    with pytest.raises(Unknown, match="under way"):
        channel.find(post, checkpoint, stamped)
    address = f"{graph.url}/v25.0/{Account('coalition', '').user_id}/media_publish"
    held = {"Authorization": f"Bearer {channel.secrets.token}"}
    requests.post(address, {"creation_id": checkpoint["container"]}, headers=held, timeout=5)  # it arrives after all
    assert channel.find(post, checkpoint, stamped).remote_id == graph.state["posts"][0]["id"]


def test_what_is_published_and_not_listed_yet_is_neither(graph: Any, ready: Any, official: Any) -> None:
    channel, post, checkpoint = ready
    graph.containers.get(checkpoint["container"]).published = 1
    with pytest.raises(Unknown, match="does not list it yet"):
        channel.find(post, checkpoint, since())


def test_a_container_still_being_made_ready_is_neither(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    graph.containers.get(checkpoint["container"]).polls = 9999
    with pytest.raises(Unknown, match="under way"):
        channel.find(post, checkpoint, since())


@pytest.mark.parametrize("word", ["ERROR", "EXPIRED"])
def test_what_leads_to_another_container_is_no_proof_until_lists_lag_no_more(graph: Any, ready: Any, word: str) -> None:
    """A status may be as late as a list: it took effect, and neither says so yet."""
    channel, post, checkpoint = ready
    graph.fault(f"status_{word}", match="status", times=None)
    with pytest.raises(Unknown, match="its list may not have it yet"):
        channel.find(post, checkpoint, datetime.now(UTC) - LISTS_LAG + timedelta(minutes=1))
    assert channel.find(post, checkpoint, datetime.now(UTC) - LISTS_LAG - timedelta(minutes=1)) is None


@pytest.mark.parametrize("word", ["ERROR", "EXPIRED"])
def test_of_a_story_it_is_never_proof_since_no_list_has_one(
    graph: Any, official: Any, fetched_post: Any, word: str
) -> None:
    channel, post = official(), fetched_post("story", height=1920)
    checkpoint = channel.prepare(post, {}).checkpoint
    graph.fault(f"status_{word}", match="status", times=None)
    with pytest.raises(Unlisted, match="no list"):
        channel.find(post, checkpoint, datetime.now(UTC) - timedelta(hours=2))


def test_a_story_is_known_by_its_container(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post("story", height=1920)
    prepared = channel.prepare(post, {})
    assert channel.find(post, prepared.checkpoint, since()) is None
    channel.send(prepared, post)
    assert channel.find(post, prepared.checkpoint, since()) is not None
    assert "list" not in graph.state["requests"]


def test_without_a_container_nothing_is_proof(official: Any, make_post: Any) -> None:
    with pytest.raises(Unknown, match="No container"):
        official().find(make_post(), {}, since())


def test_without_a_marker_the_container_alone_decides(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    put(graph, "neighbors.example/a/")
    assert channel.find(dataclasses.replace(post, code=""), checkpoint, since()) is None


def test_it_reads_on_until_the_time_of_the_post(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    made = put(graph, "neighbors.example/a/Q7wX")
    for number in range(110):
        put(graph, f"neighbors.example/a/N{number}")
    assert channel.find(post, checkpoint, since()).remote_id == str(made.pk)
    assert graph.state["requests"]["list"] == 3


def test_a_list_too_long_to_read_proves_nothing(graph: Any, ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    channel, post, checkpoint = ready
    monkeypatch.setattr(instagram_graph_feed, "MAX_PAGES", 1)
    for number in range(60):
        put(graph, f"neighbors.example/a/N{number}")
    with pytest.raises(Unknown, match="prove nothing"):
        channel.find(post, checkpoint, since())


@pytest.mark.parametrize("where", ["list", "status"])
@pytest.mark.parametrize(
    "fault",
    ["http_500", "http_429", "http_408", "http_403", "http_404", "drop", "reset", "truncate", "html_200", "empty",
     "empty_json", "no_media", "graph_100_33", "graph_24_2207006", "graph_190", "graph_4", "graph_10"],
)  # fmt: skip
def test_an_error_is_never_not_found(graph: Any, ready: Any, where: str, fault: str) -> None:
    channel, post, checkpoint = ready
    graph.fault(fault, match=where, times=9)
    before = graph.state["requests"].get(where, 0)
    with pytest.raises(ChannelError):
        channel.find(post, checkpoint, since())
    assert graph.state["requests"][where] == before + 1


def test_a_silent_service_is_never_not_found(graph: Any, ready: Any, official: Any) -> None:
    channel, post, checkpoint = ready
    graph.fault("hang", match="list")
    with pytest.raises(ChannelError):
        official(seconds=0.3, session=channel.session).find(post, checkpoint, since())


def test_a_token_that_ended_needs_a_person(graph: Any, ready: Any) -> None:
    channel, post, checkpoint = ready
    graph.media.end_tokens()
    with pytest.raises(NeedsHuman, match="no longer accepts"):
        channel.find(post, checkpoint, since())
