"""Each channel with a stand-in of its service, in one shape: what can be asked of one of them is asked of all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from publisher.channels.base import Channel, Post, Surroundings
from tests.channels.sample.noticeboard import Noticeboard, NoticeboardSecrets
from tests.channels.test_sample_channel import Board


@dataclass(frozen=True, slots=True)
class Double:
    """`channel` is connected; `requests` counts those that make something visible, `posts` what everybody can see;
    `lose` lets the next answer to one be lost, once it has taken effect."""

    channel: Channel
    post: Post
    requests: Callable[[], int]
    posts: Callable[[], int]
    lose: Callable[[], object]


@contextmanager
def instagram(request: pytest.FixtureRequest) -> Iterator[Double]:
    yield _at(request.getfixturevalue("sandbox"), "configure", request, "connect", "make_post")


@contextmanager
def instagram_graph(request: pytest.FixtureRequest) -> Iterator[Double]:
    yield _at(request.getfixturevalue("graph"), "publish", request, "official", "fetched_post")


@contextmanager
def noticeboard(request: pytest.FixtureRequest) -> Iterator[Double]:
    board = Board()
    try:
        channel = Noticeboard(NoticeboardSecrets("town", "never-show-this"), None, Surroundings(board.url, 5))
        yield Double(
            channel,
            request.getfixturevalue("make_post")(),
            lambda: board.posted,
            lambda: len(board.notices),
            lambda: setattr(board, "lose", 1),
        )
    finally:
        board.stop()


def _at(sandbox: Any, visible: str, request: pytest.FixtureRequest, connect: str, make_post: str) -> Double:
    """At one of our sandboxes, which calls the visible request `visible`; the others name fixtures."""
    return Double(
        request.getfixturevalue(connect)(),
        request.getfixturevalue(make_post)(),
        lambda: int(sandbox.store.requests[visible]),
        lambda: sum(not post.deleted for post in sandbox.store.posts()),
        lambda: sandbox.fault("drop_after"),
    )


DOUBLES = {"instagram": instagram, "instagram_graph": instagram_graph, "noticeboard": noticeboard}
"""By the channel's name. A channel without one is asked only what can be asked without its service."""
