"""Workers die at random while they publish, messages come twice, connections break: each post appears once."""

import os

import pytest

from tests.chaos.conftest import Storm
from tests.chaos.controls import DOUBT, STAMP
from tests.chaos.plan import STEPS, Outcome, Plan

pytestmark = pytest.mark.chaos

FULL = os.environ.get("PUBLISHER_TEST_CHAOS") == "full"
PLAN = Plan(deliveries=200, kills=40, seconds=900) if FULL else Plan(deliveries=12, kills=4, seconds=480)


def check(outcome: Outcome) -> None:
    """Each announcement exactly once on its account, or uncertain and listed."""
    assert outcome.twice == []
    assert outcome.lost == []
    assert outcome.strange == []
    assert outcome.published + len(outcome.uncertain) == outcome.deliveries == PLAN.deliveries
    assert outcome.posts == outcome.deliveries  # with those that a person sent again
    assert outcome.kills >= PLAN.kills
    assert outcome.children
    assert outcome.workers
    if FULL:  # few kills may miss a step: a process can be out of it before it is dead
        assert set(STEPS) <= set(outcome.hits)


def test_each_announcement_appears_once_on_sqlite(storm: Storm, sqlite: str) -> None:
    check(storm("SQLite", PLAN, sqlite))


def test_control_without_the_stamp_there_are_duplicates(storm: Storm, sqlite: str) -> None:
    plan = Plan(deliveries=12, kills=6, aim=("finish",), early=True, dawdle=0.2, drop=0, without=STAMP)
    assert storm("control, without the stamp", plan, sqlite).twice


def test_each_announcement_appears_once_on_postgres(storm: Storm, postgres: str) -> None:
    check(storm("PostgreSQL", PLAN, postgres))


def test_control_when_not_found_sends_again_there_are_duplicates(storm: Storm, sqlite: str) -> None:
    plan = Plan(deliveries=12, kills=0, drop=0.4, seed=28, lag=60, without=DOUBT)
    assert storm("control, not found sends again", plan, sqlite).twice
