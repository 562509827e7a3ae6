"""Events get their place in the chain, whoever seals and however often."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone

from publisher import leases, trail
from publisher.models import Event, Lease, Seal, User
from publisher.workflow import tell


def test_seals_each_event_once_in_order(organizer: User) -> None:
    for number in range(5):
        tell(organizer, "tried", data={"number": number})
    assert trail.seal() == 5
    assert trail.seal() == 0
    assert list(Seal.objects.order_by("seq").values_list("seq", "event__data__number")) == [
        (seq, seq - 1) for seq in range(1, 6)
    ]


def test_goes_on_where_it_stopped(organizer: User) -> None:
    tell(organizer, "first")
    trail.seal()
    tell(organizer, "second")
    trail.seal()
    first, second = Seal.objects.order_by("seq")
    assert (first.previous, second.previous) == (trail.START, first.hash)


def test_seals_more_than_one_batch(organizer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "BATCH", 3)
    for _ in range(8):
        tell(organizer, "tried")
    assert trail.seal() == 8
    assert trail.verify().ok


def test_an_event_that_becomes_visible_late_is_sealed_later(db: None) -> None:
    for ident in (900, 800):  # as when the transaction of the smaller id was committed after the other
        Event.objects.create(pk=ident, at=timezone.now(), kind="user", object_id=1, what="tried")
        assert trail.seal() == 1
    assert list(Seal.objects.order_by("seq").values_list("event_id", flat=True)) == [900, 800]
    assert trail.verify().ok


def test_leaves_it_to_the_one_who_holds_the_lease(organizer: User) -> None:
    tell(organizer, "tried")
    with leases.held(trail.LEASE, 60):
        assert trail.seal() == 0
    assert trail.seal() == 1


def test_a_sealer_that_lost_its_lease_writes_nothing(organizer: User) -> None:
    tell(organizer, "tried")
    fence = leases.take(trail.LEASE, 60)
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    leases.take(trail.LEASE, 60)
    with pytest.raises(leases.Lost):
        trail._seal_batch(fence)
    assert not Seal.objects.exists()


def test_events_and_seals_refuse_change(guarded_trail: None) -> None:
    user = User.objects.create_user("someone@coalition.example")
    tell(user, "tried")
    trail.seal()
    for table in ("publisher_event", "publisher_seal"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET at = at"):
            with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
                cursor.execute(statement)
