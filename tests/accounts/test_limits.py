"""So many an hour and a day, so far apart: what must wait goes out by itself, in order, and says until when."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone, translation

from publisher import sweep
from publisher.accounts.limits import Allowance, allowance, set_own, told_quota
from publisher.claims import claim, give_back
from publisher.errors import Refusal
from publisher.models import Account, Announcement, Delivery, User
from publisher.pipeline import publish, wait
from publisher.queueing import queue
from publisher.standing import standing_of
from tests.pipeline.story import PEOPLE, Stage, approve, edit, only, work

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def four(stage: Stage, settings: Any) -> list[Announcement]:
    """Four that are due at once, on an account that may send two an hour, a minute apart."""
    settings.LIMITS = "instagram=2/hour 16/day 60s"
    made = [stage.approved(key) for key in PEOPLE]
    wait.promote()
    return made


def out() -> list[str]:
    """The codes of what was sent, in order."""
    sent = Delivery.objects.filter(state="published").order_by("sending_at")
    return list(sent.values_list("announcement__code", flat=True))


def send() -> None:
    """All that is due, hours later: without looking at evidence, whose site is none here."""
    for account in sweep.due_accounts(timezone.now()):
        publish.work_account(account)


def sent_at(made: Announcement) -> Any:
    return only(made).sending_at


def test_what_must_wait_says_until_when_and_goes_out_by_itself(stage: Stage, four: list[Announcement]) -> None:
    work()
    assert len(stage.posts) == 1
    first = sent_at(four[0])
    turns = [only(made).not_before for made in four[1:]]
    assert turns == [first + MINUTE, first + HOUR, first + HOUR + MINUTE]
    for number, made in enumerate(four[1:], 1):
        at = only(made).not_before
        with time_machine.travel(at - timedelta(seconds=1), tick=False):
            send()
            assert len(stage.posts) == number
        with time_machine.travel(at):
            send()
            assert len(stage.posts) == number + 1
    assert out() == [made.code for made in four]


def test_the_page_and_the_commands_say_it_in_the_readers_words(stage: Stage, four: list[Announcement]) -> None:
    work()
    third = only(four[2])
    with timezone.override("America/New_York"), translation.override("en"):
        at = timezone.localtime(third.not_before)
        told = standing_of(third).reason
    assert told.startswith("Waits: 2 posts in the last hour is the limit here; goes out at ")
    assert told.endswith(f"{at:%H:%M} {at.tzname()}.")
    assert standing_of(only(four[1])).reason.startswith("Waits: posts here go out 1 minute apart; goes out at ")
    row = next(one for one in sweep.what_waits() if one.delivery == third.pk)
    assert (row.until, "UTC" in row.reason) == (third.not_before, True)
    assert next(one for one in queue() if one.announcement == four[2]).due == third.not_before


def test_what_is_in_doubt_counts_as_sent(stage: Stage, settings: Any) -> None:
    settings.LIMITS = "instagram=1/hour 16/day 0s"
    stage.sandbox.fault("drop")
    made, other = stage.approved("oh-3"), stage.approved("oh-4")
    work()
    assert only(made).state == "uncertain"
    assert (only(other).state, only(other).not_before) == ("ready", sent_at(made) + HOUR)


def test_what_was_claimed_and_not_stamped_yet_counts(four: list[Announcement], settings: Any) -> None:
    settings.LIMITS = "instagram=1/hour 16/day 0s"
    held = claim(four[0].deliveries.get().account_id)
    assert held
    give_back(held.account)
    assert claim(held.account.pk) is None
    assert publish.stamp(held)
    assert claim(held.account.pk) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_not_pass_the_limit(stage: Stage, four: list[Announcement], settings: Any) -> None:
    settings.LIMITS = "instagram=2/hour 16/day 0s"
    begin, failed = threading.Barrier(3), []

    def worker() -> None:
        try:
            begin.wait(5)
            for _ in range(6):
                publish.work_account(stage.account.pk)
        except Exception as cause:
            failed.append(cause)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert failed == []
    assert len(stage.posts) == 2
    assert Delivery.objects.filter(state="ready").exclude(limit="").count() == 2


def test_a_correction_goes_before_news_and_is_not_held_up_by_the_distance(
    stage: Stage, four: list[Announcement], settings: Any
) -> None:
    settings.LIMITS = "instagram=3/hour 16/day 600s"
    work()
    Announcement.objects.filter(pk=four[3].pk).update(kind="correction")
    work()
    assert out() == [four[0].code, four[3].code]
    assert only(four[1]).not_before == sent_at(four[3]) + timedelta(minutes=10)


@pytest.mark.parametrize(("limits", "waits"), [("1/hour 9/day 60s", True), ("2/hour 9/day 60s", False)])
def test_the_number_an_hour_holds_for_a_new_caption_too_and_the_distance_does_not(
    stage: Stage, comms: User, limits: str, *, waits: bool
) -> None:
    set_own(stage.account, limits)
    made = stage.approved()
    work()
    edit(made, comms, caption_en=f"Corrected. http://127.0.0.1:8000/a/{made.code}")
    approve(made, stage.approver)
    work()
    change, full = only(made, "edit"), sent_at(made) + HOUR
    assert (change.state == "ready", stage.sandbox.state["requests"].get("edit", 0)) == (waits, 0 if waits else 1)
    if waits:
        assert (change.not_before, standing_of(change).reason[:30]) == (full, "Waits: 1 post in the last hour")
        with time_machine.travel(full):
            send()
        assert only(made, "edit").state == "published"


def test_a_new_caption_counts(stage: Stage, comms: User) -> None:
    set_own(stage.account, "2/hour 9/day 0s")
    made = stage.approved()
    work()
    edit(made, comms, caption_en=f"Corrected. http://127.0.0.1:8000/a/{made.code}")
    approve(made, stage.approver)
    work()
    assert allowance(Account.objects.get(pk=stage.account.pk), timezone.now()).hour == 2
    later_one = stage.approved("oh-4")
    work()
    assert (only(later_one).state, only(later_one).limit) == ("ready", "hour 2")


def test_the_number_an_hour_holds_for_a_correction_too_but_it_is_the_first(
    stage: Stage, four: list[Announcement], settings: Any
) -> None:
    settings.LIMITS = "instagram=1/hour 16/day 0s"
    work()
    Announcement.objects.filter(pk=four[3].pk).update(kind="correction")
    work()
    assert len(stage.posts) == 1
    assert only(four[3]).not_before == sent_at(four[0]) + HOUR < only(four[1]).not_before


def test_a_limit_that_is_lifted_keeps_nothing_back(stage: Stage, four: list[Announcement], admin: User) -> None:
    work()
    set_own(Account.objects.get(), "off", by=admin)
    work()
    assert out() == [made.code for made in four]
    assert not Delivery.objects.exclude(limit="").exists()


def test_a_turn_is_never_in_quiet_hours(four: list[Announcement], settings: Any) -> None:
    work()
    first = sent_at(four[0])
    begin = first + 30 * MINUTE
    end = (first + 3 * HOUR).replace(second=0, microsecond=0)
    settings.QUIET_HOURS = f"{begin:%H:%M}-{end:%H:%M} UTC"
    work()
    assert [only(made).not_before for made in four[1:]] == [first + MINUTE, end, end + MINUTE]
    account = Account.objects.get()
    with time_machine.travel(first + 31 * MINUTE):
        assert allowance(account, timezone.now()).next_at == end


def test_the_allowance_counts_the_last_hour_and_the_last_day(stage: Stage, four: list[Announcement]) -> None:
    work()
    first, account = sent_at(four[0]), Account.objects.get()
    now = first + timedelta(seconds=10)
    assert allowance(account, now) == Allowance(1, 2, 1, 16, first + MINUTE)
    later = first + 2 * HOUR
    assert allowance(account, later) == Allowance(0, 2, 1, 16, later)
    assert allowance(account, first + timedelta(days=1)).day == 0


def test_an_account_without_limits_may_always_send(account: Account) -> None:
    now = timezone.now()
    assert allowance(account, now) == Allowance(0, None, 0, None, now)


def test_an_accounts_own_limits_and_the_services_number_count(account: Account, admin: User, settings: Any) -> None:
    settings.LIMITS = "instagram=4/hour 16/day 300s"
    set_own(account, "2/hour", by=admin)
    told_quota(account, 10)
    may = allowance(Account.objects.get(), timezone.now())
    assert (may.per_hour, may.per_day) == (2, 10)
    told_quota(account, 50)
    set_own(account, "default", by=admin)
    may = allowance(Account.objects.get(), timezone.now())
    assert (may.per_hour, may.per_day) == (4, 16)


def test_only_an_admin_changes_them_and_only_to_what_is_one(account: Account, approver: User, admin: User) -> None:
    with pytest.raises(Refusal, match="admin"):
        set_own(account, "2/hour", by=approver)
    with pytest.raises(Refusal, match="write 4/hour"):
        set_own(account, "seldom", by=admin)
    assert Account.objects.get().limits == {}
