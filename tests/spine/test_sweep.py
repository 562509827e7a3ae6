"""The sweeper finds what no hint told of, and says whose turn it is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import nudge, sweep
from publisher.accounts.pausing import pause
from publisher.models import Announcement, Lease, Source
from publisher.truth import to_follow
from tests.pipeline.story import Stage, later, only, work


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """What would be sent to the workers."""
    found: list[tuple[str, int | None]] = []
    monkeypatch.setattr(nudge, "send", lambda task, ident=None: found.append((task, ident)))
    return found


def test_it_drafts_changes_of_which_no_hint_came(stage: Stage, hints: list[Any]) -> None:
    stage.tracker.says("oh-3")
    stage.tracker.poll()
    hints.clear()
    sweep.sweep()
    assert ("draft", Announcement.objects.get().pk) in hints


def test_it_asks_for_what_is_due(stage: Stage, hints: list[Any]) -> None:
    stage.approved()
    sweep.sweep()
    assert ("publish", stage.account.pk) in hints


def test_work_asks_no_worker_for_what_it_does_itself(stage: Stage, hints: list[Any]) -> None:
    stage.approved()
    sweep.sweep()
    hints.clear()
    assert sweep.work_once()
    assert (len(stage.posts), ("publish", stage.account.pk) in hints) == (1, False)


def test_a_round_with_nothing_to_do_asks_little(stage: Stage, django_assert_max_num_queries: Any) -> None:
    stage.approved()
    work()
    with django_assert_max_num_queries(32):
        assert not sweep.work_once()


def test_an_account_that_rests_is_not_asked_for(stage: Stage) -> None:
    stage.approved()
    sweep.sweep()
    assert sweep.due_accounts(timezone.now()) == [stage.account.pk]
    pause(stage.account, "x", "y")
    assert sweep.due_accounts(timezone.now()) == []


def test_two_sweepers_do_no_harm(stage: Stage) -> None:
    stage.approved()
    for _ in range(2):
        sweep.sweep()
    work()
    assert len(stage.posts) == 1


def test_a_reminder_that_fails_does_not_stop_a_sweep(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(now: datetime) -> int:
        raise RuntimeError("it cannot be asked")

    monkeypatch.setattr(to_follow, "remind", broken)
    stage.approved()
    assert sweep.sweep().accounts == 1
    work()
    assert len(stage.posts) == 1


def test_it_leaves_a_heartbeat(stage: Stage) -> None:
    sweep.sweep()
    assert timezone.now() - Lease.objects.get(name="sweeper").beat_at < timedelta(seconds=10)


def test_a_source_may_be_read_less_often_than_the_others(stage: Stage, settings: Any) -> None:
    Source.objects.update(every_seconds=300)
    later = [timezone.now() + timedelta(seconds=seconds) for seconds in (200, 299, 301)]
    assert [bool(sweep.due_sources(settings.WATCH_SECONDS, now)) for now in later] == [False, False, True]
    # Beat comes round each minute and asks for half of it: a read that began late does not cost a whole round.
    assert [bool(sweep.due_sources(settings.WATCH_SECONDS / 2, now)) for now in later] == [False, True, True]


def test_sources_are_due_after_their_pace(stage: Stage) -> None:
    assert sweep.due_sources(60) == []
    assert sweep.due_sources(60, timezone.now() + timedelta(seconds=61)) == [stage.tracker.source.pk]
    Source.objects.update(paused_at=timezone.now())
    assert sweep.due_sources(0, timezone.now() + timedelta(seconds=61)) == []


def test_what_waits_is_listed_with_until_when_and_why(stage: Stage, settings: Any) -> None:
    settings.UNDO_SECONDS = 300
    made = stage.approved()
    row = sweep.what_waits()[0]
    assert (row.announcement, row.state, row.until) == (made.pk, "waiting", only(made).not_before)


def test_what_is_in_doubt_is_listed_with_the_next_look(stage: Stage) -> None:
    stage.sandbox.fault("drop")
    made = stage.approved()
    work()
    row = sweep.what_waits()[0]
    assert (row.state, row.until, bool(row.reason)) == ("uncertain", only(made).next_look_at, True)


def test_work_looks_for_what_is_in_doubt(stage: Stage) -> None:
    stage.sandbox.fault("drop_after")
    made = stage.approved()
    work()
    later(only(made), next_look_at=-1)
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)
