"""Rows of one candidate that contradict each other: nothing goes out until a person decides or the tracker heals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import QuarantinedRow, StatusChange, User
from publisher.pipeline import decide, quarantine
from publisher.queueing import queue
from tests.pipeline.story import Stage, approve, drafted, later, only, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
@pytest.mark.parametrize("row", ["the same id", "another id"])
def test_a_second_row_that_says_otherwise_keeps_it_until_a_person_decides(stage: Stage, read: bool, row: str) -> None:
    made = stage.approved()
    if row == "the same id":
        stage.tracker.rows["again"] = stage.tracker.rows["oh-3"] | {"status": "refused"}
    else:
        stage.tracker.rows["again"] = stage.tracker.rows["oh-3"] | {"id": "oh-33", "status": "refused", "party": "D"}
    stage.tracker.save()
    if read:
        stage.tracker.poll()
    work()
    assert (stage.posts, only(made).state in ("ready", "waiting")) == ([], True)
    assert "quarantine" in only(made).reason
    row_of_queue = next(line for line in queue() if line.announcement.pk == made.pk)
    assert "quarantine" in row_of_queue.reason
    assert only(made).todo.startswith("Decide about the row under Quarantine")
    del stage.tracker.rows["again"]
    stage.tracker.save()
    stage.tracker.poll()
    later(only(made), not_before=-1)
    work()
    assert len(stage.posts) == 1


def test_a_row_that_went_back_within_a_day_waits_for_a_person(stage: Stage, comms: User, admin: User) -> None:
    made = drafted(stage.tracker)
    StatusChange.objects.update(seen_at=timezone.now() - timedelta(days=2))
    for word in ("pending", "signed"):
        stage.tracker.says("oh-3", word)
        stage.tracker.poll()
        stage.tracker.poll()
    flip = QuarantinedRow.objects.get(state="open")
    decide.review_again(made.pk, by=comms)
    approve(made, stage.approver)
    work()
    assert (stage.posts, only(made).state) == ([], "ready")
    assert only(made).todo.startswith("Decide about the row under Quarantine")
    quarantine.accept_row(flip.pk, by=admin)
    later(only(made), not_before=-1)
    work()
    assert len(stage.posts) == 1
