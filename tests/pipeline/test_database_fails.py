"""When our own database fails in between, pages say so in plain words, and never in the database's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection

from publisher.claims import OUR_FAULT
from publisher.models import Account
from publisher.pipeline import reconcile, takedown
from tests.pipeline.story import Stage, later, only, work

INTERNAL = "deadlock detected DETAIL: Process 3886 waits for ShareLock"


@contextmanager
def failing(*parts: str) -> Iterator[None]:
    """The first statement that has all these parts in it fails."""
    over = False

    def run(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal over
        if not over and all(part in sql for part in parts):
            over = True
            raise OperationalError(INTERNAL)
        return execute(sql, *rest)

    with connection.execute_wrapper(run):
        yield
    assert over


def test_a_taking_down_says_that_it_is_not_confirmed_and_comes_again(stage: Stage) -> None:
    made = stage.approved()
    work()
    takedown.take_down(made.pk, by=stage.approver, reason="Wrong.")
    with failing("UPDATE", "publisher_takedown", "done_at"):
        takedown.carry_out(only(made).pk)
    assert only(made).reason == f"{takedown.NOT_CONFIRMED}. {OUR_FAULT}"
    takedown.carry_out(only(made).pk)
    assert only(made).state == "taken_down"


def test_a_look_says_it_and_comes_again(stage: Stage) -> None:
    stage.sandbox.fault("http_500", match="media/configure")
    made = stage.approved()
    work()
    later(only(made), next_look_at=-1)
    with failing("publisher_sighting"):
        assert reconcile.look(only(made).pk) == "cannot tell"
    assert only(made).reason.endswith(f"{reconcile.LAST_LOOK}{OUR_FAULT}")
    assert only(made).next_look_at


@pytest.mark.parametrize("where", ["publisher_storedfile"])
def test_what_could_not_be_prepared_is_tried_again(stage: Stage, where: str) -> None:
    made = stage.approved()
    with failing("SELECT", where):
        work()
    assert (only(made).state, only(made).reason) == ("ready", f"It could not be prepared. {OUR_FAULT}")
    later(only(made), not_before=-1)
    work()
    assert (only(made).state, Account.objects.get().paused_at) == ("published", None)
