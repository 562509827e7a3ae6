"""A story: its link and its mention, sent once, and found again among the account's stories."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from instagrapi.types import StoryLink, StoryMention, UserShort

from graphics.sizes import SIZES
from publisher.channels import instagram_story
from publisher.channels.base import ChannelError, NeedsHuman, Refused, TryLater, Unknown
from publisher.channels.instagram_fit import STORY_SIZE
from publisher.sandbox.instagram_things import Account, Slide

SINCE = datetime.now(UTC) - timedelta(minutes=5)
SLIDES = (Slide("images/none.jpg", 1080, 1920, "A tall card"),)
ANSWERS = [
    "http_500",
    "feedback_required",
    "please_wait",
    "challenge_required",
    "drop",
    "reset",
    "empty_json",
    "http_408",
]


def put(sandbox: Any, link: str, upload_id: str = "7") -> Any:
    stickers = ({"type": "story_link", "url": link},)
    return sandbox.store.add_post(Account("coalition", ""), "", upload_id, SLIDES, "story", stickers)


def test_preparing_makes_nothing_visible(sandbox: Any, connect: Any, make_story: Any) -> None:
    connect().prepare(make_story(), {})
    assert sandbox.state["posts"] == []
    assert sandbox.state["requests"] == {"upload": 1, "validate_link": 1}


def test_sending_is_one_request_and_gives_a_receipt(sandbox: Any, connect: Any, make_story: Any) -> None:
    channel, story = connect(), make_story()
    prepared = channel.prepare(story, {})
    before = dict(sandbox.state["requests"])
    receipt = channel.send(prepared, story)
    (made,) = sandbox.state["posts"]
    assert sandbox.state["requests"] == before | {"configure": 1}
    assert receipt.permalink == f"{sandbox.url}/stories/coalition/{made['id']}/"
    assert (made["act"], made["alt"], made["width"], made["height"]) == ("story", "A tall card", 1080, 1920)


def test_the_sticker_leads_to_the_announcement(sandbox: Any, connect: Any, make_story: Any) -> None:
    channel, story = connect(), make_story()
    channel.send(channel.prepare(story, {}), story)
    (sticker,) = sandbox.state["posts"][0]["stickers"]
    assert (sticker["type"], sticker["url"]) == ("story_link", "https://neighbors.example/a/Q7wX")


def test_a_mention_is_of_the_account_with_that_name(sandbox: Any, connect: Any, make_story: Any) -> None:
    sandbox.store.add_account(Account("maximiliana", "x"))
    channel, story = connect(), make_story(mention="maximiliana")
    channel.send(channel.prepare(story, {}), story)
    mention, link = sandbox.state["posts"][0]["stickers"]
    assert (mention["type"], mention["user_id"]) == ("mention", Account("maximiliana", "").user_id)
    assert link["type"] == "story_link"


def test_nobody_is_mentioned_who_is_not_there(sandbox: Any, connect: Any, make_story: Any) -> None:
    with pytest.raises(Refused, match="no account @nobody"):
        connect().prepare(make_story(mention="nobody"), {})
    assert "configure" not in sandbox.state["requests"]


@pytest.mark.parametrize("name", ["@maximiliana", "a/b", "a?b=c", "two words", "x" * 31])
def test_a_mention_that_is_no_name_is_not_asked_about(sandbox: Any, connect: Any, make_story: Any, name: str) -> None:
    with pytest.raises(Refused, match="no name of an Instagram account"):
        connect().prepare(make_story(mention=name), {})
    assert "user" not in sandbox.state["requests"]


def test_the_stickers_travel_as_the_librarys_own(sandbox: Any, connect: Any, make_story: Any) -> None:
    sandbox.store.add_account(Account("maximiliana", "x"))
    channel, story = connect(), make_story(mention="maximiliana")
    prepared = channel.prepare(story, {})
    channel.send(prepared, story)
    connection = channel._connection()
    connection.once.arm()
    user = UserShort(pk=prepared.checkpoint["mention_id"], username="maximiliana")
    connection.client.photo_configure_to_story(
        prepared.checkpoint["upload_id"], 1080, 1920, "",
        mentions=[StoryMention(user=user, **instagram_story.MENTION_BOX)],
        links=[StoryLink(webUri=story.link, **instagram_story.LINK_BOX)],
    )  # fmt: skip
    theirs, ours = sandbox.state["posts"]
    assert ours["stickers"] == theirs["stickers"]


@pytest.mark.parametrize("box", [instagram_story.LINK_BOX, instagram_story.MENTION_BOX])
def test_no_button_of_instagram_covers_a_sticker(box: dict[str, float]) -> None:
    size = SIZES[STORY_SIZE]
    left, top, right, bottom = size.safe
    assert left <= (box["x"] - box["width"] / 2) * size.width < (box["x"] + box["width"] / 2) * size.width <= right
    assert top <= (box["y"] - box["height"] / 2) * size.height < (box["y"] + box["height"] / 2) * size.height <= bottom


@pytest.mark.parametrize("fault", [f"{kind}{when}" for kind in ANSWERS for when in ("", "_after")])
def test_one_configure_request_and_no_guess(sandbox: Any, connect: Any, make_story: Any, fault: str) -> None:
    channel, story = connect(), make_story()
    prepared = channel.prepare(story, {})
    sandbox.fault(fault, match="/configure_to_story/", times=9)
    with pytest.raises(Unknown):
        channel.send(prepared, story)
    assert sandbox.state["requests"]["configure"] == 1
    found = channel.find(story, prepared.checkpoint, SINCE)
    assert (found is not None) == fault.endswith("_after")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("http_500", TryLater), ("drop", TryLater), ("please_wait", TryLater),
     ("feedback_required", NeedsHuman), ("challenge_required", NeedsHuman), ("http_400", Refused)],
)  # fmt: skip
def test_a_link_that_could_not_be_asked_about_is_told_apart(
    sandbox: Any, connect: Any, make_story: Any, fault: str, kind: type[Exception]
) -> None:
    sandbox.fault(fault, match="/validate_reel_url/", times=9)
    with pytest.raises(kind):
        connect().prepare(make_story(), {})
    assert "configure" not in sandbox.state["requests"]


@pytest.mark.parametrize(
    "link", ["https://neighbors.example/a/Q7wX", "https://l.example/?u=https%3A%2F%2Fn%2Fa%2FQ7wX&e=1"]
)
def test_the_sticker_finds_it(sandbox: Any, connect: Any, make_story: Any, link: str) -> None:
    put(sandbox, "https://neighbors.example/a/Q7w")
    made = put(sandbox, link)
    put(sandbox, "https://neighbors.example/a/Q7wXy")
    assert connect().find(make_story(), {}, SINCE).remote_id.startswith(str(made.pk))


def test_the_ids_find_it_whatever_it_links_to(sandbox: Any, connect: Any, make_story: Any) -> None:
    first, second = put(sandbox, "https://elsewhere.example", "1"), put(sandbox, "https://elsewhere.example", "2")
    remote_id = f"{first.pk}_{Account('coalition', '').user_id}"
    channel = connect()
    assert channel.find(make_story(), {"remote_id": remote_id, "upload_id": "2"}, SINCE).remote_id == remote_id
    assert channel.find(make_story(), {"upload_id": "2"}, SINCE).remote_id.startswith(str(second.pk))


def test_a_post_is_no_story_and_a_story_no_post(connect: Any, make_post: Any, make_story: Any) -> None:
    channel, post, story = connect(), make_post(), make_story()
    channel.send(channel.prepare(post, {}), post)
    assert channel.find(story, {}, SINCE) is None
    channel.send(channel.prepare(story, {}), story)
    assert "/stories/" in channel.find(story, {}, SINCE).permalink
    assert "/p/" in channel.find(post, {}, SINCE).permalink


def test_without_a_single_story_it_is_not_there(connect: Any, make_story: Any) -> None:
    assert connect().find(make_story(), {"upload_id": "1"}, SINCE) is None


def test_an_older_story_with_the_same_link_is_not_it(sandbox: Any, connect: Any, make_story: Any) -> None:
    put(sandbox, "https://neighbors.example/a/Q7wX")
    assert connect().find(make_story(), {}, datetime.now(UTC) + timedelta(minutes=10)) is None


def test_after_a_day_its_absence_proves_nothing(connect: Any, make_story: Any) -> None:
    with pytest.raises(Unknown, match="that is over"):
        connect().find(make_story(), {}, datetime.now(UTC) - timedelta(hours=25))


def test_without_anything_to_look_for_it_cannot_tell(connect: Any, make_story: Any) -> None:
    with pytest.raises(Unknown, match="neither an id nor a marker"):
        connect().find(make_story(code=""), {}, SINCE)


@pytest.mark.parametrize(
    "fault",
    ["http_500", "http_429", "http_404", "http_408", "drop", "reset", "truncate", "html_200", "empty", "empty_json",
     "no_media", "please_wait", "login_required", "challenge_required", "feedback_required", "masked_challenge"],
)  # fmt: skip
def test_an_error_is_never_not_found(sandbox: Any, connect: Any, make_story: Any, fault: str) -> None:
    channel = connect()
    sandbox.fault(fault, match="/story/", times=9)
    with pytest.raises(ChannelError):
        channel.find(make_story(), {}, SINCE)
    assert sandbox.state["requests"] == {"reel": 1}


def test_a_story_can_be_read_and_deleted_twice(sandbox: Any, connect: Any, make_story: Any) -> None:
    channel, story = connect(), make_story()
    receipt = channel.send(channel.prepare(story, {}), story)
    assert channel.read(receipt).alt == "A tall card"
    channel.delete(receipt)
    assert channel.find(story, {}, SINCE) is None
    old = dataclasses.replace(receipt, at=receipt.at - timedelta(hours=1))
    channel.delete(old)
    assert channel.read(old) is None
    assert "feed" not in sandbox.state["requests"]


@pytest.mark.parametrize("fault", ["http_404", "media_unavailable"])
@pytest.mark.parametrize("known", ["its address", "its id alone"])
def test_a_story_that_the_account_lists_is_not_gone(
    sandbox: Any, connect: Any, make_story: Any, fault: str, known: str
) -> None:
    channel, story = connect(), make_story()
    receipt = channel.send(channel.prepare(story, {}), story)
    told = dataclasses.replace(receipt, at=receipt.at - timedelta(hours=1))
    told = told if known == "its address" else dataclasses.replace(told, permalink="")
    sandbox.fault(fault, match="/info/")
    with pytest.raises(Unknown, match="lists the post"):
        channel.read(told)
    for path in ("/delete/", "/info/"):
        sandbox.fault(fault, match=path)
    with pytest.raises(TryLater):
        channel.delete(told)
    assert not sandbox.state["posts"][0]["deleted"]


def test_what_is_no_story_is_refused(connect: Any, make_story: Any, make_post: Any) -> None:
    story, post, channel = make_story(), make_post(), connect()
    wrong = [
        (dataclasses.replace(story, images=story.images * 2), "one picture"),
        (dataclasses.replace(story, images=post.images), "1080x1350"),
        (dataclasses.replace(story, link=""), "has a link"),
        (dataclasses.replace(post, images=story.images), "1080x1920"),
        (dataclasses.replace(post, act="mail"), "no act 'mail'"),
    ]
    for unfit, why in wrong:
        with pytest.raises(Refused, match=why):
            channel.prepare(unfit, {})
