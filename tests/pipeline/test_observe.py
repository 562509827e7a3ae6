"""What a read of the tracker records, and what it does not."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from publisher.models import Announcement, Candidacy, Person, Poll, RowVersion, Source, SourceKey, StatusChange
from publisher.pipeline import draft, observe
from tests.pipeline.story import EVIDENCE, Tracker

pytestmark = pytest.mark.every_test


def test_the_first_read_is_a_silent_baseline(db: None, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path / "tracker.csv")
    tracker.says("oh-3", "signed")
    tracker.add()
    report = tracker.poll()
    assert (report.state, report.baseline, report.rows, report.changes) == ("accepted", True, 4, [])
    assert not draft.draft_new()
    assert set(SourceKey.objects.values_list("key", "status")) >= {("oh-3", "signed"), ("oh-4", "pending")}


def test_a_signature_is_one_change_and_one_announcement(tracker: Tracker) -> None:
    tracker.says("oh-3", "signed", date="2026-03-12")
    for _ in range(3):
        tracker.poll()
        draft.draft_new()
    change = StatusChange.objects.get()
    assert (change.before, change.after, change.origin) == ("pending", "signed", "tracker")
    assert (str(change.said_at), change.precision) == ("2026-03-12", "day")
    assert change.evidence.get().url == EVIDENCE
    assert change.row_version.raw["status"] == "signed"
    assert Announcement.objects.get().subjects.get().change == change


def test_a_row_that_is_new_and_signed_changes_from_none(tracker: Tracker) -> None:
    tracker.says("oh-9", "signed")
    tracker.poll()
    change = StatusChange.objects.get()
    assert (change.before, change.after, change.candidacy.person.name) == ("none", "signed", "Newcomer Example")


def test_a_row_that_is_new_and_pending_is_no_event(tracker: Tracker) -> None:
    tracker.says("oh-9", "pending")
    assert tracker.poll().changes == []
    tracker.says("oh-9", "signed")
    tracker.poll()
    assert StatusChange.objects.get().before == "pending"


def test_each_way_of_the_status_is_a_change(tracker: Tracker) -> None:
    for status in ("signed", "rescinded", "refused", "pending"):
        tracker.says("oh-3", status)
        tracker.poll()
    told = list(StatusChange.objects.order_by("id").values_list("before", "after"))
    assert told == [
        ("pending", "signed"),
        ("signed", "rescinded"),
        ("rescinded", "refused"),
        ("refused", "pending"),
    ]


def test_only_signatures_are_drafted_by_default(tracker: Tracker) -> None:
    tracker.says("oh-3", "refused")
    tracker.says("oh-4", "signed")
    tracker.poll()
    assert [a.subjects.get().change.after for a in draft.draft_new()] == ["signed"]


def test_unchanged_reads_write_no_row(tracker: Tracker) -> None:
    before = list(RowVersion.objects.order_by("id").values())
    tracker.poll()
    tracker.file.write_text(tracker.file.read_text() + "\n")  # other bytes, the same rows
    assert tracker.poll().state == "accepted"
    assert list(RowVersion.objects.order_by("id").values()) == before


def test_only_the_row_that_changed_gets_a_version(tracker: Tracker) -> None:
    tracker.says("oh-3", "signed")
    tracker.poll()
    assert RowVersion.objects.count() == 5
    old, new = RowVersion.objects.filter(key="oh-3").order_by("id")
    assert (old.status, old.last_seen == new.first_seen, old.last_poll) == ("pending", True, new.first_poll)
    assert (new.status, new.last_seen) == ("signed", None)


def test_a_missing_row_is_no_event(tracker: Tracker) -> None:
    tracker.lose("oh-3")
    assert tracker.poll().changes == []
    assert SourceKey.objects.get(key="oh-3").missing_since
    assert not StatusChange.objects.exists()


def test_a_row_that_comes_back_is_no_event(tracker: Tracker) -> None:
    row = tracker.rows["oh-3"]
    tracker.lose("oh-3")
    tracker.poll()
    tracker.rows["oh-3"] = row
    tracker.save()
    assert tracker.poll().changes == []
    assert SourceKey.objects.get(key="oh-3").missing_since is None


def test_a_new_name_or_party_is_no_event_but_kept(tracker: Tracker) -> None:
    tracker.says("oh-3", "pending", name="Maxima Example-Newname", party="Independent")
    assert tracker.poll().changes == []
    candidacy = SourceKey.objects.get(key="oh-3").candidacy
    assert (candidacy.person.name, candidacy.party) == ("Maxima Example-Newname", "Independent")
    assert (Person.objects.count(), Candidacy.objects.count()) == (4, 4)


def test_a_change_must_stand_for_the_settle_time(tracker: Tracker) -> None:
    Source.objects.update(settle_seconds=600)
    tracker.says("oh-3", "signed")
    assert tracker.poll().changes == []
    assert tracker.poll(now=timezone.now() + timedelta(seconds=590)).changes == []
    assert len(tracker.poll(now=timezone.now() + timedelta(seconds=610)).changes) == 1


def test_a_change_taken_back_within_the_settle_time_never_was(tracker: Tracker) -> None:
    Source.objects.update(settle_seconds=600)
    for status in ("signed", "pending"):
        tracker.says("oh-3", status)
        tracker.poll()
    assert tracker.poll(now=timezone.now() + timedelta(hours=1)).changes == []


def test_another_map_is_another_silent_baseline(tracker: Tracker) -> None:
    Source.objects.update(columns=tracker.source.columns | {"party": "evidence"})
    tracker.says("oh-3", "signed")
    report = tracker.poll()
    assert (report.baseline, report.changes) == (True, [])


def test_a_new_word_is_no_new_map(tracker: Tracker) -> None:
    Source.objects.update(statuses={"yes": "signed"})
    tracker.says("oh-3", "yes")
    report = tracker.poll()
    assert (report.baseline, len(report.changes)) == (False, 1)


def test_a_paused_source_is_not_read(tracker: Tracker) -> None:
    Source.objects.update(paused_at=timezone.now())
    tracker.says("oh-3", "signed")
    assert tracker.poll().state == ""
    assert Poll.objects.count() == 1


def test_a_reader_that_died_is_replaced_when_its_lease_ends(tracker: Tracker) -> None:
    Source.objects.update(lease_until=timezone.now() + timedelta(seconds=60))
    assert tracker.poll().state == ""
    assert tracker.poll(now=timezone.now() + timedelta(seconds=61)).state == "unchanged"


@pytest.mark.django_db(transaction=True)
def test_of_two_readers_at_once_one_reads(tracker: Tracker) -> None:
    tracker.says("oh-3", "signed")
    start = threading.Barrier(2)
    states: list[str] = []

    def read() -> None:
        start.wait(5)
        states.append(observe.poll(tracker.source.pk).state)
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert "accepted" in states
    assert set(states) <= {"accepted", "unchanged", ""}
    assert StatusChange.objects.count() == 1
