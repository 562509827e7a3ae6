"""The world of the cells, and the stage that the story's tests have."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.channels import instagram_graph_containers as containers
from publisher.channels.base import Session
from publisher.models import User
from tests.chaos.matrix.play import Report
from tests.chaos.matrix.world import World
from tests.pipeline.story import logged_in, plain_jpegs, quick_pictures

__all__ = ["logged_in", "plain_jpegs", "quick_pictures"]


@pytest.fixture
def world(
    transactional_db: None,
    live_server: Any,
    settings: Any,
    quick_pictures: None,
    logged_in: Session,
    approver: User,
    comms: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """Both channels switched on; the official one fetches pictures from a real server of ours."""
    monkeypatch.setattr(containers, "PAUSE_SECONDS", 0.01)
    settings.BASE_URL = live_server.url
    settings.CHANNELS = ["instagram", "instagram_graph"]
    settings.FRESH_SECONDS = 3600  # what the tracker says is not what is tried here
    made = World(settings, tmp_path, logged_in, approver, comms)
    yield made
    made.stop()


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Callable[[Report], None]:
    """Prints a report where it is seen from a pytest-xdist worker too."""

    def write(report: Report) -> None:
        with capsys.disabled():
            sys.stderr.write(f"\n{report.text()}\n")

    return write
