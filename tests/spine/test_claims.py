"""One writer an account: claims, leases and fences."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from publisher.accounts.leasing import give_back, take_account
from publisher.accounts.opening import save_session
from publisher.accounts.pausing import pause
from publisher.claims import claim
from publisher.models import Account, Delivery
from publisher.pipeline import wait
from tests.pipeline.story import Stage


@pytest.fixture
def due(stage: Stage) -> Stage:
    """Two deliveries due on one account."""
    for key in ("oh-3", "oh-4"):
        stage.approved(key)
    wait.promote()
    return stage


def test_a_claim_takes_the_account_and_its_earliest_delivery(due: Stage) -> None:
    found = claim(due.account.pk)
    assert found
    assert found.delivery == Delivery.objects.order_by("not_before", "id")[0]
    assert (found.delivery.state, found.delivery.attempts, found.delivery.fence) == ("publishing", 1, 1)
    assert found.delivery.lease_until == found.account.lease_until


def test_nobody_else_gets_the_account_before_it_is_given_back(due: Stage) -> None:
    first = claim(due.account.pk)
    assert first
    assert claim(due.account.pk) is None
    give_back(first.account)
    second = claim(due.account.pk)
    assert second
    assert second.delivery != first.delivery


def test_a_lease_that_ran_out_is_free_and_the_fence_grows(due: Stage) -> None:
    first = claim(due.account.pk)
    assert first
    Account.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = claim(due.account.pk)
    assert second
    assert second.account.fence == first.account.fence + 1
    give_back(first.account)  # a late worker gives nothing back that is not its own
    assert Account.objects.get().lease_until == second.account.lease_until


def test_a_late_worker_stores_no_session_over_a_newer_one(due: Stage) -> None:
    late = take_account(due.account.pk)
    Account.objects.update(lease_until=None)
    newer = take_account(due.account.pk)
    assert late
    assert newer
    save_session(newer, newer.fence, {"who": "newer"})
    kept = Account.objects.get().session
    save_session(late, late.fence, {"who": "late"})
    assert Account.objects.get().session == kept


def test_nothing_is_taken_where_nothing_is_due(stage: Stage) -> None:
    assert claim(stage.account.pk) is None
    assert Account.objects.get().fence == 0


@pytest.mark.parametrize("why", ["paused", "retired"])
def test_an_account_that_rests_is_not_taken(due: Stage, why: str) -> None:
    pause(due.account, "x", "y") if why == "paused" else Account.objects.update(retired_at=timezone.now())
    assert claim(due.account.pk) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_gets_it(due: Stage) -> None:
    start, found = threading.Barrier(4), []

    def take() -> None:
        start.wait(5)
        found.append(claim(due.account.pk))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 4
    assert len([one for one in found if one]) == 1
    assert Delivery.objects.filter(state="publishing").count() == 1
