"""The rows of a tracker that is remembered are those of one that was read."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from publisher.models import Poll
from tests.pipeline import story
from tests.remembered import Remembered


def written() -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored, but for its times."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("publisher").get_models():
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            if rows := cursor.fetchall():
                found[model.__name__] = [tuple(v for v in row if not isinstance(v, datetime)) for row in rows]
    return found


def test_it_is_as_if_it_were_read(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "BASELINE", Remembered())
    made = story.Tracker(tmp_path / "tracker.csv")
    with transaction.atomic():
        story.baseline(made)
        read = written()
        transaction.set_rollback(True)
    story.baseline(made)
    assert written() == read
    assert {"Source", "Poll", "SourceKey", "Person", "Event"} <= read.keys()
    assert Poll.objects.get().finished_at < timezone.now()
    assert made.poll().state == "unchanged"
    made.says("oh-3")
    assert len(made.poll().changes) == 1
