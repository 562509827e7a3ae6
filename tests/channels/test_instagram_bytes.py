"""What Instagram receives is what was approved, byte for byte."""

import dataclasses
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter

from publisher.channels.base import Image, Post, Surroundings
from publisher.channels.instagram_client import InstagramSecrets, open_connection
from publisher.channels.instagram_upload import upload_photo


def with_pictures(post: Post, drawn: Any, count: int, height: int) -> Post:
    images = tuple(Image(drawn(height, number), 1080, height, f"Card {number}", "en") for number in range(count))
    return dataclasses.replace(post, images=images)


@pytest.mark.parametrize(
    ("act", "count", "height"), [("post", 1, 1350), ("post", 2, 1350), ("post", 10, 1080), ("story", 1, 1920)]
)
def test_the_approved_bytes_arrive(
    sandbox: Any, connect: Any, make_post: Any, make_story: Any, drawn: Any, act: str, count: int, height: int
) -> None:
    channel = connect()
    post = with_pictures(make_story() if act == "story" else make_post(), drawn, count, height)
    channel.send(channel.prepare(post, {}), post)
    approved = [sha256(image.data).hexdigest() for image in post.images]
    (made,) = sandbox.state["posts"]
    assert [upload["sha256"] for upload in sandbox.state["uploads"]] == approved
    assert [slide["sha256"] for slide in made["slides"]] == approved
    assert [Path(slide["image"]).read_bytes() for slide in made["slides"]] == [image.data for image in post.images]
    assert sandbox.state["requests"]["configure"] == 1


def test_the_librarys_own_upload_would_change_them(sandbox: Any, connect: Any, drawn: Any, tmp_path: Path) -> None:
    """Should this fail, the library has learnt to leave pictures alone, and our own upload can go."""
    channel, path = connect(), tmp_path / "card.jpg"
    path.write_bytes(drawn())
    channel._connection().client.photo_rupload(path, "17")
    (came,) = sandbox.state["uploads"]
    assert came["sha256"] != sha256(drawn()).hexdigest()


OF_THE_MOMENT = ("x-pigeon-", "ig-u-", "x-meta-usdid")
"""Headers that hold a time or a fresh signature."""


class Recorder(BaseAdapter):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self.sent.append(request)
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, str(request.url)
        answer._content = b'{"status": "ok"}'
        return answer

    def close(self) -> None:
        pass


@pytest.mark.parametrize("in_album", [False, True])
def test_beside_the_bytes_the_upload_is_the_librarys(
    drawn: Any, tmp_path: Path, logged_in: Any, in_album: bool
) -> None:
    client = open_connection(InstagramSecrets("coalition", "secret"), logged_in, Surroundings()).client
    recorder, path = Recorder(), tmp_path / "card.jpg"
    path.write_bytes(drawn())
    client.private.mount("https://i.instagram.com/rupload_igphoto/", recorder)
    client.photo_rupload(path, "17", to_album=in_album)
    upload_photo(client, drawn(), "17", in_album=in_album)
    theirs, ours = recorder.sent
    of_each_upload = {"X-Entity-Name", "X_FB_PHOTO_WATERFALL_ID", "X-Entity-Length", "Content-Length"}
    assert ours.headers.keys() == theirs.headers.keys() >= of_each_upload
    same = [
        name for name in theirs.headers if name not in of_each_upload and not name.lower().startswith(OF_THE_MOMENT)
    ]
    assert [ours.headers[name] for name in same] == [theirs.headers[name] for name in same]
    told = [json.loads(request.headers["X-Instagram-Rupload-Params"]) for request in (theirs, ours)]
    assert told[0] == told[1]
    assert ours.headers["Content-Length"] == ours.headers["X-Entity-Length"] == str(len(drawn()))
    assert str(ours.url).endswith(ours.headers["X-Entity-Name"])


@pytest.mark.parametrize("answer", ["empty", "empty_json", "html_200", "spam_fail_200", "truncate"])
def test_an_upload_that_is_not_confirmed_is_not_prepared(
    sandbox: Any, connect: Any, make_post: Any, answer: str
) -> None:
    channel = connect()
    sandbox.fault(answer, match="/rupload_igphoto/", times=9)
    with pytest.raises(Exception, match=r"failed to answer properly|could not be reached"):
        channel.prepare(make_post(), {})
    assert sandbox.state["requests"] == {"upload": 1}
