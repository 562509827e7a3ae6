"""Albums, stories and what is done to a post, on the wire as it is: the stand-in keeps, shows and forgets them."""

import io
import json
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import PIL.Image
import pytest
import requests
import time_machine

from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account

LINK = {"type": "story_link", "url": "https://neighbors.example/a/Q7wX"}
US = Account("coalition", "").user_id
FAULTS = ["drop_after", "http_500", "feedback_required", "please_wait", "challenge_required"]


class Wire:
    """A logged-in caller without the library."""

    def __init__(self, url: str, token: dict[str, str]) -> None:
        self._url = url
        self._token = token

    def upload(self, upload_id: str, data: bytes) -> None:
        named = json.dumps({"upload_id": upload_id})
        headers = {"X-Instagram-Rupload-Params": named, "X-Entity-Length": str(len(data))} | self._token
        url = f"{self._url}/rupload_igphoto/{upload_id}_0_1"
        requests.post(url, data=data, headers=headers, timeout=5).raise_for_status()

    def post(self, path: str, **told: Any) -> requests.Response:
        body = "signed_body=SIGNATURE." + quote_plus(json.dumps(told))
        headers = {"Content-Type": "application/x-www-form-urlencoded"} | self._token
        return requests.post(f"{self._url}/api/v1/{path}", data=body, headers=headers, timeout=5)

    def get(self, path: str) -> Any:
        return requests.get(f"{self._url}/api/v1/{path}", headers=self._token, timeout=5).json()


@pytest.fixture
def wire(sandbox: InstagramSandbox, bearer: Any) -> Wire:
    return Wire(sandbox.url, bearer(sandbox))


@pytest.fixture
def tell_story(wire: Wire) -> Callable[..., requests.Response]:
    def tell(*stickers: dict[str, Any], announced: str = "link_sticker_default") -> requests.Response:
        wire.upload("17", picture("#335577"))
        models = json.dumps(stickers or [LINK])
        return wire.post("media/configure_to_story/", upload_id="17", tap_models=models, story_sticker_ids=announced)

    return tell


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (40, 50), colour).save(file, "JPEG")
    return file.getvalue()


def only(sandbox: Any) -> dict[str, Any]:
    (made,) = sandbox.state["posts"]
    return dict(made)


def test_each_upload_is_remembered_by_its_sha_256(sandbox: Any, wire: Wire) -> None:
    for upload_id, colour in (("1", "red"), ("2", "blue"), ("1", "green")):
        wire.upload(upload_id, picture(colour))
    assert [(came["upload_id"], came["sha256"]) for came in sandbox.state["uploads"]] == [
        (upload_id, sha256(picture(colour)).hexdigest())
        for upload_id, colour in (("1", "red"), ("2", "blue"), ("1", "green"))
    ]


def test_the_pictures_of_an_album_keep_their_order_and_texts(sandbox: Any, wire: Wire) -> None:
    colours = {"1": "red", "2": "blue", "3": "green"}
    for upload_id, colour in colours.items():
        wire.upload(upload_id, picture(colour))
    children = [{"upload_id": one, "custom_accessibility_caption": colours[one]} for one in colours]
    wire.post("media/configure_sidecar/", upload_id="9", caption="Three", children_metadata=children)
    made = only(sandbox)
    assert [slide["alt"] for slide in made["slides"]] == list(colours.values())
    wanted = [sha256(picture(colour)).hexdigest() for colour in colours.values()]
    assert [slide["sha256"] for slide in made["slides"]] == wanted


def test_a_story_is_among_the_stories_and_not_in_the_feed(sandbox: Any, wire: Wire, tell_story: Any) -> None:
    assert wire.get(f"feed/user/{US}/story/")["reel"] is None
    assert tell_story().json()["media"]["product_type"] == "story"
    (item,) = wire.get(f"feed/user/{US}/story/")["reel"]["items"]
    assert item["story_link_stickers"] == [{"story_link": {"url": LINK["url"]}}]
    assert wire.get(f"feed/user/{US}/")["items"] == []
    assert only(sandbox)["act"] == "story"


def test_a_mention_is_read_again(wire: Wire, tell_story: Any) -> None:
    tell_story({"type": "mention", "user_id": "42"}, LINK)
    (item,) = wire.get(f"feed/user/{US}/story/")["reel"]["items"]
    assert item["reel_mentions"] == [{"user": {"pk": "42"}}]


def test_a_story_is_over_after_a_day_also_for_its_owner(sandbox: Any, wire: Wire, tell_story: Any) -> None:
    number = tell_story().json()["media"]["pk"]
    assert wire.get(f"media/{number}/info/")["items"]
    with time_machine.travel(time.time() + 24 * 60 * 60 + 1, tick=True):
        assert wire.get(f"feed/user/{US}/story/")["reel"] is None
        assert wire.get(f"media/{number}/info/")["message"] == "Media not found or unavailable"
        assert not only(sandbox)["deleted"]


def test_a_link_that_was_not_announced_makes_no_story(sandbox: Any, tell_story: Any) -> None:
    assert tell_story(announced="").status_code == 400
    assert sandbox.state["posts"] == []


@pytest.mark.parametrize(("url", "status"), [("https://neighbors.example/a/Q7wX", 200), ("neighbors.example", 400)])
def test_a_sticker_leads_to_an_address(wire: Wire, url: str, status: int) -> None:
    assert wire.post("media/validate_reel_url/", url=url).status_code == status


def test_an_account_has_a_number(wire: Wire) -> None:
    assert wire.get("users/coalition/usernameinfo/")["user"]["pk"] == US
    assert wire.get("users/nobody/usernameinfo/")["message"] == "User not found"


def test_a_story_repeats_no_post_but_another_story(sandbox: Any, publish: Any, tell_story: Any) -> None:
    publish("Q7wX")
    tell_story()
    assert sandbox.state["duplicates"] == 0
    tell_story()
    assert sandbox.state["duplicates"] == 1


def test_comments_come_newest_first_in_pages(sandbox: Any, wire: Wire, publish: Any) -> None:
    pk = publish().json()["media"]["pk"]
    for number in range(20):
        assert wire.post(f"media/{pk}/comment/", comment_text=f"No. {number}").ok
    first = wire.get(f"media/{pk}/comments/")
    second = wire.get(f"media/{pk}/comments/?min_id={first['next_min_id']}")
    texts = [one["text"] for page in (first, second) for one in page["comments"]]
    assert texts == [f"No. {number}" for number in reversed(range(20))]
    assert (first["has_more_headload_comments"], second["has_more_headload_comments"]) == (True, False)
    assert only(sandbox)["comments"] == texts[::-1]


def test_what_is_archived_is_hidden_but_there(sandbox: Any, wire: Wire, publish: Any) -> None:
    media = publish().json()["media"]
    assert wire.post(f"media/{media['id']}/only_me/").ok
    assert wire.get(f"feed/user/{US}/")["items"] == []
    assert wire.get(f"media/{media['id']}/info/")["items"]
    assert only(sandbox)["archived"]


@pytest.mark.parametrize("path", ["only_me/", "edit_media/", "comment/", "delete/"])
def test_what_is_deleted_or_somebody_elses_cannot_be_changed(sandbox: Any, wire: Wire, publish: Any, path: str) -> None:
    other = sandbox.store.add_post(Account("second", "x"), "Theirs", "1", ())
    pk = publish().json()["media"]["pk"]
    sandbox.store.delete_post(int(pk))
    for one in (pk, other.pk, 17):
        assert "not found" in wire.post(f"media/{one}/{path}", comment_text="No", caption_text="No").json()["message"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("act", ["only_me", "edit_media", "comment", "delete", "configure_to_story"])
def test_each_act_can_go_wrong_before_or_after_its_effect(
    sandbox: Any, wire: Wire, publish: Any, tell_story: Any, act: str, fault: str
) -> None:
    pk = publish().json()["media"]["pk"]
    before = sandbox.state["posts"]
    sandbox.fault(fault, match=f"/{act}/")
    try:
        answer = tell_story() if act == "configure_to_story" else wire.post(f"media/{pk}/{act}/", comment_text="Yes")
        assert not answer.ok
    except requests.ConnectionError:
        assert fault == "drop_after"
    assert (sandbox.state["posts"] != before) == fault.endswith("_after")


def test_all_of_it_is_there_again_after_a_restart(tmp_path: Path) -> None:
    us = Account("coalition", "x")
    with InstagramSandbox(tmp_path, accounts={"coalition": "x"}) as first:
        post = first.store.add_post(us, "Signed", "1", ())
        story = first.store.add_post(us, "", "2", (), "story", (LINK,))
        first.store.add_upload(us, "1", b"bytes")
        first.store.edit_post(post.pk, "Corrected")
        first.store.add_comment(us, post.pk, "More")
        first.store.archive_post(story.pk)
    with InstagramSandbox(tmp_path) as second:
        kept, told = second.store.post(post.pk), second.store.post(story.pk)
        assert (kept.caption, [one.text for one in second.store.comments(post.pk)]) == ("Corrected", ["More"])
        assert (told.act, told.archived, told.stickers) == ("story", True, (LINK,))
        assert [came.sha256 for came in second.store.uploads()] == [sha256(b"bytes").hexdigest()]


def test_people_see_stories_and_comments(sandbox: Any, wire: Wire, publish: Any, tell_story: Any) -> None:
    media = publish().json()["media"]
    wire.post(f"media/{media['pk']}/comment/", comment_text="<b>More</b> to read")
    story = tell_story({"type": "mention", "user_id": "42"}, LINK).json()["media"]
    pages = [
        requests.get(f"{sandbox.url}{path}", timeout=5)
        for path in (f"/p/{media['code']}/", f"/stories/coalition/{story['pk']}/", "/")
    ]
    assert "&lt;b&gt;More&lt;/b&gt; to read" in pages[0].text
    assert LINK["url"] in pages[1].text
    assert ">Story<" in pages[2].text
    wire.post(f"media/{story['pk']}/only_me/")
    assert requests.get(f"{sandbox.url}/stories/coalition/{story['pk']}/", timeout=5).status_code == 404
