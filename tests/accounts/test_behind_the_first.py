"""While one goes first, alone, everything else on that account says so and needs a look: nothing leaves by itself."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publisher import sweep
from publisher.accounts.pausing import pause
from publisher.accounts.resuming import ask_again, resume
from publisher.models import Account, Announcement, Delivery
from publisher.pipeline import reconcile, wait
from publisher.queueing import queue
from publisher.standing import standing_of
from publisher.web.accounts import condition
from publisher.web.deliveries import next_due, shown
from tests.pipeline.story import Stage, later, only, work
from tests.pipeline.test_by_hand import closed, taken


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


def test_the_first_that_a_person_took_over_in_doubt_is_not_said_to_be_settled(
    stage: Stage, two: list[Announcement]
) -> None:
    first, second = two
    in_doubt(stage)
    assert len(stage.posts) == 1
    later(only(first), sending_at=-3600)
    taken(first, stage.approver, looked=True)
    work()
    assert (only(first).state, word(stage)[0]) == ("by_hand", "One goes first")
    stands = standing_of(only(second))
    assert (stands.stuck, "It was sent, and nobody knows yet whether it is there." in stands.reason) == (True, True)
    assert f"A person has {first.code} in hand" in stands.todo
    assert "nobody knows yet" in word(stage)[1]
    closed(first, stage.approver, f"{stage.sandbox.url}/p/{stage.posts[0]['code']}/")
    work()
    told = Account.objects.get(pk=stage.account.pk).pause_reason
    assert told == f"The first one, {first.code}, went out alone. The others wait for you."
    assert [one.body for one in mail.outbox if "did not go out" in one.body] == []


def test_the_first_that_is_left_to_be_posted_by_hand_is_said_to_be_that(stage: Stage, two: list[Announcement]) -> None:
    first, _second = two
    Delivery.objects.filter(pk=only(first).pk).update(state="by_hand", reason="A person posts this by hand.")
    ask_again()
    told = Account.objects.get(pk=stage.account.pk).pause_reason
    assert told.startswith(f"The first one, {first.code}, was not sent from here: a person posts it by hand.")


def test_what_stays_paused_beside_the_first_names_it_and_no_step_that_is_done(stage: Stage) -> None:
    stage.sandbox.fault("challenge_required", match="/rupload_igphoto/", times=9)
    made = stage.approved("oh-3")
    work()
    stage.sandbox.faults.clear()
    correction = stage.approved("wy-0")
    wait.promote()
    Announcement.objects.filter(pk=correction.pk).update(kind="correction")
    later(only(correction), not_before=-1)
    asked = standing_of(only(made))
    assert "Open the Instagram app" in f"{asked.reason} {asked.todo}"
    resume(Account.objects.get(pk=stage.account.pk), by=stage.approver, first=True)
    assert Account.objects.get(pk=stage.account.pk).probe == only(correction)
    stands = standing_of(only(made))
    assert only(made).state == "paused"
    assert stands.reason == f"instagram/coalition lets {correction.code} go first, alone."
    assert stands.todo == f"See {correction.code} through. Then let the others go, under Places."
    work()
    stands = standing_of(only(made))
    assert f"is paused: The first one, {correction.code}, went out alone." in stands.reason
    assert "Open the Instagram app" not in stands.todo


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
