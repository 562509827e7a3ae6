"""Pausing and resuming."""

import pytest

from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.errors import Refusal
from publisher.models import Account, Event, User


def test_a_pause_says_why_and_what_to_do(account: Account, comms: User) -> None:
    pause(account, "Crisis.", "Call the office.", by=comms)
    paused = Account.objects.get()
    assert (bool(paused.paused_at), paused.pause_reason, paused.todo) == (True, "Crisis.", "Call the office.")
    assert Event.objects.get(what="paused").role == "comms"


def test_the_first_reason_stays_with_what_comes_after_it(account: Account) -> None:
    pause(account, "First.", "Do x.")
    assert not pause(account, "Second.", "Do y.")
    assert not pause(account, "Second.", "Do y.")
    now = Account.objects.get()
    assert (now.pause_reason, now.todo) == ("First. Second.", "Do x. Do y.")
    assert Event.objects.filter(what="paused").count() == 2


def test_a_resumed_account_has_no_reason_left(account: Account, approver: User) -> None:
    pause(account, "Crisis.", "Call.")
    assert resume(account, by=approver) == 0
    again = Account.objects.get()
    assert (again.paused_at, again.pause_reason, again.todo) == (None, "", "")


def test_only_approvers_resume(account: Account, comms: User) -> None:
    pause(account, "Crisis.", "Call.")
    with pytest.raises(Refusal, match="approver"):
        resume(account, by=comms)
    assert Account.objects.get().paused_at


def test_what_is_not_paused_is_not_resumed(account: Account) -> None:
    with pytest.raises(Refusal, match="is not paused"):
        resume(account)
