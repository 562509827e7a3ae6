"""While one goes first, alone, everything else on that account says so and needs a look: nothing leaves by itself."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publisher import sweep
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import resume
from publisher.models import Account, Announcement
from publisher.pipeline import reconcile, wait
from publisher.queueing import queue
from publisher.standing import standing_of
from publisher.web.accounts import condition
from publisher.web.deliveries import next_due, shown
from tests.pipeline.story import Stage, later, only, work


@pytest.fixture
def two(stage: Stage) -> list[Announcement]:
    """Two that are due on a paused account; the first is let go alone."""
    made = [stage.approved("oh-3"), stage.approved("oh-4")]
    wait.promote()
    pause(stage.account, "Crisis.", "Call.")
    resume(stage.account, by=stage.approver, first=True)
    return made


def in_doubt(stage: Stage) -> None:
    stage.sandbox.fault("drop_after", match="media/configure")
    stage.sandbox.media.feed_lag = 36000
    work()


def word(stage: Stage) -> tuple[str, str]:
    found = condition(Account.objects.get(pk=stage.account.pk), timezone.now())
    return str(found.word), found.sentence


def test_the_others_name_the_first_and_no_time(stage: Stage, two: list[Announcement]) -> None:
    first, second = two
    stands = standing_of(only(second))
    assert (stands.stuck, standing_of(only(first)).stuck) == (True, False)
    assert stands.reason == f"instagram/coalition lets {first.code} go first, alone."
    assert stands.todo == f"See {first.code} through. Then let the others go, under Places."
    (row,) = [one for one in queue() if one.announcement == second]
    assert (row.screen.value, row.due, row.reason) == ("Needs a look", None, stands.reason)
    assert (shown([only(second)])[0].due, next_due([only(second)])) == (None, None)
    assert {one.announcement: one.until is None for one in sweep.what_waits()} == {first.pk: False, second.pk: True}
    assert word(stage)[0] == "One goes first"
    assert first.code in word(stage)[1]


def test_they_say_that_the_first_is_in_doubt(stage: Stage, two: list[Announcement]) -> None:
    first, second = two
    in_doubt(stage)
    later(only(second), not_before=-7200, planned_at=-7200)
    assert (only(first).state, only(second).state) == ("uncertain", "ready")
    assert "nobody knows yet whether that is there" in standing_of(only(second)).reason
    assert standing_of(only(second)).todo.startswith(f"Say whether {first.code} is there.")
    assert "nobody knows yet" in word(stage)[1]


def test_once_it_has_come_to_rest_the_others_wait_for_the_pause(stage: Stage, two: list[Announcement]) -> None:
    first, second = two
    in_doubt(stage)
    reconcile.it_is_there(only(first).pk, by=stage.approver, permalink=f"{stage.sandbox.url}/p/LOOKED/")
    work()
    assert (only(second).state, word(stage)[0]) == ("ready", "Paused")
    assert standing_of(only(second)).reason.startswith("The account instagram/coalition is paused")


def test_the_sentence_of_many_takes_as_many_queries_as_of_one(stage: Stage, two: list[Announcement]) -> None:
    def asked() -> Any:
        with CaptureQueriesContext(connection) as seen:
            queue()
        return len(seen)

    before = asked()
    stage.approved("wy-0")
    stage.approved("tx-7")
    assert asked() == before
