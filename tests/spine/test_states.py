"""States and moves as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import states
from publisher.states import Screen, may_be_reviewed_again, shown

TABLES = {
    "announcement": states.ANNOUNCEMENT,
    "delivery": states.DELIVERY,
    "poll": states.POLL,
    "issue": states.ISSUE,
    "copy": states.COPY,
    "subscriber": states.SUBSCRIBER,
}
DELIVERIES = st.lists(st.sampled_from(sorted(states.DELIVERY)), max_size=4)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_move_leads_to_a_state_that_exists(table: states.Moves) -> None:
    assert set().union(*table.values()) <= set(table)


@pytest.mark.parametrize("name", ["announcement", "delivery", "poll", "issue"])
def test_every_state_can_be_reached(name: str) -> None:
    first = next(iter(TABLES[name]))
    assert set(TABLES[name]) - set().union(*TABLES[name].values()) <= {first}


def test_nothing_leads_back_from_what_was_sent() -> None:
    """What is live can be taken down, or who said so take it back; what is in doubt is never simply waiting again."""
    assert states.DELIVERY["published"] == {"taken_down", "uncertain", "by_hand"}
    assert states.DELIVERY["taken_down"] == frozenset()
    assert "waiting" not in states.DELIVERY["uncertain"]


@given(st.sampled_from(sorted(states.ANNOUNCEMENT)), DELIVERIES)
def test_everything_has_one_of_the_five_words(state: str, deliveries: list[str]) -> None:
    seen = shown(state, deliveries)
    assert isinstance(seen.screen, Screen)
    assert seen.state in (*states.ANNOUNCEMENT, *states.SHOWN)


@given(DELIVERIES)
def test_trouble_is_never_hidden_behind_a_success(deliveries: list[str]) -> None:
    trouble = set(deliveries) & {"uncertain", "failed", "paused", "held"}
    assert (shown("approved", deliveries).screen is Screen.LOOK) == bool(trouble)


@given(DELIVERIES)
def test_what_is_stuck_needs_a_look_whatever_else_went_well(deliveries: list[str]) -> None:
    assert shown("approved", deliveries, stuck=True).screen is Screen.LOOK
    assert shown("in_review", deliveries, stuck=True).screen is Screen.WAITING


@given(DELIVERIES)
def test_live_is_only_what_is_published_and_done(deliveries: list[str]) -> None:
    if shown("approved", deliveries).screen is Screen.LIVE:
        assert "published" in deliveries
        assert set(deliveries) <= states.ENDED_DELIVERY


@pytest.mark.parametrize(
    ("state", "deliveries", "word", "exact"),
    [
        ("drafting", [], "Waiting for you", "drafting"),
        ("in_review", ["held"], "Waiting for you", "in_review"),
        ("approved", ["waiting"], "Going out", "approved"),
        ("approved", ["published", "waiting"], "Going out", "publishing"),
        ("approved", ["published", "published"], "Live", "published"),
        ("approved", ["published", "stopped"], "Live", "published"),
        ("approved", ["stopped"], "Stopped", "stopped"),
        ("approved", ["taken_down"], "Stopped", "taken_down"),
        ("approved", ["published", "uncertain"], "Needs a look", "needs_a_look"),
        ("held", ["published"], "Needs a look", "held"),
        ("rejected", [], "Stopped", "rejected"),
    ],
)
def test_the_word_for_people(state: str, deliveries: list[str], word: str, exact: str) -> None:
    assert (shown(state, deliveries).screen.value, shown(state, deliveries).state) == (word, exact)


@given(st.sampled_from(sorted(states.ANNOUNCEMENT)), DELIVERIES)
def test_nothing_in_motion_is_reviewed_again(state: str, deliveries: list[str]) -> None:
    moving = set(deliveries) & {"waiting", "ready", "publishing", "uncertain", "paused"}
    if state == "approved" and moving:
        assert not may_be_reviewed_again(state, deliveries)
    if state in ("rejected", "expired", "drafting", "in_review"):
        assert not may_be_reviewed_again(state, deliveries)
