"""Evidence is looked at in the background until it has gone out, and what dies stops what rests on it."""

import socket
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from publisher import sweep
from publisher.models import Announcement, Evidence, StatusChange, User
from publisher.pipeline import decide, draft, evidence, submit
from publisher.proof.attachments import from_file
from publisher.truth import captures
from publisher.truth.evidence import Standing, standing
from tests.pipeline.proving import HOUR, PDF, piece, told
from tests.pipeline.sites import Site
from tests.pipeline.story import Stage, Tracker, approve, fresh, only, work


def test_it_is_looked_at_hourly_until_it_has_gone_out(stage: Stage, site: Site, settings: Any) -> None:
    settings.UNDO_SECONDS = 3 * 3600
    made = told(stage, site.url)
    work()
    approve(made, stage.approver)
    for hours, asked in ((0.5, 1), (1, 2), (2.1, 3)):
        with time_machine.travel(timezone.now() + hours * HOUR, tick=True):
            work()
        assert len(site.asked) == asked
    with time_machine.travel(timezone.now() + 3.01 * HOUR, tick=True):
        work()
    assert only(made).state == "published"
    with time_machine.travel(timezone.now() + 9 * HOUR, tick=True):
        assert captures.due(timezone.now(), 10) == []


def test_what_dies_after_the_approval_holds_it_at_once(stage: Stage, site: Site, settings: Any) -> None:
    settings.UNDO_SECONDS = 3 * 3600
    made = told(stage, site.url)
    work()
    approve(made, stage.approver)
    site.says("gone", "410 Gone")
    for hours in (1, 2.1):
        with time_machine.travel(timezone.now() + hours * HOUR, tick=True):
            work()
    held = fresh(made)
    assert (held.state, only(made).state) == ("held", "held")
    assert held.reason.startswith(f"The evidence for Maxima Example is dead: {site.url}.")
    assert stage.posts == []


def test_before_sending_nobody_is_asked_again_and_what_is_known_to_be_dead_holds_it(stage: Stage, site: Site) -> None:
    made = told(stage, site.url)
    work()
    approve(made, stage.approver)
    asked = len(site.asked)
    Evidence.objects.update(dead_at=timezone.now(), trouble="Nothing is there any more (404).")
    work()
    assert (fresh(made).state, len(site.asked), stage.posts) == ("held", asked, [])


def test_a_new_change_is_opened_once_even_when_it_is_not_announced(tracker: Tracker, site: Site) -> None:
    tracker.says("oh-3", "refused", evidence=site.url)
    tracker.poll()
    assert draft.draft_new() == []
    assert evidence.capture_due() == 1
    with time_machine.travel(timezone.now() + 2 * HOUR, tick=True):
        assert evidence.capture_due() == 0


def test_old_evidence_of_what_went_out_long_ago_is_left_alone(tracker: Tracker, site: Site) -> None:
    tracker.says("oh-3", "refused", evidence=site.url)
    tracker.poll()
    StatusChange.objects.update(seen_at=timezone.now() - timedelta(days=30))
    assert captures.due(timezone.now(), 10) == []


def test_of_two_who_look_at_once_one_does(stage: Stage, site: Site) -> None:
    item = piece(told(stage, site.url))
    now = timezone.now()
    assert [len(captures.claim([item.pk], now)) for _ in range(2)] == [1, 0]
    with time_machine.travel(now + timedelta(minutes=3), tick=True):  # whoever claimed it died
        assert evidence.capture_due() == 1
    assert len(site.asked) == 1


def test_what_does_not_answer_is_tried_at_growing_intervals(stage: Stage, site: Site) -> None:
    site.says("no", "503 Busy")
    made = told(stage, site.url)
    waits = []
    for _ in range(8):
        evidence.check(made)
        item = piece(made)
        assert item.next_check_at
        assert item.checked_at
        waits.append(round((item.next_check_at - item.checked_at).total_seconds()))
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_watch_without_a_network_costs_a_few_seconds(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "A_LITTLE_WHILE", 0.5)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_rest, **_more: time.sleep(4) or [])
    for key in ("oh-3", "oh-4", "tx-7"):
        stage.tracker.says(key, "signed", evidence=f"https://campaign.example/{key}")
    started = time.monotonic()
    sweep.watch([stage.tracker.source.pk])
    assert time.monotonic() - started < 3.5
    assert Announcement.objects.filter(state="in_review").count() == 3
    assert {standing(item) for item in Evidence.objects.all()} == {Standing.CANNOT_CHECK}


def test_a_watch_opens_what_it_brought(stage: Stage, site: Site) -> None:
    stage.tracker.says("oh-3", "signed", evidence=site.url)
    sweep.watch([stage.tracker.source.pk])
    assert standing(Evidence.objects.get()) is Standing.CAPTURED


def test_the_sweeper_asks_for_what_no_hint_told_of(stage: Stage, site: Site) -> None:
    told(stage, site.url)
    assert sweep.sweep().addresses == 1
    assert evidence.capture_due() == 1
    assert sweep.sweep().addresses == 0


def test_one_of_two_pieces_that_dies_after_the_approval_is_for_people_to_judge(
    stage: Stage, site: Site, comms: User, settings: Any
) -> None:
    settings.UNDO_SECONDS = 3 * 3600
    made = told(stage, site.url)
    submit.attach(made.pk, by=comms, proofs=[from_file(PDF, "pledge.pdf")])
    approve(made, stage.approver)
    site.says("gone", "404 Not Found")
    for hours in (0, 1.1):
        with time_machine.travel(timezone.now() + hours * HOUR, tick=True):
            evidence.check(made)
    assert fresh(made).state == "held"
    with time_machine.travel(timezone.now() + 1.2 * HOUR, tick=True):
        decide.review_again(made.pk, by=comms)
        approve(made, stage.approver, opened=False)
    with time_machine.travel(timezone.now() + 5 * HOUR, tick=True):
        work()
    assert only(made).state == "published"
