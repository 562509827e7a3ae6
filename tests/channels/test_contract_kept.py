"""What every channel keeps while its service answers: asked of each that is found and has a stand-in."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from publisher.channels.base import ChannelError, Receipt, Refused, Unknown
from tests.channels.doubles import DOUBLES, Double
from tests.channels.test_contract import CLASSES, NAMES


@pytest.fixture(params=[name for name in NAMES if CLASSES[name].by_itself])
def double(request: pytest.FixtureRequest) -> Iterator[Double]:
    if request.param not in DOUBLES:
        pytest.skip(f"There is no stand-in for the service of {request.param} (tests/channels/doubles.py).")
    with DOUBLES[request.param](request) as made:
        yield made


def a_minute_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def old(receipt: Receipt) -> Receipt:
    """As if it had gone out so long ago that no list lags behind it."""
    return replace(receipt, at=receipt.at - timedelta(hours=2))


def test_every_double_is_of_a_channel_that_was_found() -> None:
    assert set(DOUBLES) <= {name for name in NAMES if CLASSES[name].by_itself}


def test_what_is_made_ready_twice_is_seen_by_nobody(double: Double) -> None:
    first = double.channel.prepare(double.post, {})
    again = double.channel.prepare(double.post, first.checkpoint)
    assert (double.requests(), double.posts()) == (0, 0)
    assert again.checkpoint.keys() == first.checkpoint.keys()


def test_what_was_never_sent_is_never_found(double: Double) -> None:
    prepared = double.channel.prepare(double.post, {})
    with suppress(ChannelError):  # "cannot tell" is an answer
        assert double.channel.find(double.post, prepared.checkpoint, a_minute_ago()) is None


def test_a_send_is_one_request_and_gives_a_receipt_by_which_it_is_read(double: Double) -> None:
    receipt = double.channel.send(double.channel.prepare(double.post, {}), double.post)
    assert (double.requests(), double.posts()) == (1, 1)
    assert receipt.remote_id
    assert receipt.permalink.startswith("http")
    live = double.channel.read(receipt)
    assert live
    assert (live.text, live.slides) == (double.post.text, 1)


def test_what_was_sent_is_found_by_its_checkpoint_and_by_its_marker_alone(double: Double) -> None:
    prepared = double.channel.prepare(double.post, {})
    receipt = double.channel.send(prepared, double.post)
    for checkpoint in (prepared.checkpoint, {}):
        found = double.channel.find(double.post, checkpoint, a_minute_ago())
        assert found
        assert found.remote_id == receipt.remote_id
    other = replace(double.post, code="Zz99", text="Ada Sample signed.\nneighbors.example/a/Zz99")
    with suppress(Unknown):  # where a list without it proves nothing
        assert double.channel.find(other, {}, a_minute_ago()) is None


def test_a_lost_answer_is_in_doubt_and_not_sent_again_and_then_found(double: Double) -> None:
    prepared = double.channel.prepare(double.post, {})
    double.lose()
    with pytest.raises(Unknown):
        double.channel.send(prepared, double.post)
    assert (double.requests(), double.posts()) == (1, 1)
    assert double.channel.find(double.post, prepared.checkpoint, a_minute_ago())


def test_a_second_send_is_a_request_of_its_own_and_never_passes_for_the_first(double: Double) -> None:
    prepared = double.channel.prepare(double.post, {})
    first = double.channel.send(prepared, double.post)
    try:
        second = double.channel.send(prepared, double.post)
    except ChannelError:
        assert double.posts() == 1
    else:
        assert second.remote_id != first.remote_id
        assert double.posts() == 2
    assert double.requests() == 2


def test_what_it_takes_down_is_gone_and_taking_it_down_again_is_no_error(double: Double) -> None:
    receipt = double.channel.send(double.channel.prepare(double.post, {}), double.post)
    if "delete" not in double.channel.acts:
        with pytest.raises(Refused) as caught:
            double.channel.delete(receipt)
        assert caught.value.todo, "Nobody is told what to do."
        assert double.posts() == 1
        return
    for _ in range(2):
        double.channel.delete(old(receipt))
        assert double.posts() == 0
    assert double.channel.read(old(receipt)) is None
    assert not double.channel.shows(old(receipt))
