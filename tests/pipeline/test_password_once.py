"""A worker that logs in with the stored password: whatever becomes of it, no second one leaves by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts import passwords as passwords_of
from publisher.accounts.opening import connect
from publisher.accounts.resuming import resume
from publisher.channels.instagram_client import Connection
from publisher.channels.instagram_transport import PasswordOnce
from publisher.claims import claim
from publisher.models import Account, Announcement, LogIn, Notice
from publisher.pipeline import publish, reconcile, wait
from publisher.sandbox.instagram_things import Account as Login
from tests.chaos.matrix import deaths
from tests.pipeline.story import Stage, later, only, work


@pytest.fixture
def logged_out(stage: Stage) -> Announcement:
    """Due, on an account without a session."""
    Account.objects.update(session="")
    return stage.approved()


def passwords(stage: Stage) -> int:
    return int(stage.sandbox.state["requests"].get("password", 0))


def time_passes(made: Announcement) -> None:
    """Whoever was at it is dead."""
    later(only(made), lease_until=-1)
    Account.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    LogIn.objects.update(busy_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_that_dies_after_the_log_in_leaves_it_to_a_person(
    transactional_db: None, stage: Stage, logged_out: Announcement
) -> None:
    assert deaths.worker(work, deaths.after(Connection, "log_in", always=True))
    for _ in range(3):
        time_passes(logged_out)
        work()
    account = Account.objects.get()
    assert (passwords(stage), account.pause_kind, stage.posts) == (1, "broke_off", [])
    assert "broke off" in account.pause_reason
    assert (only(logged_out).state, only(logged_out).todo) == ("paused", account.todo)
    assert Notice.objects.filter(kind="paused").exists()


def test_resumed_by_a_person_it_logs_in_once_more(
    transactional_db: None, stage: Stage, logged_out: Announcement
) -> None:
    deaths.worker(work, deaths.after(Connection, "log_in", always=True))
    time_passes(logged_out)
    work()
    resume(stage.account, by=stage.approver)
    work()
    assert (passwords(stage), only(logged_out).state, LogIn.objects.count()) == (2, "published", 0)


@pytest.mark.parametrize(
    ("place", "step", "sent", "state"),
    [(Connection, "_code", 1, "published"), (PasswordOnce, "arm", 0, "paused")],  # before the mark, and right after it
)
def test_one_that_died_before_is_tried_again_as_long_as_nothing_can_have_left(
    transactional_db: None, stage: Stage, logged_out: Announcement, place: Any, step: str, sent: int, state: str
) -> None:
    deaths.worker(work, deaths.on_entering(place, step))
    time_passes(logged_out)
    work()
    assert (passwords(stage), only(logged_out).state) == (sent, state)


def test_what_came_of_it_takes_the_mark_away(stage: Stage, logged_out: Announcement) -> None:
    stage.sandbox.fault("drop", match="rupload")
    work()
    assert (passwords(stage), only(logged_out).state, LogIn.objects.count()) == (1, "ready", 0)
    later(only(logged_out), not_before=-1)
    work()
    assert (passwords(stage), only(logged_out).state) == (1, "published")


def test_a_password_that_was_refused_is_a_pause_and_no_mark(stage: Stage, logged_out: Announcement) -> None:
    stage.sandbox.store.add_account(Login("coalition", "another"))
    work()
    account = Account.objects.get()
    assert (account.pause_kind, passwords(stage), LogIn.objects.count()) == ("password", 1, 0)


def test_one_that_was_refused_in_words_that_nobody_knows_is_a_pause_too(stage: Stage, logged_out: Announcement) -> None:
    """The next delivery would send it again."""
    stage.approved("oh-4")
    stage.sandbox.fault("bad_request", match="send_login_request", words="Sorry, not today.", times=None)
    work()
    account = Account.objects.get()
    assert (account.pause_kind, passwords(stage), LogIn.objects.count()) == ("session", 1, 0)
    assert "Sorry, not today." in account.pause_reason


def test_while_a_person_connects_it_no_worker_logs_in(stage: Stage, logged_out: Announcement) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    LogIn.objects.create(channel="instagram", name="coalition", needs="code", expires_at=soon)
    work()
    assert (passwords(stage), only(logged_out).state, stage.account.paused_at) == (0, "ready", None)
    assert "connecting it" in only(logged_out).reason
    assert LogIn.objects.count() == 1


def test_a_late_worker_leaves_the_mark_of_the_one_that_took_over(stage: Stage, logged_out: Announcement) -> None:
    wait.promote()
    late = claim(stage.account.pk)
    assert late
    time_passes(logged_out)
    reconcile.recover()
    newer = claim(stage.account.pk)
    assert newer
    passwords_of.about_to_leave(newer.account)
    publish.publish(late)
    assert (passwords(stage), LogIn.objects.count()) == (0, 1)


def test_who_connects_it_anew_ends_the_question(transactional_db: None, stage: Stage, logged_out: Announcement) -> None:
    deaths.worker(work, deaths.after(Connection, "log_in", always=True))
    time_passes(logged_out)
    connect("instagram", "coalition", {"username": "coalition", "password": "x"})
    work()
    assert (passwords(stage), only(logged_out).state, LogIn.objects.count()) == (2, "published", 0)
