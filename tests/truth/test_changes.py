"""The fact is written once, whoever says it first."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from publisher.errors import Refusal
from publisher.models import Announcement, StatusChange, User
from publisher.pipeline import draft
from tests.pipeline.story import EVIDENCE, Tracker


@pytest.mark.django_db(transaction=True)
def test_a_trigger_and_a_poll_at_once_tell_it_once(tmp_path: Path, organizer: User) -> None:
    tracker = Tracker(tmp_path / "tracker.csv")
    tracker.add()
    tracker.poll()
    tracker.says("oh-3", "signed")
    start = threading.Barrier(2)

    def trigger() -> None:
        start.wait(5)
        try:
            draft.trigger("oh-3", status="signed", evidence_url=EVIDENCE, by=organizer)
        except Refusal:
            pass
        finally:
            connection.close()

    def poll() -> None:
        start.wait(5)
        tracker.poll()
        connection.close()

    threads = [threading.Thread(target=act) for act in (trigger, poll)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    draft.draft_new()
    assert StatusChange.objects.count() == Announcement.objects.count() == 1


def test_evidence_that_comes_later_is_kept_with_the_change(tracker: Tracker) -> None:
    tracker.says("oh-3", "signed", evidence="")
    tracker.poll()
    tracker.says("oh-3", "signed")
    tracker.poll()
    assert [item.url for item in StatusChange.objects.get().evidence.all()] == [EVIDENCE]
