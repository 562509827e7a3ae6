"""A read that cannot be trusted changes nothing, says why, and heals by a good one."""

from pathlib import Path

import pytest

from publisher.models import Poll, RowVersion, Source, StatusChange
from tests.pipeline.story import Tracker

pytestmark = pytest.mark.every_test

HEADER = "id,name,office,state,district,party,status,date,evidence\n"
BROKEN = {
    "an unknown word": (HEADER + "oh-3,Maxima Example,House,OH,3,,perhaps,,\n", "perhaps"),
    "a missing column": (HEADER.replace("status", "answer") + "oh-3,Maxima Example,House,OH,3,,signed,,\n", "status"),
    "an empty file": ("", "empty"),
    "only the header": (HEADER, "row"),
    "a web page": ("<!doctype html><html><body>Log in</body></html>", "page"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_trusted_is_quarantined_whole(tracker: Tracker, text: str, said: str) -> None:
    before = set(RowVersion.objects.values_list("key", "status", "last_seen"))
    tracker.file.write_text(text)
    report = tracker.poll()
    assert report.state == "quarantined"
    assert said in report.reason.lower()
    assert set(RowVersion.objects.values_list("key", "status", "last_seen")) == before
    assert not StatusChange.objects.exists()


def test_the_same_trouble_is_quarantined_once(tracker: Tracker) -> None:
    tracker.file.write_text("")
    for _ in range(3):
        tracker.poll()
    assert Poll.objects.filter(state="quarantined").count() == 1


def test_another_trouble_is_told_anew(tracker: Tracker) -> None:
    for text in ("", "<html></html>"):
        tracker.file.write_text(text)
        tracker.poll()
    assert Poll.objects.filter(state="quarantined").count() == 2


def test_a_good_read_heals_what_was_quarantined(tracker: Tracker) -> None:
    tracker.file.write_text("")
    tracker.poll()
    tracker.says("oh-3", "signed")
    assert len(tracker.poll().changes) == 1
    bad = Poll.objects.get(state="healed")
    assert bad.healed_by == Poll.objects.get(state="accepted", baseline=False)


def test_the_same_bytes_again_heal_too(tracker: Tracker) -> None:
    good = tracker.file.read_bytes()
    tracker.file.write_text("")
    tracker.poll()
    tracker.file.write_bytes(good)
    assert tracker.poll().state == "unchanged"
    assert not Poll.objects.filter(state="quarantined").exists()


def test_a_file_that_is_gone_is_quarantined(tracker: Tracker) -> None:
    tracker.file.unlink()
    report = tracker.poll()
    assert (report.state, str(tracker.file) in report.reason) == ("quarantined", True)


def test_the_brake_stops_what_looks_like_an_accident(tracker: Tracker) -> None:
    Source.objects.update(limits={"changed_rows": 2, "changed_share": 0})
    for key in ("oh-3", "oh-4", "tx-7"):
        tracker.says(key, "signed")
    report = tracker.poll()
    assert (report.state, "at most 2 status changes" in report.reason) == ("quarantined", True)
    assert not StatusChange.objects.exists()


def test_half_a_file_is_stopped(tracker: Tracker) -> None:
    for key in ("oh-3", "oh-4", "tx-7"):
        tracker.lose(key)
    assert tracker.poll().state == "quarantined"


def test_a_baseline_with_rows_that_cannot_be_read_is_stopped(db: None, tmp_path: Path) -> None:
    """Held rows that are corrected later would look like new people who have just signed."""
    tracker = Tracker(tmp_path / "tracker.csv")
    tracker.add()
    for key in ("oh-3", "oh-4"):
        tracker.says(key, "signed", district="no number")
    assert tracker.poll().state == "quarantined"
