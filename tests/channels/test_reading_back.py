"""What stands there now, as both of Instagram's channels tell it: texts, pictures, counts, and the newest posts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graphics.likeness import same
from publisher.channels.base import Channel, ChannelError, Receipt, Refused, Surroundings, Unknown
from publisher.channels.seeing import fetched

Out = tuple[Any, Any, Any]


@pytest.fixture(params=["instagram", "instagram_graph"])
def put_out(request: pytest.FixtureRequest) -> Callable[..., Out]:
    """Posts something: the channel, its stand-in and the receipt."""
    official = request.param == "instagram_graph"
    world = request.getfixturevalue("graph" if official else "sandbox")
    connect = request.getfixturevalue("official" if official else "connect")
    make = request.getfixturevalue("fetched_post" if official else "make_post")

    def put(**more: Any) -> Out:
        channel, post = connect(), make(**more)
        return channel, world, channel.send(channel.prepare(post, {}), post)

    return put


def test_every_slide_is_read_with_its_alt_text_and_its_picture(put_out: Any, jpeg: Any) -> None:
    channel, _world, receipt = put_out(slides=2)
    live = channel.read(receipt)
    assert (live.slides, live.alts) == (2, ("Card number 0", "Card number 1"))
    shown = [channel.picture(address) for address in live.pictures]
    assert len(shown) == 2
    assert all(picture != jpeg() and same(picture, jpeg()) for picture in shown)


def test_it_tells_how_many_like_and_comment(put_out: Any) -> None:
    channel, world, receipt = put_out()
    world.media.likes = 12
    live = channel.read(receipt)
    assert (live.likes, live.comments, live.reach) == (12, 0, None)


def test_the_official_api_tells_the_reach_with_the_permission_for_it(
    graph: Any, official: Any, fetched_post: Any
) -> None:
    channel, post = official(), fetched_post()
    receipt = channel.send(channel.prepare(post, {}), post)
    graph.media.reach = 340
    assert channel.read(receipt).reach == 340


def test_what_is_archived_still_exists_and_is_shown_to_nobody(put_out: Any) -> None:
    channel, world, receipt = put_out()
    assert channel.shows(receipt)
    world.store.archive_post(int(receipt.remote_id.split("_")[0]))
    assert channel.read(receipt) is not None
    assert not channel.shows(receipt)


def test_what_is_deleted_is_shown_to_nobody(put_out: Any) -> None:
    channel, world, receipt = put_out()
    world.store.delete_post(int(receipt.remote_id.split("_")[0]))
    old = replace(receipt, at=receipt.at - timedelta(hours=1))
    assert channel.read(old) is None
    assert not channel.shows(old)


def test_the_newest_posts_are_listed_for_a_person_to_know_ours_by(put_out: Any) -> None:
    channel, _world, first = put_out(code="Q7wX")
    second = put_out(code="Q7wY")[2]
    found = channel.recent(12)
    assert [one.remote_id for one in found] == [second.remote_id, first.remote_id]
    assert found[1].permalink == first.permalink
    assert "/a/Q7wX" in found[1].text
    assert channel.picture(found[1].picture)
    assert [one.remote_id for one in channel.recent(1)] == [second.remote_id]


@pytest.mark.parametrize("fault", ["http_500", "html_200", "empty", "drop"])
def test_an_error_is_never_an_empty_list_and_never_gone(put_out: Any, fault: str) -> None:
    channel, world, receipt = put_out()
    for ask in (channel.recent, channel.shows):
        world.fault(fault, match="/", times=20)
        with pytest.raises(ChannelError):
            ask(12 if ask == channel.recent else receipt)
        world.faults.clear()


def test_a_post_whose_id_nobody_knows_is_not_gone(put_out: Any) -> None:
    channel, _world, _receipt = put_out()
    with pytest.raises((Unknown, Refused), match="id"):
        channel.read(Receipt("", "https://instagram.example/p/x/", datetime.now(UTC)))


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.jpg", "file:///etc/hostname", "", "http://[::1]/", "http://169.254.169.254/latest"],
)
def test_no_answer_of_a_service_makes_us_ask_this_machine(address: str) -> None:
    with pytest.raises(Unknown):
        fetched(address, "")
    with pytest.raises(Unknown):
        fetched(address, "http://127.0.0.1:8002")


def test_it_says_where_people_look(connect: Any) -> None:
    channel = connect()
    assert channel.profile() == f"{channel.surroundings.endpoint}/"
    channel.surroundings = Surroundings()
    assert channel.profile() == "https://instagram.com/coalition/"


def test_a_channel_without_a_list_says_so(connect: Any) -> None:
    channel = connect()
    with pytest.raises(Refused, match="Instagram"):
        Channel.recent(channel, 3)


def test_what_a_person_posted_is_known_by_its_address(put_out: Any) -> None:
    channel, world, receipt = put_out(text="By hand. https://coalition.example/a/HAND01")
    told = replace(receipt, remote_id="")
    assert channel.read(told) == channel.read(receipt)
    assert channel.shows(told)
    assert channel.said(told, "A comment.") is None
    channel.comment(told, "A comment.")
    assert channel.said(told, "A comment.") == channel.said(receipt, "A comment.")
    assert [post["comments"] for post in world.state["posts"]] == [["A comment."]]


def test_an_address_that_no_post_of_the_account_has_proves_nothing_of_another(put_out: Any) -> None:
    channel, _world, receipt = put_out()
    elsewhere = replace(receipt, remote_id="", permalink=f"{receipt.permalink.rsplit('/p/', 1)[0]}/p/HANDMADE1/")
    for act in (channel.said, channel.comment):
        with pytest.raises(ChannelError):
            act(elsewhere, "A comment.")
