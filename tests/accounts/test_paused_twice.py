"""A pause that lasts, and what the service says meanwhile: who resumes it must know both, who can mend it is told."""

from typing import Any

import pytest
from django.core import mail

from publisher.accounts import reasons
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import rest
from publisher.models import Account, User
from publisher.pipeline import publish
from tests.accounts.test_resting import paused, told
from tests.pipeline.story import Stage, only, work


def test_a_block_that_comes_while_it_is_paused_is_kept(account: Account, approver: User) -> None:
    pause(account, "Crisis.", "Call.", kind=reasons.PERSON, by=approver)
    assert not pause(account, "Blocked.", "Wait.", kind="feedback")
    assert (paused().pause_kind, bool(paused().blocked_until)) == ("feedback", True)
    assert paused().pause_reason == "Crisis. Blocked."
    work()
    assert told(approver) == ["Paused: instagram/coalition"]
    for _ in range(3):  # of that pause everything is told now
        pause(account, "Blocked.", "Wait.", kind="feedback")
    work()
    assert (paused().pause_reason, len(told(approver))) == ("Crisis. Blocked.", 1)


@pytest.mark.parametrize("fault", ["challenge_required", "checkpoint_required", "feedback_required"])
def test_what_the_service_says_after_a_person_paused_it_is_kept_and_told(
    stage: Stage, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, send_it = stage.approved(), publish.send
    stage.sandbox.fault(fault, match="media/configure", times=9)

    def paused_meanwhile(*what: Any) -> Any:
        rest(stage.account, "Say nothing today.", by=stage.approver)
        return send_it(*what)

    monkeypatch.setattr(publish, "send", paused_meanwhile)
    work()
    account, kind = paused(), fault.partition("_")[0]
    assert only(made).state == "uncertain"
    assert account.pause_reason.startswith("Say nothing today. Instagram")
    assert (account.pause_kind, bool(account.blocked_until)) == (kind, kind == "feedback")
    assert told(stage.approver) == ["Paused: instagram/coalition"]
    (message,) = [one for one in mail.outbox if one.to == [stage.approver.email] and "Paused" in one.subject]
    assert all(step in message.body for step in reasons.steps(kind, ""))


def test_a_challenge_during_a_block_does_not_shorten_it(account: Account, approver: User) -> None:
    pause(account, "Blocked.", "Wait.", kind="feedback")
    until = paused().blocked_until
    pause(account, "Confirm it.", "Open the app.", kind="challenge")
    assert (paused().pause_kind, paused().blocked_until) == ("challenge", until)
    assert (paused().pause_reason, paused().todo) == ("Blocked. Confirm it.", "Wait. Open the app.")
    work()
    assert len(told(approver)) == 1
