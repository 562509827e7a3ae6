"""From prepare to delete, through the real client and a real socket."""

import dataclasses
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from publisher.channels.base import Prepared, Receipt, Refused, Surroundings
from publisher.channels.instagram import Instagram


def test_prepare_makes_nothing_visible(sandbox: Any, connect: Any, make_post: Any) -> None:
    connect().prepare(make_post(), {})
    assert sandbox.state["posts"] == []
    assert sandbox.state["requests"] == {"upload": 1}


def test_prepare_keeps_the_upload_id_of_the_checkpoint(connect: Any, make_post: Any) -> None:
    prepared = connect().prepare(make_post(), {"upload_id": "1700000000001", "other": "kept"})
    assert prepared.checkpoint == {"upload_id": "1700000000001", "other": "kept"}


def test_send_is_one_request_and_gives_a_receipt(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    receipt = channel.send(channel.prepare(post, {}), post)
    (made,) = sandbox.state["posts"]
    assert sandbox.state["requests"] == {"upload": 1, "configure": 1}
    assert receipt.permalink == f"{sandbox.url}/p/{made['code']}/"
    assert receipt.remote_id.startswith(made["id"])
    assert abs((datetime.now(UTC) - receipt.at).total_seconds()) < 5


def test_caption_and_alt_text_arrive_as_approved(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post(text="¡Firmó! “Ñandú” 🕊️\n\nneighbors.example/a/Q7wX & more\n#Promesa")
    channel.send(channel.prepare(post, {}), post)
    (made,) = sandbox.state["posts"]
    assert (made["caption"], made["alt"]) == (post.text, "Card number 0")


@pytest.mark.parametrize("height", [1350, 1080])
def test_the_picture_is_not_cropped(sandbox: Any, connect: Any, make_post: Any, height: int) -> None:
    channel, post = connect(), make_post(height=height)
    channel.send(channel.prepare(post, {}), post)
    (made,) = sandbox.state["posts"]
    with PIL.Image.open(io.BytesIO(Path(made["image"]).read_bytes())) as posted:
        assert posted.size == (1080, height)


@pytest.mark.parametrize("count", [2, 10])
def test_several_pictures_are_one_album_with_a_text_for_each(
    sandbox: Any, connect: Any, make_post: Any, count: int
) -> None:
    channel, post = connect(), make_post(slides=count)
    receipt = channel.send(channel.prepare(post, {}), post)
    (made,) = sandbox.state["posts"]
    assert [slide["alt"] for slide in made["slides"]] == [f"Card number {number}" for number in range(count)]
    assert sandbox.state["requests"] == {"upload": count, "configure": 1}
    live = channel.read(receipt)
    assert (live.slides, live.alt) == (count, "Card number 0")


@pytest.mark.parametrize("count", [0, 11])
def test_an_album_of_another_length_is_refused(sandbox: Any, connect: Any, make_post: Any, count: int) -> None:
    with pytest.raises(Refused, match=f"1 to 10 pictures, not {count}"):
        connect().prepare(make_post(slides=count), {})
    assert sandbox.state["requests"] == {}


def test_another_worker_can_send_what_was_prepared(sandbox: Any, connect: Any, make_post: Any) -> None:
    first, post = connect(connected=False), make_post()
    prepared = first.prepare(post, {})
    second = Instagram(first.secrets, None, first.surroundings)
    second.send(prepared, post)
    assert len(sandbox.state["posts"]) == 1


def test_a_restored_session_asks_nothing_of_instagram(sandbox: Any, connect: Any, make_post: Any) -> None:
    prepared = connect().prepare(make_post(), {})
    assert "password" not in sandbox.state["requests"]
    assert prepared.session is None


def test_read_tells_what_stands_there(connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    live = channel.read(channel.send(channel.prepare(post, {}), post))
    assert (live.text, live.alt, live.width, live.height) == (post.text, "Card number 0", 1080, 1350)


def test_delete_takes_the_post_down_and_may_be_repeated(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    receipt = channel.send(channel.prepare(post, {}), post)
    channel.delete(receipt)
    old = dataclasses.replace(receipt, at=receipt.at - timedelta(hours=1))
    channel.delete(old)
    assert channel.read(old) is None
    assert [made["deleted"] for made in sandbox.state["posts"]] == [True]


def test_read_of_a_post_that_never_was_is_none(connect: Any) -> None:
    assert connect().read(Receipt("17_42", "", datetime.now(UTC) - timedelta(hours=1))) is None


def test_a_picture_of_another_size_is_refused_not_cropped(connect: Any, make_post: Any) -> None:
    with pytest.raises(Refused, match="1080x1440 pixels"):
        connect().prepare(make_post(height=1440), {})


def test_a_picture_that_is_none_is_refused(connect: Any, make_post: Any) -> None:
    post = make_post()
    broken = dataclasses.replace(post, images=(dataclasses.replace(post.images[0], data=b"not a picture"),))
    with pytest.raises(Refused, match="render it again"):
        connect().prepare(broken, {})


@pytest.mark.parametrize(("text", "why"), [("x" * 2201, "2201 characters"), ("#a " * 31, "30 hashtags")])
def test_a_caption_that_does_not_fit_is_refused(connect: Any, make_post: Any, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        connect().prepare(make_post(text=text), {})


def test_sending_unprepared_sends_nothing(sandbox: Any, make_post: Any) -> None:
    channel = Instagram(Instagram.Secrets("coalition", "x"), None, Surroundings(sandbox.url))
    with pytest.raises(Exception, match="not prepared"):
        channel.send(Prepared({"upload_id": "1"}), make_post())
    assert sandbox.state["requests"] == {}
