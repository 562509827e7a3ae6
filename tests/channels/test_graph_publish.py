"""From a container to a post, through real sockets: what arrives is what was approved."""

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.channels import instagram_graph_containers as containers
from publisher.channels.base import NeedsHuman, Prepared, Receipt, Refused, Surroundings, TryLater, Unknown
from publisher.channels.instagram_graph import InstagramGraph
from publisher.rules.as_approved import LISTS_LAG


def before(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """The same as if it had been made ready so long ago that no list lags behind it any more."""
    gone = LISTS_LAG + timedelta(minutes=1)
    times = {name: datetime.fromisoformat(checkpoint[name]) - gone for name in ("made_at", "ready_at")}
    return checkpoint | {name: at.isoformat() for name, at in times.items()}


def test_prepare_makes_a_container_and_nothing_visible(graph: Any, official: Any, fetched_post: Any) -> None:
    prepared = official().prepare(fetched_post(), {"other": "kept"})
    assert graph.state["posts"] == []
    assert [(one["id"], one["state"]) for one in graph.state["containers"]] == [
        (prepared.checkpoint["container"], "FINISHED")
    ]
    assert prepared.checkpoint["other"] == "kept"


def test_send_is_one_request_and_gives_a_receipt(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post()
    receipt = channel.send(channel.prepare(post, {}), post)
    (made,) = graph.state["posts"]
    assert graph.state["requests"]["publish"] == 1
    assert (receipt.remote_id, receipt.permalink) == (made["id"], f"{graph.url}/p/{made['code']}/")
    assert abs((datetime.now(UTC) - receipt.at).total_seconds()) < 5


def test_the_bytes_the_words_and_the_alt_text_arrive_as_approved(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post(text="¡Firmó! “Ñandú” 🕊️\n\nneighbors.example/a/Q7wX & more\n#Promesa")
    channel.send(channel.prepare(post, {}), post)
    (made,) = graph.state["posts"]
    assert (made["caption"], made["alt"]) == (post.text, "Card number 0")
    assert made["sha256"] == [hashlib.sha256(post.images[0].data).hexdigest()]


@pytest.mark.parametrize("count", [2, 10])
def test_several_slides_are_one_carousel_in_order(graph: Any, official: Any, fetched_post: Any, count: int) -> None:
    channel, post = official(), fetched_post(slides=count)
    receipt = channel.send(channel.prepare(post, {}), post)
    (made,) = graph.state["posts"]
    assert [slide["alt"] for slide in made["slides"]] == [image.alt for image in post.images]
    assert made["sha256"] == [hashlib.sha256(image.data).hexdigest() for image in post.images]
    live = channel.read(receipt)
    assert (live.slides, live.alt, live.text) == (count, "Card number 0", post.text)


def test_a_story_is_published_without_text(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post("story", height=1920)
    channel.send(channel.prepare(post, {}), post)
    (made,) = graph.state["posts"]
    assert (made["caption"], made["height"]) == ("", 1920)


def test_a_container_that_is_ready_is_used_again(graph: Any, official: Any, fetched_post: Any) -> None:
    post = fetched_post()
    first = official().prepare(post, {})
    again = official().prepare(post, first.checkpoint)
    assert again.checkpoint["container"] == first.checkpoint["container"]
    assert graph.state["requests"]["create"] == 1


def test_other_content_gets_a_new_container(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post()
    first = channel.prepare(post, {})
    edited = dataclasses.replace(post, text=post.text.replace("signed", "has signed"))
    channel.send(channel.prepare(edited, before(first.checkpoint)), edited)
    assert [made["caption"] for made in graph.state["posts"]] == [edited.text]


def test_an_expired_or_failed_container_is_made_anew(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post()
    first = channel.prepare(post, {})
    graph.containers.expire()
    second = channel.prepare(post, before(first.checkpoint))
    graph.containers.get(second.checkpoint["container"]).failure = "2207001"
    third = channel.prepare(post, before(second.checkpoint))
    assert len({one.checkpoint["container"] for one in (first, second, third)}) == 3
    channel.send(third, post)
    assert len(graph.state["posts"]) == 1


@pytest.mark.parametrize(("word", "text"), [("FINISHED", "Another text."), ("ERROR", ""), ("EXPIRED", "")])
def test_while_a_list_may_lag_no_container_takes_the_place_of_one_that_may_be_out(
    graph: Any, official: Any, fetched_post: Any, word: str, text: str
) -> None:
    """It was handed out to be published a minute ago, though made an hour ago."""
    channel, post = official(), fetched_post()
    first = channel.prepare(post, before(channel.prepare(post, {}).checkpoint))
    graph.fault(f"status_{word}", match="status", times=None)
    wanted = dataclasses.replace(post, text=text or post.text)
    with pytest.raises(TryLater, match="may have published") as caught:
        channel.prepare(wanted, first.checkpoint)
    assert timedelta(minutes=29) < caught.value.after <= LISTS_LAG
    assert len(graph.state["containers"]) == 1


@pytest.mark.parametrize("word", ["FINISHED", "ERROR"])
def test_an_earlier_wording_that_the_list_has_stops_the_new_one(
    graph: Any, official: Any, fetched_post: Any, word: str
) -> None:
    channel, post = official(), fetched_post()
    first = channel.prepare(post, {})
    channel.send(first, post)
    graph.fault(f"status_{word}", match="status", times=None)
    edited = dataclasses.replace(post, text=post.text.replace("signed", "has signed"))
    with pytest.raises(Refused, match="earlier wording"):
        channel.prepare(edited, before(first.checkpoint))
    assert len(graph.state["containers"]) == 1


def test_the_same_wording_that_the_list_has_is_not_published_again(
    graph: Any, official: Any, fetched_post: Any
) -> None:
    channel, post = official(), fetched_post()
    first = channel.prepare(post, {})
    made = channel.send(first, post)
    graph.fault("status_ERROR", match="status", times=None)
    assert channel.send(channel.prepare(post, before(first.checkpoint)), post).remote_id == made.remote_id
    assert graph.state["requests"]["publish"] == 1


def test_a_post_that_is_out_in_an_earlier_wording_stops_the_new_one(
    graph: Any, official: Any, fetched_post: Any
) -> None:
    channel, post = official(), fetched_post()
    first = channel.prepare(post, {})
    channel.send(first, post)
    with pytest.raises(Refused, match="earlier wording"):
        channel.prepare(dataclasses.replace(post, text="Another text."), first.checkpoint)


@pytest.mark.parametrize(
    ("subcode", "kind", "said"),
    [("2207026", Refused, "kind of file"), ("2207001", TryLater, "made the post ready"), ("", TryLater, "properly")],
)
def test_a_container_that_fails_says_why(
    graph: Any, official: Any, fetched_post: Any, subcode: str, kind: type[Exception], said: str
) -> None:
    graph.containers.failure = subcode or "nothing known"
    with pytest.raises(kind, match=said):
        official().prepare(fetched_post(), {})


def test_a_slow_container_is_waited_for_and_then_tried_later(
    graph: Any, official: Any, fetched_post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, graph.containers.polls = official(), 4
    assert channel.prepare(fetched_post(), {}).checkpoint["container"]
    monkeypatch.setattr(containers, "WAIT_SECONDS", 0.05)
    graph.containers.polls = 9999
    with pytest.raises(TryLater, match="still making"):
        channel.prepare(fetched_post(), {})


def test_a_picture_that_cannot_be_fetched_says_what_must_be_reachable(
    graph: Any, official: Any, fetched_post: Any, pictures: Any
) -> None:
    post = fetched_post()
    lost = dataclasses.replace(post.images[0], address=post.images[0].address.replace(".jpg", "-lost.jpg"))
    with pytest.raises(TryLater, match="PUBLISHER_BASE_URL"):
        official().prepare(dataclasses.replace(post, images=(lost,)), {})


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1:8000/i/x.jpg", "http://localhost/i/x.jpg", "https://10.0.0.7/i/x", "file:///x.y"]
)
def test_an_address_that_only_we_can_reach_is_told_before_anything_is_asked(make_post: Any, address: str) -> None:
    post = make_post()
    channel = InstagramGraph(InstagramGraph.Secrets("x"), None, Surroundings())
    with pytest.raises(NeedsHuman, match="PUBLISHER_BASE_URL"):
        channel.prepare(dataclasses.replace(post, images=(dataclasses.replace(post.images[0], address=address),)), {})


def test_an_account_over_its_quota_makes_nothing(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, graph.media.quota = official(), 0
    with pytest.raises(TryLater, match="0 of the 0 posts"):
        channel.prepare(fetched_post(), {})
    assert "create" not in graph.state["requests"]
    assert "posts" in channel.check().reason


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"slides": 11}, "1 to 10"),
        ({"height": 1440}, "1080x1440"),
        ({"text": "x" * 2201}, "2201"),
        ({"act": "story"}, "1080x1920"),
        ({"act": "story", "height": 1920, "slides": 2}, "one picture"),
    ],
)
def test_what_does_not_fit_is_refused(official: Any, fetched_post: Any, more: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        official().prepare(fetched_post(**more), {})


def test_a_receipt_needs_no_second_answer(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post()
    prepared = channel.prepare(post, {})
    graph.fault("http_500", match="status")
    receipt = channel.send(prepared, post)
    assert (receipt.remote_id, receipt.permalink) == (graph.state["posts"][0]["id"], "")


def test_read_of_a_post_that_is_gone_is_none(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post()
    receipt = channel.send(channel.prepare(post, {}), post)
    graph.store.delete_post(int(receipt.remote_id))
    with pytest.raises(Unknown, match="may not have it yet"):
        channel.read(receipt)
    assert channel.read(dataclasses.replace(receipt, at=receipt.at - LISTS_LAG)) is None


def test_read_believes_no_error_while_the_post_is_listed(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(), fetched_post()
    receipt = channel.send(channel.prepare(post, {}), post)
    graph.fault("graph_100_33", match="status")
    with pytest.raises(Unknown, match="lists the post"):
        channel.read(dataclasses.replace(receipt, at=receipt.at - LISTS_LAG))


def test_taking_down_is_for_people(official: Any) -> None:
    with pytest.raises(Refused) as caught:
        official().delete(Receipt("1", "https://instagram.example/p/x/", datetime.now(UTC)))
    assert "https://instagram.example/p/x/" in caught.value.todo


def test_sending_unprepared_sends_nothing(graph: Any, official: Any, make_post: Any) -> None:
    with pytest.raises(TryLater, match="not prepared"):
        official().send(Prepared({}), make_post())
    assert "publish" not in graph.state["requests"]
