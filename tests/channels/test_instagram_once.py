"""Whatever happens to the one visible request, it is made once and its outcome is not guessed."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.channels.base import Prepared, TryLater, Unknown
from publisher.channels.in_time import AnswerLost
from publisher.sandbox.faults import ANSWERS

BROKEN = ["drop", "reset", "truncate", "http_408", "http_429", "http_500", "http_502", "http_307", *ANSWERS]
FAULTS = sorted({f"{kind}{when}" for kind in BROKEN for when in ("", "_after")})
PAUSING = ["feedback_required", "challenge_required", "checkpoint_required", "please_wait", "sentry_block"]


@pytest.mark.parametrize("fault", FAULTS)
def test_one_configure_request_and_no_guess(sandbox: Any, connect: Any, make_post: Any, fault: str) -> None:
    channel, post = connect(), make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault(fault, times=9)
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    assert sandbox.state["requests"]["configure"] == 1
    assert len(sandbox.state["posts"]) == fault.endswith("_after")


@pytest.mark.parametrize(
    "fault",
    [f"{kind}{when}" for kind in ("drop", "http_500", "http_408", *PAUSING) for when in ("", "_after")],
)
def test_an_album_is_one_request_and_found_if_it_is_there(
    sandbox: Any, connect: Any, make_post: Any, fault: str
) -> None:
    channel, post = connect(), make_post(slides=3)
    prepared = channel.prepare(post, {})
    sandbox.fault(fault, match="/configure_sidecar/", times=9)
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    assert sandbox.state["requests"] == {"upload": 3, "configure": 1}
    found = channel.find(post, prepared.checkpoint, datetime.now(UTC) - timedelta(minutes=1))
    assert (found is not None) == fault.endswith("_after")


@pytest.mark.parametrize("fault", ["drop_after", "reset_after", "truncate_after", "http_408_after", "empty_after"])
def test_what_took_effect_is_found_afterwards(sandbox: Any, connect: Any, make_post: Any, fault: str) -> None:
    channel, post = connect(), make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault(fault)
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    found = channel.find(post, prepared.checkpoint, datetime.now(UTC) - timedelta(minutes=1))
    assert found.remote_id.startswith(sandbox.state["posts"][0]["id"])


@pytest.mark.parametrize("way", ["plain", "secure"])
def test_an_answer_that_drips_ends_at_the_time_limit_too(
    request: pytest.FixtureRequest, make_post: Any, way: str
) -> None:
    """Never silent for long, and never whole: it could outlast the worker's lease. Libcurl counts the whole itself."""
    sandbox = request.getfixturevalue("sandbox" if way == "plain" else "secure")
    channel = request.getfixturevalue("connect" if way == "plain" else "connect_secure")(seconds=1)
    post = make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault("drip_after", match="/media/configure", seconds=20, times=9)
    began = time.monotonic()
    with pytest.raises(Unknown, match="no receipt came back"):
        channel.send(prepared, post)
    assert time.monotonic() - began < 2
    assert (sandbox.state["requests"]["configure"], len(sandbox.state["posts"])) == (1, 1)


@pytest.mark.parametrize("slides", [1, 2])
def test_silence_ends_at_the_time_limit(sandbox: Any, connect: Any, make_post: Any, slides: int) -> None:
    channel, post = connect(seconds=0.3), make_post(slides=slides)
    prepared = channel.prepare(post, {})
    sandbox.fault("hang_after", match="/media/configure", times=9)
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    assert sandbox.state["requests"]["configure"] == 1


@pytest.mark.parametrize("fault", PAUSING)
def test_an_answer_that_blocks_the_account_says_so(sandbox: Any, connect: Any, make_post: Any, fault: str) -> None:
    channel, post = connect(), make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault(fault)
    with pytest.raises(Unknown) as caught:
        channel.send(prepared, post)
    assert caught.value.pauses is not None
    assert caught.value.pauses.todo


def test_a_lost_answer_does_not_block_the_account(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault("reset_after")
    with pytest.raises(Unknown) as caught:
        channel.send(prepared, post)
    assert caught.value.pauses is None


def test_what_broke_before_the_request_leaves_the_gate_shut(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    prepared = channel.prepare(post, {})
    with pytest.raises(TryLater):
        channel.send(Prepared({}), post)
    with pytest.raises(AnswerLost, match="second request"):
        channel._connection().client.photo_configure(prepared.checkpoint["upload_id"], 1080, 1350, post.text)
    assert sandbox.state["requests"] == {"upload": 1}


def test_a_second_send_by_a_person_is_a_second_request(sandbox: Any, connect: Any, make_post: Any) -> None:
    channel, post = connect(), make_post()
    prepared = channel.prepare(post, {})
    sandbox.fault("http_500")
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    channel.send(channel.prepare(post, prepared.checkpoint), post)
    assert len(sandbox.state["posts"]) == 1
    assert sandbox.state["requests"]["configure"] == 2
