"""Whatever goes wrong, and wherever the worker dies: the post is visible once, and the channel never guesses.

`Delivery` keeps the pipeline's rules (docs/decisions/0003-eight-steps.md): what `prepare` returns is stored, then the
stamp, then `send`; after the stamp every error is doubt, doubt is looked into, and only proof sends again.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.channels.base import ChannelError, NeedsHuman, Receipt, TryLater, Unknown

CONNECTION = ["drop", "reset", "truncate", "empty", "html_200", "empty_json", "no_media"]
STATUS = ["http_307", "http_408", "http_429", "http_500", "http_502", "http_503"]
CODES = ["graph_4", "graph_17", "graph_32", "graph_613", "graph_190", "graph_-1_2207001", "graph_4_2207051",
         "graph_9_2207042", "graph_9007_2207027", "graph_100", "graph_368"]  # fmt: skip
FAULTS = [f"{kind}{when}" for kind in (*CONNECTION, *STATUS, *CODES) for when in ("", "_after")]
DIES = [
    "before the checkpoint is stored",
    "before the stamp",
    "before sending",
    "before the receipt is stored",
]
PAUSING = ["graph_190", "graph_4_2207051", "graph_368"]


class Died(Exception):
    """The worker was killed here."""


class Delivery:
    """One delivery and the workers that take it up, each with a channel of its own."""

    def __init__(self, official: Any, post: Any, dies: str = "never") -> None:
        self.official, self.post, self.dies = official, post, dies
        self.session = official().session
        self.checkpoint: dict[str, Any] = {}
        self.stamped: datetime | None = None
        self.receipt: Receipt | None = None
        self.stories: list[str] = []

    def work(self) -> None:
        """One worker, until it is done, in doubt, or dead."""
        channel = self.official(session=self.session)
        try:
            if self.stamped is None:
                self._publish(channel)
            elif (found := channel.find(self.post, self.checkpoint, self.stamped)) is not None:
                self.receipt = found
            else:
                self.stamped = None  # absence is proof: the same delivery is ready again, with its checkpoint
        except (ChannelError, Died) as cause:
            self.stories.append(f"{type(cause).__name__}: {cause}")

    def _publish(self, channel: Any) -> None:
        prepared = channel.prepare(self.post, self.checkpoint)
        self._die("before the checkpoint is stored")
        self.checkpoint = prepared.checkpoint
        self._die("before the stamp")
        self.stamped = datetime.now(UTC) - timedelta(minutes=3)  # so that looks need not wait
        self._die("before sending")
        try:
            receipt = channel.send(prepared, self.post)
        except TryLater:
            self.stamped = None
            raise
        self._die("before the receipt is stored")
        self.receipt = receipt

    def _die(self, where: str) -> None:
        if self.dies == where:
            self.dies = "never"
            raise Died(where)

    def finish(self, tries: int = 9) -> None:
        """Workers take it up until it is done."""
        while self.receipt is None and tries:
            self.work()
            tries -= 1


def assert_once(graph: Any, delivery: Delivery) -> None:
    state = graph.state
    assert len(state["posts"]) == 1, delivery.stories
    assert max(one["published"] for one in state["containers"]) == 1, delivery.stories
    assert delivery.receipt, delivery.stories
    assert delivery.receipt.remote_id == state["posts"][0]["id"]


@pytest.mark.parametrize("fault", FAULTS)
def test_one_post_whatever_becomes_of_the_request(graph: Any, official: Any, fetched_post: Any, fault: str) -> None:
    delivery = Delivery(official, fetched_post())
    graph.fault(fault)
    delivery.finish()
    assert_once(graph, delivery)


@pytest.mark.parametrize("dies", DIES)
@pytest.mark.parametrize("fault", ["", "drop", "drop_after", "http_500_after", "graph_4_2207051_after"])
def test_one_post_wherever_the_worker_dies(graph: Any, official: Any, fetched_post: Any, fault: str, dies: str) -> None:
    delivery = Delivery(official, fetched_post(), dies)
    if fault:
        graph.fault(fault)
    delivery.finish()
    assert_once(graph, delivery)


@pytest.mark.parametrize("where", ["create", "status", "limit", "list"])
@pytest.mark.parametrize("fault", ["drop", "drop_after", "http_500", "graph_613", "graph_100_33", "empty_json"])
def test_one_post_whatever_becomes_of_the_questions_too(
    graph: Any, official: Any, fetched_post: Any, fault: str, where: str
) -> None:
    delivery = Delivery(official, fetched_post(slides=2), "before the receipt is stored")
    graph.fault("drop_after")
    graph.fault(fault, match=where, times=3)
    delivery.finish()
    assert_once(graph, delivery)


@pytest.mark.parametrize("fault", ["drop_after", "http_500_after", "graph_4_2207051_after"])
def test_a_list_that_lags_makes_no_second_post(graph: Any, official: Any, fetched_post: Any, fault: str) -> None:
    delivery, graph.media.feed_lag = Delivery(official, fetched_post()), 3600.0
    graph.fault(fault)
    delivery.finish()
    assert (delivery.receipt, len(graph.state["posts"])) == (None, 1)
    graph.media.feed_lag = 0.0
    delivery.finish()
    assert_once(graph, delivery)


def test_a_worker_that_takes_up_what_is_published_fetches_the_receipt(
    graph: Any, official: Any, fetched_post: Any
) -> None:
    """As when a person said "send again" too early, or the stamp was lost with a restored database."""
    delivery = Delivery(official, fetched_post(), "before the receipt is stored")
    delivery.work()
    delivery.stamped = None
    delivery.finish()
    assert_once(graph, delivery)
    assert graph.state["requests"]["publish"] == 1


def test_a_story_is_published_once(graph: Any, official: Any, fetched_post: Any) -> None:
    for fault in ("drop_after", "drop"):
        graph.fault(fault)
        delivery = Delivery(official, fetched_post("story", height=1920))
        delivery.finish()
        assert delivery.receipt, delivery.stories
    assert [one["published"] for one in graph.state["containers"]] == [1, 1]


@pytest.mark.parametrize("fault", FAULTS)
def test_after_the_request_every_error_is_doubt(graph: Any, official: Any, fetched_post: Any, fault: str) -> None:
    channel, post = official(), fetched_post()
    prepared = channel.prepare(post, {})
    graph.fault(fault, times=9)
    with pytest.raises(Unknown) as caught:
        channel.send(prepared, post)
    assert graph.state["requests"]["publish"] == 1
    assert bool(caught.value.pauses) == (fault.removesuffix("_after") in PAUSING)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("graph_4", TryLater), ("graph_17", TryLater), ("graph_32", TryLater), ("graph_613", TryLater),
     ("graph_80002", TryLater), ("http_500", TryLater), ("drop", TryLater), ("graph_190", NeedsHuman),
     ("graph_10", NeedsHuman), ("graph_200", NeedsHuman), ("graph_25_2207050", NeedsHuman)],
)  # fmt: skip
def test_before_the_request_an_error_means_what_it_says(
    graph: Any, official: Any, fetched_post: Any, fault: str, kind: type[Exception]
) -> None:
    channel = official()
    graph.fault(fault, match="create", times=9)
    with pytest.raises(kind):
        channel.prepare(fetched_post(), {})
    assert graph.state["requests"]["create"] == 1


def test_an_answer_that_drips_ends_at_the_time_limit_too(graph: Any, official: Any, fetched_post: Any) -> None:
    """Never silent for long, and never whole: it could outlast the worker's lease."""
    channel, post = official(seconds=1), fetched_post()
    prepared = channel.prepare(post, {})
    graph.fault("drip_after", match="publish", seconds=20)
    began = time.monotonic()
    with pytest.raises(Unknown, match="no receipt came back"):
        channel.send(prepared, post)
    assert time.monotonic() - began < 2
    assert len(graph.state["posts"]) == graph.state["requests"]["publish"] == 1


def test_silence_ends_at_the_time_limit(graph: Any, official: Any, fetched_post: Any) -> None:
    channel, post = official(seconds=0.3), fetched_post()
    prepared = channel.prepare(post, {})
    graph.fault("hang_after")
    with pytest.raises(Unknown):
        channel.send(prepared, post)
    assert len(graph.state["posts"]) == graph.state["requests"]["publish"] == 1
