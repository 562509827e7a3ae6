"""What the demo counts: whoever says a thing a second time, to an account or to a person, is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.demo import stand_ins
from publisher.demo.stand_ins import StandIns
from publisher.sandbox.instagram_things import Account, Slide


@pytest.fixture
def world(tmp_path: Path) -> Iterator[StandIns]:
    running = stand_ins.start(tmp_path)
    yield running
    running.stop()


def announce(world: StandIns, code: str, words: str) -> None:
    """One post, and one mail to one reader."""
    address = f"https://neighbors.example/a/{code}"
    slide = Slide("images/none.jpg", 1080, 1350, "A card")
    world.instagram.store.add_post(Account("neighbors", "x"), f"{words} {address}", "17", (slide,))
    head = f"Message-ID: <{code}@neighbors.example>\r\nList-Id: <news.neighbors.example>\r\nSubject: News\r\n"
    world.mailbox.store.add("reader@readers.example", f"{head}\r\n{words}\r\n{address}\r\n".encode())


def test_two_announcements_that_say_the_same_are_counted_as_duplicates(world: StandIns) -> None:
    announce(world, "A1", "Ana Sample signed.")
    announce(world, "B2", "Bo Specimen signed.")
    assert world.counts() == {"posts": 2, "mails": 2, "duplicates": 0}
    announce(world, "C3", "Ana Sample signed.")
    assert world.counts() == {"posts": 3, "mails": 3, "duplicates": 2}
