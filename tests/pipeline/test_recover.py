"""Workers that died: without a stamp nothing happened, with one nobody knows."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.claims import claim
from publisher.models import Delivery
from publisher.pipeline import publish, reconcile, wait
from tests.pipeline.story import Stage, later, work

pytestmark = pytest.mark.every_test


@pytest.fixture
def claimed(stage: Stage) -> Any:
    stage.approved()
    wait.promote()
    found = claim(stage.account.pk)
    assert found
    return found


def over() -> Any:
    return timezone.now() + timedelta(hours=1)


def test_a_worker_that_died_before_the_stamp_costs_nothing(stage: Stage, claimed: Any) -> None:
    assert reconcile.recover() == 0
    assert reconcile.recover(over()) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.lease_until) == ("ready", None)
    assert "ended before anything was sent" in delivery.reason
    work()
    assert len(stage.posts) == 1


def test_a_worker_that_died_after_the_stamp_leaves_a_doubt(stage: Stage, claimed: Any) -> None:
    assert publish.stamp(claimed)
    reconcile.recover(over())
    assert Delivery.objects.get().state == "uncertain"
    assert stage.posts == []


def test_a_late_receipt_settles_the_doubt(stage: Stage, claimed: Any) -> None:
    channel, post = publish.open_channel(claimed.account), publish.post_of(claimed.delivery)
    prepared = publish.prepare(claimed, channel, post)
    assert publish.stamp(claimed)
    receipt = publish.send(channel, prepared, post)
    reconcile.recover(over())
    publish.finish(claimed.delivery, receipt)
    assert (Delivery.objects.get().state, len(stage.posts)) == ("published", 1)


def test_a_late_worker_cannot_stamp_what_another_took(stage: Stage, claimed: Any) -> None:
    reconcile.recover(over())
    newer = claim(stage.account.pk)
    assert newer
    assert newer.delivery.fence > claimed.delivery.fence
    assert not publish.stamp(claimed)
    assert publish.stamp(newer)


def test_a_late_workers_error_moves_nothing_of_the_newer_claim(stage: Stage, claimed: Any) -> None:
    reconcile.recover(over())
    assert claim(stage.account.pk)
    publish.before_the_stamp(claimed, RuntimeError("late"))
    publish.after_the_stamp(claimed, RuntimeError("late"))
    assert Delivery.objects.get().state == "publishing"


def test_without_time_left_in_the_lease_nothing_is_stamped(stage: Stage, claimed: Any) -> None:
    later(claimed.delivery, lease_until=1)
    assert not publish.stamp(claimed)
    assert Delivery.objects.get().sending_at is None
