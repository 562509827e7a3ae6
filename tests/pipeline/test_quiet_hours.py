"""In quiet hours nothing leaves, whatever made it ready; it goes out by itself when they are over."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher import sweep
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement
from publisher.pipeline import publish, reconcile, wait
from publisher.queueing import queue
from publisher.showing import iso, show
from publisher.web.deliveries import next_due
from tests.pipeline.story import Stage, later, only, work


def quiet(settings: Any) -> datetime:
    """It is night from an hour ago on; gives when it ends, about an hour from now."""
    now = timezone.now()
    ends = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    settings.QUIET_HOURS = f"{now - timedelta(hours=1):%H:%M}-{ends:%H:%M} UTC"
    return ends


def resumed(stage: Stage) -> Announcement:
    """What was paused by day goes on by night."""
    stage.sandbox.fault("challenge_required", match="/rupload_igphoto/", times=9)
    made = stage.approved()
    work()
    stage.sandbox.faults.clear()
    assert only(made).state == "paused"
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    return made


def sent_again(stage: Stage) -> Announcement:
    stage.sandbox.fault("drop")
    made = stage.approved()
    work()
    assert only(made).state == "uncertain"
    reconcile.not_there(only(made), by=stage.approver, reason="It is not there.")
    return made


def tried_again(stage: Stage) -> Announcement:
    stage.sandbox.fault("http_500", match="/rupload_igphoto/", times=1)
    made = stage.approved()
    work()
    later(only(made), not_before=-1)
    return made


@pytest.mark.parametrize("prepare", [resumed, sent_again, tried_again])
def test_nothing_is_taken_until_they_are_over(stage: Stage, settings: Any, prepare: Any) -> None:
    made = prepare(stage)
    tries = only(made).attempts
    quiet(settings)
    work()
    assert publish.work_account(stage.account.pk) == 0
    assert (only(made).state, only(made).attempts, stage.posts) == ("ready", tries, [])
    settings.QUIET_HOURS = ""
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_nobody_is_asked_to_work_then(stage: Stage, settings: Any) -> None:
    stage.approved()
    wait.promote()
    assert sweep.due_accounts(timezone.now()) == [stage.account.pk]
    ends = quiet(settings)
    assert sweep.due_accounts(timezone.now()) == []
    assert sweep.due_accounts(ends) == [stage.account.pk]


def test_every_door_says_when_they_are_over(stage: Stage, settings: Any) -> None:
    made = stage.approved()
    wait.promote()
    ends = quiet(settings)
    (row,) = queue()
    assert row.due == next_due([only(made)]) == sweep.what_waits()[0].until == ends
    assert show(made)["deliveries"][0]["due"] == iso(ends)


def test_what_was_being_prepared_when_they_began_goes_out_after_them(
    stage: Stage, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, prepare = stage.approved(), publish.prepare
    ends: list[datetime] = []

    def until_night(*what: Any) -> Any:
        prepared = prepare(*what)
        ends.append(quiet(settings))
        return prepared

    monkeypatch.setattr(publish, "prepare", until_night)
    work()
    waits = only(made)
    assert (waits.state, waits.not_before, waits.attempts, stage.posts) == ("ready", ends[0], 0, [])
    assert waits.reason == "Quiet hours began before it was sent; it goes out after them."
    settings.QUIET_HOURS = ""
    monkeypatch.undo()
    later(waits, not_before=-1)
    work()
    assert len(stage.posts) == 1
