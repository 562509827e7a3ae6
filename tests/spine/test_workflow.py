"""The only writer of states: the moves of `states.py` and no other, once, with a line of the trail."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models import Q

from publisher import states, workflow
from publisher.models import Announcement, Event, PersonalPart, User

PAIRS = [(before, after) for before in states.ANNOUNCEMENT for after in (*states.ANNOUNCEMENT, "nonsense")]


def stored(announcement: Announcement) -> str:
    return Announcement.objects.values_list("state", flat=True).get(pk=announcement.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_exactly_the_moves_of_the_table_are_made(before: str, after: str) -> None:
    row = Announcement.objects.create(state=before)
    if after in states.ANNOUNCEMENT[before]:
        workflow.move(row, after)
        assert (row.state, stored(row), Event.objects.get().after) == (after, after, after)
    else:
        with pytest.raises(workflow.NotAllowed):
            workflow.move(row, after)
        assert (stored(row), Event.objects.exists()) == (before, False)


@pytest.mark.django_db
def test_a_stale_reader_moves_nothing() -> None:
    row = Announcement.objects.create(state="in_review")
    stale = Announcement.objects.get(pk=row.pk)
    workflow.move(row, "held")
    with pytest.raises(workflow.Moved, match="changed by somebody else"):
        workflow.move(stale, "approved")
    assert (stored(row), Event.objects.count()) == ("held", 1)


@pytest.mark.django_db
def test_a_guard_that_is_false_moves_nothing() -> None:
    row = Announcement.objects.create(state="in_review")
    with pytest.raises(workflow.Moved):
        workflow.move(row, "held", guard=Q(kind="digest"))
    assert (stored(row), row.state, Event.objects.exists()) == ("in_review", "in_review", False)


@pytest.mark.django_db
def test_fields_go_with_the_state() -> None:
    row = Announcement.objects.create(state="in_review")
    workflow.move(row, "held", reason="Wait.")
    assert (row.reason, Announcement.objects.get().reason) == ("Wait.", "Wait.")


def test_the_trail_names_the_role_and_keeps_the_person_apart(comms: User) -> None:
    row = Announcement.objects.create(state="in_review")
    workflow.move(row, "held", by=comms, data={"why": "fact"}, personal={"reason": "Casey's words"})
    event, part = Event.objects.get(), PersonalPart.objects.get()
    assert (event.role, event.data, event.announcement_id) == ("comms", {"why": "fact"}, row.pk)
    assert part.fields == {"reason": "Casey's words", "by": comms.email}
    assert event.personal_sha256 == workflow.personal_digest(part.salt, part.fields)


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_line() -> None:
    row = Announcement.objects.create(state="in_review")
    with transaction.atomic():
        workflow.move(row, "held")
        transaction.set_rollback(True)
    assert (stored(row), Event.objects.exists()) == ("in_review", False)


@pytest.mark.django_db(transaction=True)
def test_a_move_whose_line_cannot_be_written_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Announcement.objects.create(state="in_review")
    monkeypatch.setattr(workflow, "tell", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        workflow.move(row, "held")
    assert stored(row) == "in_review"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins() -> None:
    row = Announcement.objects.create(state="in_review")
    rows = [Announcement.objects.get(pk=row.pk) for _ in range(4)]
    start, ends = threading.Barrier(4), []

    def push(mine: Announcement, to: str) -> None:
        start.wait(5)
        try:
            workflow.move(mine, to)
            ends.append(to)
        except workflow.Moved:
            ends.append("")
        connection.close()

    goals = ["held", "rejected", "held", "expired"]
    threads = [threading.Thread(target=push, args=pair) for pair in zip(rows, goals, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    won = [end for end in ends if end]
    assert len(won) == 1
    assert len(ends) == 4
    assert (stored(row), Event.objects.count()) == (won[0], 1)
