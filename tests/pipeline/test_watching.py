"""Reading a source now, pausing it and resuming it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import nudge, sweep
from publisher.errors import Refusal
from publisher.models import Event, Source, User
from publisher.pipeline import watching
from tests.pipeline.story import Tracker


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """What the workers were asked for."""
    sent: list[tuple[str, int | None]] = []
    monkeypatch.setattr(nudge, "send", lambda task, ident=None: sent.append((task, ident)))
    return sent


def test_reading_now_asks_a_worker_for_this_source(tracker: Tracker, comms: User, hints: Any) -> None:
    watching.read_now(tracker.source.pk, by=comms)
    assert hints == [("poll", tracker.source.pk)]


def test_a_paused_source_is_read_by_nobody_until_it_is_resumed(tracker: Tracker, approver: User, hints: Any) -> None:
    source = tracker.source
    watching.pause(source.pk, by=approver)
    assert (sweep.due_sources(0), tracker.poll().state) == ([], "")
    with pytest.raises(Refusal, match="Resume it"):
        watching.read_now(source.pk, by=approver)
    watching.resume(source.pk, by=approver)
    assert tracker.poll().state == "unchanged"
    assert hints[-1] == ("poll", source.pk)


def test_pausing_and_resuming_stand_in_the_trail_with_who_did_it(tracker: Tracker, approver: User) -> None:
    watching.pause(tracker.source.pk, by=approver)
    watching.resume(tracker.source.pk, by=approver)
    told = Event.objects.filter(kind="source", what__in=["paused", "resumed"]).order_by("id")
    assert [(event.what, event.personal.by) for event in told] == [("paused", approver), ("resumed", approver)]


def test_twice_is_refused(tracker: Tracker, approver: User) -> None:
    with pytest.raises(Refusal, match="not paused"):
        watching.resume(tracker.source.pk, by=approver)
    watching.pause(tracker.source.pk, by=approver)
    with pytest.raises(Refusal, match="paused already"):
        watching.pause(tracker.source.pk, by=approver)


def test_each_takes_its_role(tracker: Tracker, organizer: User, comms: User) -> None:
    for act, user in ((watching.read_now, organizer), (watching.pause, comms), (watching.resume, comms)):
        with pytest.raises(Refusal, match="takes the role") as refused:
            act(tracker.source.pk, by=user)
        assert refused.value.code == "forbidden"


def test_a_source_that_is_gone_is_told_plainly(approver: User) -> None:
    with pytest.raises(Refusal, match="no such source"):
        watching.pause(404, by=approver)


def test_the_next_read_is_a_turn_after_the_last_and_late_only_after_minutes(tracker: Tracker, settings: Any) -> None:
    settings.WATCH_SECONDS = 60
    source, read_at = tracker.source, timezone.now()
    source.read_at = read_at
    assert watching.next_read(source) == read_at + timedelta(seconds=60)
    assert not watching.is_late(source, read_at + timedelta(minutes=5))
    assert watching.is_late(source, read_at + timedelta(minutes=7))
    source.every_seconds = 600
    assert watching.next_read(source) == read_at + timedelta(seconds=600)
    assert watching.next_read(Source(paused_at=read_at, read_at=read_at)) is None
