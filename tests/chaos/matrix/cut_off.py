"""The network is gone: nothing reaches the service, and that can be proven."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from publisher.accounts.opening import open_channel
from publisher.channels.base import Surroundings
from publisher.channels.on_target import OnTarget
from publisher.models import Account
from publisher.pipeline import publish, takedown
from tests.chaos.matrix.world import closed_port


@contextmanager
def cut_off_once(mark: Path) -> Iterator[None]:
    """The network is gone in the moment of the next send, or of the next channel that is opened to take down.

    Once in each process that sends; each time is a byte more of `mark`.
    """
    places = ((publish, "send"), (takedown, "open_channel"))
    real = [getattr(place, name) for place, name in places]

    def struck() -> None:
        with mark.open("ab") as file:
            file.write(b"x")
        put_back()

    def put_back() -> None:
        for (place, name), was in zip(places, real, strict=True):
            setattr(place, name, was)

    def send(channel: Any, *rest: Any) -> Any:
        struck()
        return publish.send(_nowhere(channel), *rest)

    def opened(account: Account) -> Any:
        struck()
        return _nowhere(open_channel(account))

    publish.send, takedown.open_channel = send, opened
    try:
        yield
    finally:
        put_back()


def _nowhere(channel: Any) -> Any:
    """The channel as it is, but that nobody listens where it sends to."""
    itself = channel.channel if isinstance(channel, OnTarget) else channel
    itself.surroundings = Surroundings(closed_port(), 1)
    itself._open = None
    return channel
