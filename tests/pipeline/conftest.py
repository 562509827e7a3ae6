"""The story's stage, and a site on it."""

from collections.abc import Iterator

import pytest

from tests.pipeline import sites
from tests.pipeline.sites import Site
from tests.pipeline.story import (
    account,
    connected,
    logged_in,
    plain_jpegs,
    quick_pictures,
    sandbox,
    stage,
    tracker,
)

__all__ = ["account", "connected", "logged_in", "plain_jpegs", "quick_pictures", "sandbox", "stage", "tracker"]


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.running() as made:
        yield made
