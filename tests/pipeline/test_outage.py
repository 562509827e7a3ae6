"""A service that is down for an evening fails nothing; what is given up in the end goes on without a new approval."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from publisher import sweep
from publisher.accounts.pausing import pause
from publisher.errors import Refusal
from publisher.models import Announcement, Decision, Event, Subscriber, User
from publisher.pipeline import decide, once_more, publish
from publisher.queueing import queue
from publisher.rules.retries import ATTEMPTS
from tests.pipeline.story import Stage, later, only, work

pytestmark = pytest.mark.every_test


def down(stage: Stage) -> None:
    stage.sandbox.fault("http_500", match="/rupload", times=999)


def send() -> None:
    """All that is due, without looking at evidence, whose site is none here."""
    for account in sweep.due_accounts(timezone.now()):
        publish.work_account(account)


@pytest.fixture
def given_up(stage: Stage, settings: Any) -> Announcement:
    """Tried so often that a person is asked; its mail asks whether to go without it."""
    settings.MAIL_AFTER_SECONDS = 1800
    Subscriber.objects.create(email="reader@example.org", consent_source="a test", consent_at=timezone.now())
    down(stage)
    made = stage.approved()
    for _ in range(ATTEMPTS):
        sweep.work_once()
        later(only(made), not_before=-1)
    work()
    assert (only(made).state, only(made).attempts, only(made, "mail").state) == ("failed", ATTEMPTS, "held")
    stage.sandbox.faults.clear()
    return made


def test_an_evening_without_the_service_fails_nothing_and_it_goes_out_by_itself(stage: Stage) -> None:
    down(stage)
    made, began = stage.approved(), timezone.now()
    work()
    waits = []
    while only(made).not_before < began + timedelta(hours=6):
        at = only(made).not_before
        with time_machine.travel(at, tick=True):
            send()
        waits.append(only(made).not_before - at)
        assert only(made).state == "ready"
    assert [round(wait.total_seconds() / 60) for wait in waits] == [4, 8, 16, 32, 64, 128, 240]
    stage.sandbox.faults.clear()
    with time_machine.travel(only(made).not_before, tick=True):
        send()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_after_the_last_attempt_it_says_at_once_what_a_person_can_do(given_up: Announcement) -> None:
    row = queue()[0]
    assert row.screen.value == "Needs a look"
    assert row.reason.startswith("It was tried 10 times without success. Instagram failed to answer")
    assert row.todo.startswith("Once that is mended, try it again: it needs no new approval.")


def test_it_goes_out_without_a_new_approval_and_its_mail_goes_on(
    stage: Stage, given_up: Announcement, client: Client
) -> None:
    decided = Decision.objects.count()
    client.force_login(stage.approver)
    assert "Try it now" in client.get(f"/announcements/{given_up.pk}/").content.decode()
    answer = client.post(f"/deliveries/{only(given_up).pk}/try/", follow=True)
    assert "It is tried now, in its turn." in answer.content.decode()
    assert (only(given_up).state, only(given_up).attempts, only(given_up, "mail").state) == ("ready", 0, "waiting")
    work()
    assert (only(given_up).state, len(stage.posts), Decision.objects.count()) == ("published", 1, decided)
    assert Event.objects.filter(object_id=only(given_up).pk, what="try_now", role="approver").exists()
    assert "Somebody had it tried now." in client.get(f"/announcements/{given_up.pk}/").content.decode()


def test_what_waits_for_its_next_try_says_when_that_is_and_is_tried_now(stage: Stage, client: Client) -> None:
    down(stage)
    made = stage.approved()
    for _ in range(3):
        sweep.work_once()
        later(only(made), not_before=-1)
    later(only(made), not_before=7200)
    assert queue()[0].todo.startswith("It is tried again by itself at ")
    stage.sandbox.faults.clear()
    work()
    assert only(made).state == "ready"
    client.force_login(stage.approver)
    client.post(f"/deliveries/{only(made).pk}/try/")
    work()
    assert (only(made).state, len(stage.posts)) == ("published", 1)


def test_only_approvers_have_it_tried_again(given_up: Announcement, comms: User) -> None:
    with pytest.raises(Refusal, match="Only an approver") as refused:
        once_more.try_now(only(given_up).pk, by=comms)
    assert (refused.value.code, only(given_up).state) == ("forbidden", "failed")


@pytest.mark.parametrize("what", ["held", "reworded", "paused"])
def test_not_what_is_not_approved_as_it_is_nor_on_an_account_that_rests(
    stage: Stage, given_up: Announcement, comms: User, what: str
) -> None:
    if what == "paused":
        pause(stage.account, "Crisis.", "Call.")
    elif what == "held":
        decide.hold(given_up.pk, by=comms, reason="Wait.")
    else:
        Announcement.objects.filter(pk=given_up.pk).update(revision=decide._copy(only(given_up).revision))
    with pytest.raises(Refusal):
        once_more.try_now(only(given_up).pk, by=stage.approver)
    assert only(given_up).state in ("failed", "held")


def test_what_the_service_refused_is_not_tried_again_unchanged(stage: Stage) -> None:
    stage.sandbox.fault("http_400", match="/rupload")
    made = stage.approved()
    work()
    assert only(made).state == "failed"
    with pytest.raises(Refusal, match="Nothing of it waits to be tried again"):
        once_more.try_now(only(made).pk, by=stage.approver)


def test_not_what_was_refused_at_the_last_attempt_either(stage: Stage, client: Client) -> None:
    down(stage)
    made = stage.approved()
    for _ in range(ATTEMPTS - 1):
        sweep.work_once()
        later(only(made), not_before=-1)
    stage.sandbox.faults.clear()
    stage.sandbox.fault("http_400", match="/rupload")
    work()
    refused = only(made)
    assert (refused.state, refused.attempts) == ("failed", ATTEMPTS)
    assert refused.todo == "Change the announcement, or stop it."
    client.force_login(stage.approver)
    assert f"/deliveries/{refused.pk}/try/" not in client.get(f"/announcements/{made.pk}/").content.decode()
    with pytest.raises(Refusal, match="Nothing of it waits to be tried again"):
        once_more.try_now(refused.pk, by=stage.approver)
