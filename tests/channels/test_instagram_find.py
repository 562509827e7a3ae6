"""`find` says where the post is, or that it is not there; an error is never "not there"."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.channels import instagram_feed
from publisher.channels.base import ChannelError, NeedsHuman, Prepared, Unknown
from publisher.sandbox.instagram_things import Account, Slide

SINCE = datetime.now(UTC) - timedelta(minutes=5)
SLIDES = (Slide("images/none.jpg", 1080, 1350, "A card"),)


def put(sandbox: Any, caption: str, upload_id: str = "7") -> Any:
    return sandbox.store.add_post(Account("coalition", "correct horse"), caption, upload_id, SLIDES)


def test_the_upload_id_finds_it_even_if_the_caption_was_edited(sandbox: Any, connect: Any, make_post: Any) -> None:
    made = put(sandbox, "edited by hand", upload_id="1700000000001")
    found = connect().find(make_post(), {"upload_id": "1700000000001"}, SINCE)
    assert found.remote_id.startswith(str(made.pk))


def test_the_remote_id_wins_over_everything(sandbox: Any, connect: Any, make_post: Any) -> None:
    first, channel = put(sandbox, "x", upload_id="1"), connect()
    put(sandbox, "neighbors.example/a/Q7wX", upload_id="2")
    remote_id = f"{first.pk}_{Account('coalition', '').user_id}"
    assert channel.find(make_post(), {"remote_id": remote_id, "upload_id": "2"}, SINCE).remote_id == remote_id


def test_the_marker_finds_it(sandbox: Any, connect: Any, make_post: Any) -> None:
    made = put(sandbox, "words\nneighbors.example/a/Q7wX\n#Tag")
    assert connect().find(make_post(), {}, SINCE).remote_id.startswith(str(made.pk))


@pytest.mark.parametrize("near", ["/a/Q7wXy", "/a/Q7w", "/b/Q7wX", "Q7wX", "/a/q7wx", "/a/Q7wX-1"])
def test_a_marker_that_only_looks_alike_is_another_post(sandbox: Any, connect: Any, make_post: Any, near: str) -> None:
    put(sandbox, f"neighbors.example{near}")
    assert connect().find(make_post(), {}, SINCE) is None


def test_an_older_post_with_the_same_marker_is_not_it(sandbox: Any, connect: Any, make_post: Any) -> None:
    put(sandbox, "neighbors.example/a/Q7wX")
    assert connect().find(make_post(), {}, datetime.now(UTC) + timedelta(minutes=10)) is None


def test_clocks_may_differ_by_two_minutes(sandbox: Any, connect: Any, make_post: Any) -> None:
    put(sandbox, "neighbors.example/a/Q7wX")
    assert connect().find(make_post(), {}, datetime.now(UTC) + timedelta(seconds=100))


def test_a_feed_that_lags_has_not_got_it_yet(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    channel.send(channel.prepare(post, {}), post)
    sandbox.media.feed_lag = 60
    assert channel.find(post, {}, SINCE) is None
    sandbox.media.feed_lag = 0
    assert channel.find(post, {}, SINCE)


def test_it_reads_on_until_the_time_of_the_post(sandbox: Any, connect: Any, make_post: Any) -> None:
    put(sandbox, "neighbors.example/a/Q7wX")
    for number in range(70):
        put(sandbox, f"neighbors.example/a/N{number}")
    assert connect().find(make_post(), {}, SINCE)
    assert sandbox.state["requests"]["feed"] == 3


def test_a_feed_too_long_to_read_proves_nothing(sandbox: Any, connect: Any, make_post: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(instagram_feed, "MAX_PAGES", 1)
    for number in range(40):
        put(sandbox, f"neighbors.example/a/N{number}")
    with pytest.raises(Unknown, match="proves nothing"):
        connect().find(make_post(), {}, SINCE)


@pytest.mark.parametrize(
    "fault",
    ["http_500", "http_429", "http_408", "drop", "reset", "truncate", "html_200", "empty", "empty_json",
     "no_media", "please_wait", "login_required", "challenge_required", "feedback_required",
     "masked_challenge", "sentry_block", "spam_fail_200"],
)  # fmt: skip
def test_an_error_is_never_not_found(sandbox: Any, connect: Any, make_post: Any, fault: str) -> None:
    channel = connect()
    sandbox.fault(fault, match="/feed/user/", times=9)
    with pytest.raises(ChannelError):
        channel.find(make_post(), {}, SINCE)
    assert sandbox.state["requests"]["feed"] == 1


def test_a_silent_feed_is_never_not_found(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel = connect(seconds=0.3)
    sandbox.fault("hang", match="/feed/user/", times=9)
    with pytest.raises(ChannelError):
        channel.find(make_post(), {}, SINCE)


def test_looking_never_logs_in(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel = connect()
    sandbox.store.end_sessions()
    with pytest.raises(NeedsHuman, match="ended the session"):
        channel.find(make_post(), {}, SINCE)
    assert sandbox.state["requests"] == {"feed": 1}


def test_the_checkpoint_of_prepare_is_enough(connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post(text="no link at all")
    prepared: Prepared = channel.prepare(post, {})
    receipt = channel.send(prepared, post)
    assert channel.find(post, prepared.checkpoint, SINCE) == receipt


def test_without_anything_to_look_for_it_cannot_tell(connect: Any, make_post: Any) -> None:
    with pytest.raises(Unknown, match="neither an id nor a marker"):
        connect().find(make_post(code=""), {}, SINCE)
