"""Rows of one candidate that contradict each other: nothing goes out until a person decides or the tracker heals."""

import pytest

from publisher.queueing import queue
from tests.pipeline.story import Stage, later, only, work

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
