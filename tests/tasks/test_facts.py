"""The tasks that read the tracker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Source
from tasks import facts


def source(name: str, **fields) -> Source:
    return Source.objects.create(name=name, location="/no/such/file.csv", format="csv", cycle=2026, **fields)


def test_watch_asks_for_each_source_that_is_due(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(facts.poll, "delay", asked.append)
    now = timezone.now()
    never, late = source("never"), source("late", read_at=now - timedelta(seconds=settings.WATCH_SECONDS))
    source("fresh", read_at=now)
    source("paused", paused_at=now)
    facts.watch()
    assert sorted(asked) == [never.pk, late.pk]


def test_polling_a_source_that_is_away_is_recorded_and_not_raised(db: None) -> None:
    away = source("away")
    facts.poll(away.pk)
    assert away.polls.get().state == "quarantined"
