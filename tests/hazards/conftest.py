from collections.abc import Iterator

import pytest

from publisher.models import Account
from tests.hazards.watched import COLUMNS, Watched
from tests.pipeline.story import plain_jpegs, quick_pictures

__all__ = ["plain_jpegs", "quick_pictures"]


@pytest.fixture
def tracker(db: None, quick_pictures: None) -> Iterator[Watched]:
    """The tracker, served, not yet a source; and a place to publish on."""
    Account.objects.create(channel="instagram", name="coalition", languages=["en"])
    made = Watched()
    with made.server.running():
        yield made


@pytest.fixture
def watched(tracker: Watched) -> Watched:
    """The baseline is taken: six have signed, the others are pending."""
    return tracker.add()


@pytest.fixture
def without_id(db: None, quick_pictures: None) -> Iterator[Watched]:
    """The same tracker without a column of keys: a row is known by race and name."""
    made = Watched(COLUMNS[1:])
    with made.server.running():
        yield made.add()
