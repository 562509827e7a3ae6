"""An evening with a thousand announcements through two workers, while one request in twenty goes wrong."""

import os
import re

import pytest

from tests.chaos.conftest import Storm
from tests.chaos.plan import Plan

pytestmark = pytest.mark.chaos

FULL = os.environ.get("PUBLISHER_TEST_CHAOS") == "full"
FAULTS = (
    "drop", "drop_after", "reset_after", "truncate_after", "hang_after", "html_200_after", "http_500", "http_500_after",
    "http_429", "please_wait", "feedback_required_after", "login_required",
)  # fmt: skip
PLAN = Plan(
    deliveries=1000 if FULL else 15, kills=0, dawdle=0, drop=0, faults=FAULTS, share=0.05, sure=2, apart=True,
    lag=1.5, lease=40, send=2,
    seconds=1500 if FULL else 240,
)  # fmt: skip

DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"} if FULL else {"sqlite": "SQLite"}

LEAST_STRUCK = PLAN.deliveries * 8 // 100 if FULL else PLAN.sure
"""Of at least two requests for each of them one in twenty is struck, four fifths of which are there by any chance."""
LEAST_DOUBTED = PLAN.deliveries * 2 // 100 if FULL else PLAN.sure
"""Most faults of what makes it visible leave it in doubt; besides those that are sure."""

SAYS_WHY = re.compile(r"uncertain: .*\bsent\b.*|failed: \w+ \w+ \w+.*")
"""That it was sent and why that is in doubt, also after looks that failed; or what failed."""


@pytest.mark.parametrize("database", DATABASES)
def test_each_of_them_appears_once_or_waits_for_a_person_and_says_why(
    storm: Storm, database: str, request: pytest.FixtureRequest
) -> None:
    title = f"{PLAN.deliveries} announcements on {DATABASES[database]}, 5 % of all requests go wrong"
    outcome = storm(title, PLAN, request.getfixturevalue(database))
    assert outcome.struck >= LEAST_STRUCK
    assert outcome.doubted >= LEAST_DOUBTED > 0
    assert outcome.twice == []
    assert outcome.lost == []
    assert outcome.strange == []
    assert outcome.published + sum(outcome.parked.values()) == outcome.deliveries == PLAN.deliveries
    assert outcome.posts == outcome.published
    assert [why for why in outcome.parked if not SAYS_WHY.match(why)] == []
