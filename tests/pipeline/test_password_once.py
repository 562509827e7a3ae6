"""A worker that logs in with the stored password: whatever becomes of it, no second one leaves by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.accounts import entering
from publisher.accounts import passwords as passwords_of
from publisher.accounts.connecting import connect
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.channels.instagram_client import Connection
from publisher.channels.instagram_transport import PasswordOnce
from publisher.claims import claim
from publisher.errors import Refusal
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


GIVEN = {"username": "coalition", "password": "x"}


@pytest.fixture
def died(transactional_db: None, stage: Stage, logged_out: Announcement) -> Announcement:
    """A worker ended right after it had logged in; more than two minutes ago."""
    assert deaths.worker(work, deaths.after(Connection, "log_in", always=True))
    time_passes(logged_out)
    return logged_out


def fails(stage: Stage) -> None:
    """A person connects it with a session that does not work: nothing of it tells what became of the password."""
    with pytest.raises(Refusal, match="not connected"):
        entering.import_session("instagram", "coalition", GIVEN, {"uuids": {}}, by=stage.approver)


def test_a_form_that_failed_does_not_answer_for_a_worker_that_died(stage: Stage, died: Announcement) -> None:
    fails(stage)
    assert "broke off" in Account.objects.get().pause_reason
    work()
    assert (passwords(stage), Account.objects.get().pause_kind, stage.posts) == (1, "broke_off", [])
    resume(stage.account, by=stage.approver)
    work()
    assert (passwords(stage), only(died).state) == (2, "published")


def test_nor_does_one_that_nobody_finished(stage: Stage, died: Announcement) -> None:
    stage.sandbox.fault("challenge_required", match="send_login_request")
    waits = entering.begin("instagram", "coalition", GIVEN, by=stage.approver).waits
    assert waits
    entering.drop(waits.pk, by=stage.approver)
    before = passwords(stage)
    work()
    assert (passwords(stage), Account.objects.get().pause_kind, stage.posts) == (before, "broke_off", [])


def test_a_pause_for_another_reason_says_it_too(stage: Stage, died: Announcement) -> None:
    pause(stage.account, "Crisis.", "Call the office.", kind="person")
    fails(stage)
    fails(stage)
    account = Account.objects.get()
    assert account.pause_reason == f"Crisis. {passwords_of.BROKE_OFF}"
    assert account.todo.startswith("Call the office. It is not sent again by itself.")


def test_giving_up_a_log_in_is_about_a_persons_own(stage: Stage, died: Announcement) -> None:
    entering.drop(LogIn.objects.get().pk, by=stage.approver)
    work()
    assert (passwords(stage), Account.objects.get().pause_kind) == (1, "broke_off")


def test_a_worker_that_fails_before_it_logs_in_leaves_the_mark_of_the_one_that_died(
    stage: Stage, died: Announcement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(*_: Any) -> Any:
        raise OSError("The disk is away.")

    with monkeypatch.context() as patched:
        patched.setattr(publish, "post_of", not_there)
        work()
    later(only(died), not_before=-1)
    work()
    assert (passwords(stage), Account.objects.get().pause_kind) == (1, "broke_off")


def test_a_form_that_works_leaves_what_would_go_to_a_person(stage: Stage, died: Announcement) -> None:
    assert entering.begin("instagram", "coalition", GIVEN, by=stage.approver).account
    work()
    assert (passwords(stage), only(died).state, LogIn.objects.count()) == (2, "ready", 0)
    resume(stage.account, by=stage.approver)
    work()
    assert (passwords(stage), only(died).state) == (2, "published")
