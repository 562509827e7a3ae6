"""The last look before a delivery: spared within the set age after a good, whole read, and never otherwise."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.models import Account, Announcement, HookHint, Source, User
from publisher.pipeline import observe, quarantine
from publisher.truth import before_sending
from tests.hazards.watched import Watched
from tests.pipeline.story import approve, only, plain_jpegs, quick_pictures

__all__ = ["plain_jpegs", "quick_pictures"]


class Counted(Watched):
    """A tracker that counts how often it is read."""

    reads = 0

    def body(self) -> bytes:
        self.reads += 1
        return super().body()


@pytest.fixture
def tracker(db: None, quick_pictures: None, settings: Any) -> Iterator[Counted]:
    settings.FRESH_SECONDS = 60
    Account.objects.create(channel="instagram", name="coalition", languages=["en"])
    made = Counted()
    with made.server.running():
        yield made.add()


@pytest.fixture
def approved(tracker: Counted, approver: User) -> list[Announcement]:
    """Two that wait to go out, of one source, which was read a moment ago."""
    tracker.sign("c50")
    tracker.sign("c51")
    assert len(tracker.read()) == 2
    made = [approve(one, approver) for one in Announcement.objects.order_by("pk")]
    tracker.reads = 0
    return made


def ask(*announcements: Announcement) -> list[bool]:
    """May they go?"""
    return [before_sending.ask(only(one)).go for one in announcements]


def seconds_pass(seconds: float) -> None:
    """Everything that was read was read earlier."""
    for source in Source.objects.all():
        ago = timedelta(seconds=seconds)
        Source.objects.update(good_at=source.good_at - ago, read_at=source.read_at - ago)


def test_two_deliveries_within_the_age_make_no_read_besides_the_one_that_was(
    tracker: Counted, approved: list[Announcement]
) -> None:
    assert (ask(*approved), tracker.reads) == ([True, True], 0)


def test_after_the_age_the_first_reads_for_both(tracker: Counted, approved: list[Announcement]) -> None:
    seconds_pass(61)
    assert (ask(*approved), tracker.reads) == ([True, True], 1)
    seconds_pass(61)
    assert (ask(*approved), tracker.reads) == ([True, True], 2)


def test_with_no_age_each_reads(tracker: Counted, approved: list[Announcement], settings: Any) -> None:
    settings.FRESH_SECONDS = 0
    assert (ask(*approved), tracker.reads) == ([True, True], 2)


def test_after_the_age_a_fact_that_turned_is_seen(tracker: Counted, approved: list[Announcement]) -> None:
    seconds_pass(61)
    tracker.set("c50", status="pending")
    assert ask(*approved) == [False, True]
    assert tracker.reads == 2  # other bytes than those of the last good read confirm nothing


def test_a_quarantined_read_does_not_count(tracker: Counted, approved: list[Announcement]) -> None:
    tracker.next_bodies = [b"<html>Log in</html>"]
    assert observe.poll(tracker.source.pk).state == "quarantined"
    assert (ask(approved[0]), tracker.reads) == ([True], 2)


def test_an_ignored_read_does_not_count(tracker: Counted, approved: list[Announcement], comms: User) -> None:
    bad = b"<html>Log in</html>"
    tracker.next_bodies = [bad]
    observe.poll(tracker.source.pk)
    quarantine.ignore_poll(tracker.poll.pk, by=comms)
    assert (ask(approved[0]), tracker.reads) == ([True], 2)


def test_a_read_that_failed_does_not_count(tracker: Counted, approved: list[Announcement]) -> None:
    place = tracker.source.location
    Source.objects.update(location="http://127.0.0.1:9/tracker.csv")
    assert observe.poll(tracker.source.pk).state == "quarantined"
    assert ask(approved[0]) == [False]
    Source.objects.update(location=place)
    assert (ask(approved[0]), tracker.reads) == ([True], 1)


def test_a_read_of_which_a_row_is_held_is_not_whole(tracker: Counted, approved: list[Announcement]) -> None:
    tracker.set("c50", status="lost primary")
    assert (tracker.read(), tracker.held) == ([], ["vocabulary"])
    tracker.reads = 0
    assert (ask(*approved), tracker.reads) == ([False, True], 2)


def test_a_row_that_was_ignored_is_read_again(tracker: Counted, approved: list[Announcement], comms: User) -> None:
    tracker.set("c50", status="lost primary")
    tracker.read()
    quarantine.ignore_row(tracker.source.quarantined_rows.get().pk, by=comms)
    assert (tracker.read(), tracker.held) == ([], [])
    tracker.reads = 0
    assert (ask(*approved), tracker.reads) == ([False, True], 1)


def test_after_an_answer_of_a_person_it_is_read_anew(
    tracker: Counted, approved: list[Announcement], admin: User
) -> None:
    quarantine.remap(tracker.source.pk, statuses={"firmó": "signed"}, by=admin)
    tracker.reads = 0
    assert (ask(approved[0]), tracker.reads) == ([True], 1)


def test_after_a_tracker_called_it_is_read_anew(tracker: Counted, approved: list[Announcement]) -> None:
    HookHint.objects.create(source=tracker.source, asked_at=timezone.now())
    assert (ask(approved[0]), tracker.reads) == ([True], 1)
