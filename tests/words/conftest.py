"""A coalition and a status change that do not exist."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from publisher.brand import Brand, load_brand
from publisher.rules.wording import Facts

BRAND_FILE = Path(__file__).with_name("brand.toml")


@pytest.fixture
def brand() -> Brand:
    return load_brand(BRAND_FILE)


@pytest.fixture
def facts() -> Facts:
    return Facts(
        name="Ana Sample",
        office="house",
        state="OH",
        district=3,
        status="signed",
        said_at=date(2026, 3, 12),
        precision="day",
        seen_at=datetime(2026, 3, 14, 15, 0, tzinfo=UTC),
        evidence_url="https://campaign.example/pledge?id=1&v=2",
        code="7KQ2MX",
        link="https://openshelf.example/a/7KQ2MX",
    )


@pytest.fixture
def templates(tmp_path, monkeypatch) -> Path:
    """A copy of the templates that a test may spoil."""
    import shutil

    from publisher import paths

    copy = tmp_path / "templates"
    for folder in ("captions", "newsletter"):
        shutil.copytree(paths.TEMPLATES / folder, copy / folder)
    monkeypatch.setattr(paths, "TEMPLATES", copy)
    return copy
