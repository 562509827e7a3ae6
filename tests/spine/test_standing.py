"""What is to go out and does not get there needs a look, and says so everywhere in the same words."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from publisher import files, sweep
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement, Delivery, User
from publisher.pipeline import wait
from publisher.queueing import queue
from publisher.showing import show
from publisher.states import Screen
from tests.conftest import Done
from tests.pipeline.story import Stage, approve, drafted, later, only, work

Cli = Callable[..., Done]


def everywhere(made: Announcement, by: User, cli: Cli) -> dict[str, str]:
    """What each door says of it: its word, and all its text."""
    client = Client()
    client.force_login(by)
    row = next(row for row in json.loads(cli("queue", "--json").out) if row["id"] == made.pk)
    shown = json.loads(cli("show", str(made.pk), "--json").out)
    cards = client.get("/").content.decode().split('<section class="section ')
    return {
        "queue --json": f"{row['screen']} {row['reason']} {row['todo']}",
        "show --json": f"{shown['screen']} {shown['deliveries'][0]['reason']} {shown['deliveries'][0]['todo']}",
        "show": cli("show", str(made.pk)).out,
        "the queue": next(part for part in cards if f"/announcements/{made.pk}/" in part),
        "the page": client.get(f"/announcements/{made.pk}/").content.decode(),
    }


def assert_needs_a_look(made: Announcement, by: User, cli: Cli, reason: str, todo: str) -> None:
    for door, text in everywhere(made, by, cli).items():
        assert "Needs a look" in text, door
        assert "Going out" not in text, door
        assert reason in text, door
        assert todo in text, door


def look_of(made: Announcement) -> tuple[Screen, str]:
    row = next(row for row in queue() if row.announcement.pk == made.pk)
    return row.screen, row.reason


@pytest.mark.parametrize("state", ["waiting", "ready"])
def test_what_is_due_on_a_paused_account(stage: Stage, cli: Cli, settings: Any, state: str) -> None:
    settings.UNDO_SECONDS = 300 if state == "waiting" else 0
    made = stage.approved()
    pause(stage.account, "The campaign asked us to wait.", "Call the office.")
    sweep.sweep()
    assert only(made).state == state
    reason = "The account instagram/coalition is paused: The campaign asked us to wait."
    assert_needs_a_look(made, stage.approver, cli, reason, "Call the office. It goes out when")
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver)
    assert look_of(made) == (Screen.GOING, "")


def test_what_waits_behind_the_delivery_that_paused_the_account(stage: Stage, cli: Cli) -> None:
    stage.sandbox.fault("challenge_required", match="/rupload_igphoto/", times=9)
    first, second = stage.approved("oh-3"), approve(drafted(stage.tracker, "oh-4"), stage.approver)
    work()
    assert (only(first).state, only(second).state) == ("paused", "ready")
    account = Account.objects.get(pk=stage.account.pk)
    assert_needs_a_look(second, stage.approver, cli, account.pause_reason, account.todo)


def test_what_went_out_in_part(stage: Stage, connected: Callable[..., Account]) -> None:
    """A success with a note beside it hides no trouble."""
    connected("second")
    made = stage.approved()
    pause(stage.account, "Crisis.", "Call.")
    work()
    Delivery.objects.filter(state="published").update(reason="Copies: 2 sent, 1 refused.")
    assert look_of(made) == (Screen.LOOK, "The account instagram/coalition is paused: Crisis.")


def test_a_lost_picture(stage: Stage, cli: Cli) -> None:
    made = stage.approved()
    default_storage.delete(files.place(made.revision.manifest["acts"][0]["slides"][0]["sha256"]))
    work()
    assert_needs_a_look(made, stage.approver, cli, "is missing. Restore it from a backup", "or stop it")


def test_secrets_that_do_not_open(stage: Stage, cli: Cli) -> None:
    made = stage.approved()
    Account.objects.update(secrets="sealed with a key that is lost")
    work()
    assert_needs_a_look(made, stage.approver, cli, "do not open with PUBLISHER_SECRET_KEY", "connect the account again")


def test_what_was_tried_three_times_without_getting_through(stage: Stage, cli: Cli) -> None:
    stage.sandbox.fault("http_500", match="/rupload_igphoto/", times=99)
    made = stage.approved()
    for tries in (1, 2):
        work()
        assert (only(made).state, only(made).attempts, look_of(made)[0]) == ("ready", tries, Screen.GOING)
        later(only(made), not_before=-1)
    work()
    assert_needs_a_look(made, stage.approver, cli, only(made).reason, "tried again by itself")
    stage.sandbox.faults.clear()
    later(only(made), not_before=-1)
    work()
    assert look_of(made) == (Screen.LIVE, "")


def test_a_tracker_that_stays_silent(stage: Stage, cli: Cli) -> None:
    made = stage.approved()
    text = stage.tracker.file.read_bytes()
    stage.tracker.file.unlink()
    work()
    assert (only(made).state, look_of(made)[0]) == ("ready", Screen.GOING)
    later(only(made), planned_at=-599)
    assert look_of(made)[0] == Screen.GOING
    later(only(made), planned_at=-601)
    todo = "See under Sources why the tracker cannot be read, then it goes out by itself; or stop it."
    assert_needs_a_look(made, stage.approver, cli, "cannot be asked right now", todo)
    stage.tracker.file.write_bytes(text)
    later(only(made), not_before=-1)
    work()
    assert (look_of(made), only(made).todo) == ((Screen.LIVE, ""), "")


def test_a_row_that_stays_away(stage: Stage) -> None:
    made = stage.approved()
    stage.tracker.lose("oh-3")
    work()
    later(only(made), planned_at=-601)
    screen, reason = look_of(made)
    assert (screen, "A missing row proves nothing" in reason) == (Screen.LOOK, True)


def test_a_long_mailing_that_goes_on_is_not_stuck(stage: Stage) -> None:
    made = stage.approved()
    wait.promote()
    Delivery.objects.update(reason="Copies still to be sent: 9.", planned_at=timezone.now() - timedelta(hours=1))
    assert look_of(made)[0] == Screen.GOING


def test_what_is_due_on_an_account_that_is_retired(stage: Stage) -> None:
    made = stage.approved()
    Account.objects.update(retired_at=timezone.now())
    assert look_of(made) == (Screen.LOOK, "The account instagram/coalition is retired.")


def test_nothing_that_is_stuck_has_a_time(stage: Stage, cli: Cli) -> None:
    stage.approved()
    assert json.loads(cli("queue", "--json").out)[0]["due"]
    pause(stage.account, "Crisis.", "Call.")
    assert json.loads(cli("queue", "--json").out)[0]["due"] is None


def test_a_command_that_works_tells_what_is_stuck_and_why(stage: Stage) -> None:
    pause(stage.account, "Crisis.", "Call.")
    made = stage.approved()
    work()
    (row,) = sweep.what_waits()
    paused = "The account instagram/coalition is paused: Crisis."
    assert (row.announcement, row.until, row.reason) == (made.pk, None, paused)
    assert show(made)["deliveries"][0]["stuck"] is True
