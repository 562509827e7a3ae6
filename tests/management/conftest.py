"""The story's stage, and a home whose database is set up."""

import shutil
from pathlib import Path
from typing import Any

import pytest

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
def no_brand(settings: Any, tmp_path: Path) -> None:
    """`doctor` says so, and does not draw a brand's words on every card."""
    settings.BRAND_FILE = str(tmp_path / "none.toml")


@pytest.fixture
def set_up(tmp_path: Path, database_file: Path) -> Path:
    """`tmp_path`, in which an earlier command has set up the database `p.sqlite3`."""
    shutil.copy(database_file, tmp_path / "p.sqlite3")
    return tmp_path
