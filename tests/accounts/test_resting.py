"""The circuit breaker: an account rests, is told of once, holds its queue, and goes on only by a person."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from publisher import sweep
from publisher.accounts import reasons
from publisher.accounts.coming import would_go
from publisher.accounts.pausing import MANY, pause
from publisher.accounts.resuming import resume
from publisher.channels import instagram_errors, instagram_graph_errors
from publisher.claims import claim
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, Event, PersonalPart, User
from publisher.pipeline import publish, wait
from tests.pipeline.story import Stage, only, work

UPLOAD = "/rupload_igphoto/"
KEYS = ("oh-3", "oh-4", "wy-0", "tx-7")


def paused() -> Account:
    account = Account.objects.get(name="coalition")
    assert account.paused_at
    return account


def out() -> list[str]:
    """The codes of what was sent, in order."""
    sent = Delivery.objects.filter(state="published").order_by("sending_at")
    return list(sent.values_list("announcement__code", flat=True))


def send() -> None:
    """All that is due, hours later: without looking at evidence, whose site is none here."""
    wait.promote()
    for account in sweep.due_accounts(timezone.now()):
        publish.work_account(account)


def told(user: User) -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [user.email] and "Paused" in message.subject]


def blocked(stage: Stage, fault: str) -> list[Announcement]:
    """Two are due, and the first is answered so."""
    stage.sandbox.fault(fault, match=UPLOAD, times=9)
    made = [stage.approved("oh-3"), stage.approved("oh-4")]
    work()
    stage.sandbox.faults.clear()
    return made


@pytest.mark.parametrize(
    ("fault", "kind", "hours"),
    [
        ("challenge_required", "challenge", None),
        ("checkpoint_required", "checkpoint", None),
        ("feedback_required", "feedback", 24),
        ("please_wait", "please_wait", 4),
    ],
)
def test_it_rests_with_a_reason_and_a_list_of_steps(stage: Stage, fault: str, kind: str, hours: int | None) -> None:
    made = blocked(stage, fault)
    account = paused()
    assert account.pause_kind == kind
    rests = account.blocked_until and account.blocked_until - account.paused_at
    assert rests == (timedelta(hours=hours) if hours else None)
    assert [only(one).state for one in made] == ["paused", "ready"]
    assert stage.posts == []
    (message,) = [one for one in mail.outbox if one.to == [stage.approver.email] and "Paused" in one.subject]
    listed = [line for line in message.body.splitlines() if line[:1].isdigit()]
    assert listed == [f"{n}. {step}" for n, step in enumerate(reasons.steps(kind, ""), 1)]
    assert f"/accounts/{account.pk}/resume/" in message.body


def test_every_reason_that_a_channel_names_has_its_own_list() -> None:
    tables = (instagram_errors.MEANINGS, instagram_graph_errors.BY_CODE, instagram_graph_errors.BY_SUBCODE)
    meanings = [meaning for table in tables for meaning in table.values()]
    assert {meaning.kind for meaning in meanings if meaning.todo} <= set(reasons.REASONS)
    lists = [tuple(map(str, reason.steps)) for reason in reasons.REASONS.values()]
    assert all(len(steps) >= 2 for steps in lists)
    assert len(set(lists)) == len(lists)


def test_the_other_accounts_go_on(stage: Stage, connected: Any) -> None:
    other = connected("second")
    stage.sandbox.fault("feedback_required")
    made = stage.approved()
    work()
    states = dict(made.deliveries.values_list("account__name", "state"))
    assert sorted(states.values()) == ["published", "uncertain"]
    assert Account.objects.filter(paused_at=None).count() == 1
    assert other.pk


def test_it_is_told_once_while_it_lasts_and_again_when_it_begins_anew(stage: Stage, admin: User) -> None:
    blocked(stage, "challenge_required")
    for key in KEYS[2:]:
        stage.approved(key)
        work()
    assert told(stage.approver) == told(admin) == ["Paused: instagram/coalition"]
    stage.sandbox.fault("challenge_required", match=UPLOAD, times=9)
    resume(paused(), by=stage.approver)
    work()
    assert paused()
    assert len(told(stage.approver)) == 2


def test_nobody_is_told_of_a_pause_by_a_person(account: Account, admin: User) -> None:
    pause(account, "Crisis.", "Call.", kind=reasons.PERSON, by=admin)
    work()
    assert told(admin) == []


def refusing(stage: Stage, times: int, *keys: str) -> None:
    """So many uploads are refused; each is of another announcement."""
    stage.sandbox.fault("http_400", match=UPLOAD, times=times)
    for key in keys:
        stage.approved(key)
        work()
    stage.sandbox.faults.clear()


def test_refusals_of_different_deliveries_add_up(stage: Stage) -> None:
    refusing(stage, MANY, *KEYS[:MANY])
    account = paused()
    assert (account.pause_kind, account.refusals) == (reasons.REFUSALS, MANY)
    assert f"refused {MANY} times in a row" in account.pause_reason
    made = stage.approved(KEYS[3])
    work()
    assert (only(made).state, stage.posts) == ("ready", [])


def test_fewer_do_not_and_a_success_ends_the_count(stage: Stage) -> None:
    refusing(stage, MANY - 1, *KEYS[: MANY - 1])
    assert Account.objects.get().refusals == MANY - 1
    stage.approved(KEYS[2])
    work()
    assert (len(stage.posts), Account.objects.get().refusals) == (1, 0)
    refusing(stage, 1, KEYS[3])
    assert (Account.objects.get().paused_at, Account.objects.get().refusals) == (None, 1)


def test_after_a_resume_the_next_refusal_pauses_at_once(stage: Stage) -> None:
    refusing(stage, MANY, *KEYS[:MANY])
    resume(paused(), by=stage.approver)
    refusing(stage, 1, KEYS[3])
    assert paused().refusals == MANY + 1
    assert len(told(stage.approver)) == 2


def test_a_service_that_cannot_be_reached_refuses_nothing(stage: Stage) -> None:
    stage.sandbox.fault("drop", match=UPLOAD, times=MANY)
    for key in KEYS[:MANY]:
        stage.approved(key)
    work()
    assert (Account.objects.get().refusals, Account.objects.get().paused_at) == (0, None)


def test_a_resume_before_its_time_needs_a_reason(stage: Stage) -> None:
    blocked(stage, "feedback_required")
    account = paused()
    with pytest.raises(Refusal, match="is blocked until"):
        resume(account, by=stage.approver)
    resume(account, by=stage.approver, forced="The app says it is lifted.")
    event = Event.objects.get(what="resumed")
    assert PersonalPart.objects.get(event=event).fields["reason"] == "The app says it is lifted."
    work()
    assert len(stage.posts) == 2


def test_when_its_time_is_over_nothing_leaves_by_itself(stage: Stage) -> None:
    blocked(stage, "please_wait")
    assert paused().blocked_until
    with time_machine.travel(paused().blocked_until + timedelta(seconds=1)):
        send()
        assert stage.posts == []
        assert resume(paused(), by=stage.approver) == 2
        send()
    assert len(stage.posts) == 2


def test_what_would_go_first_is_what_goes_first(stage: Stage) -> None:
    blocked(stage, "challenge_required")
    correction = stage.approved("wy-0")
    wait.promote()
    Announcement.objects.filter(pk=correction.pk).update(kind="correction")
    order = would_go(paused())
    assert [one.names for one in order] == ["Iker Sample", "Maxima Example", "Noor Placeholder"]
    assert [one.since for one in order] == [one.deliveries.get().planned_at for one in made_of(order)]
    assert resume(paused(), by=stage.approver, shown=[one.mark for one in order]) == 3
    work()
    assert out() == [one.code for one in order]


def made_of(order: Any) -> list[Announcement]:
    return [Announcement.objects.get(pk=one.announcement) for one in order]


def test_an_order_that_changed_meanwhile_is_shown_again(stage: Stage) -> None:
    blocked(stage, "challenge_required")
    seen = [one.mark for one in would_go(paused())]
    stage.approved("wy-0")
    wait.promote()
    with pytest.raises(Refusal, match="no longer as you saw it"):
        resume(paused(), by=stage.approver, shown=seen)
    assert paused()


def test_the_first_goes_alone_and_then_a_person_is_asked_again(stage: Stage) -> None:
    first, second = blocked(stage, "challenge_required")
    assert resume(paused(), by=stage.approver, first=True) == 1
    work()
    assert out() == [first.code]
    assert (paused().pause_kind, only(second).state) == (reasons.PROBE, "ready")
    assert first.code in paused().pause_reason
    assert len(told(stage.approver)) == 2
    resume(paused(), by=stage.approver)
    work()
    assert out() == [first.code, second.code]


def test_the_first_that_is_no_longer_so_is_held_and_lets_nothing_else_go(stage: Stage) -> None:
    first, second = blocked(stage, "challenge_required")
    stage.tracker.says("oh-3", "pending")
    resume(paused(), by=stage.approver, first=True)
    work()
    assert (only(first).state, only(second).state, stage.posts) == ("held", "ready", [])
    assert "did not go out" in paused().pause_reason


def test_the_first_that_is_in_doubt_is_looked_for_before_anybody_is_asked(stage: Stage) -> None:
    first, second = blocked(stage, "challenge_required")
    stage.sandbox.fault("drop_after")
    resume(paused(), by=stage.approver, first=True)
    work()
    assert (only(first).state, only(second).state) == ("uncertain", "ready")
    assert Account.objects.get().paused_at is None
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        work()
    assert (only(first).state, paused().pause_kind, len(stage.posts)) == ("published", reasons.PROBE, 1)


def test_what_was_taken_up_before_does_not_leave_beside_the_first(stage: Stage) -> None:
    first, second = stage.approved("oh-3"), stage.approved("oh-4")
    wait.promote()
    taken = claim(stage.account.pk)
    assert taken
    assert taken.delivery == only(first)
    Announcement.objects.filter(pk=second.pk).update(kind="correction")
    pause(stage.account, "Crisis.", "Call.")
    resume(paused(), by=stage.approver, first=True)
    assert Account.objects.get().probe == only(second)
    publish.publish(taken)
    assert (only(first).state, only(first).reason, stage.posts) == ("ready", "Another one goes first.", [])


def test_nothing_can_go_first_where_nothing_waits(account: Account, approver: User) -> None:
    pause(account, "Crisis.", "Call.")
    with pytest.raises(Refusal, match="Nothing waits"):
        resume(account, by=approver, first=True)
