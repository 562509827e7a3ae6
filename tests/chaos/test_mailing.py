"""SIGKILL while it mails over four connections: nobody gets it twice, and whoever may have missed it is listed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.sandbox.postgres import Server
from publisher.tether import tethered
from tests.chaos.mails.plan import Outcome, Plan
from tests.chaos.mails.sink import MOMENTS

pytestmark = pytest.mark.chaos

FULL = os.environ.get("PUBLISHER_TEST_CHAOS") == "full"
PLAN = Plan(8000, kills=8, apart=(300, 800), seconds=600) if FULL else Plan(500, 3, apart=(40, 60), lose=100, most=20)
Storm = Callable[[str, Plan, str], Outcome]


@pytest.fixture
def durable() -> Iterator[str]:
    """A PostgreSQL that waits for its disk, as in real life: fsync and synchronous_commit are on."""
    server = Server(durable=True)
    yield server.url("mailing")
    server.stop()


@pytest.fixture
def mailing(home: Path, capsys: pytest.CaptureFixture[str]) -> Storm:
    """Plays a plan on a database, prints its table, and gives what came of it."""

    def play(title: str, plan: Plan, database_url: str) -> Outcome:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PUBLISHER_")}
        env = {
            "DJANGO_SETTINGS_MODULE": "publisher.settings",
            "DATABASE_URL": database_url,
            "PUBLISHER_HOME": str(home),
            "PUBLISHER_SECRET_KEY": "a key for tests only, neither long nor secret",
            "PUBLISHER_BASE_URL": "https://coalition.example",
            "PUBLISHER_LOG_LEVEL": "ERROR",
        }
        done = subprocess.run(
            tethered(sys.executable, "-m", "tests.chaos.mails.storm", plan.written()),
            env=clean | env,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=plan.seconds + 60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        outcome = Outcome(**json.loads(done.stdout.splitlines()[-1]))
        with capsys.disabled():
            sys.stderr.write(f"\n{outcome.table(title)}\n")
        return outcome

    return play


def check(outcome: Outcome) -> None:
    """No second copy; who was missed is uncertain and listed, and nobody else is called sent."""
    assert outcome.twice == []
    assert outcome.silent == []
    assert outcome.untrue == []
    assert outcome.missed == outcome.undelivered
    assert outcome.sent + outcome.uncertain == outcome.recipients == PLAN.recipients
    assert outcome.listed == outcome.uncertain
    assert sum(outcome.hits.values()) == PLAN.kills
    assert min(outcome.hits[moment] for moment in MOMENTS) >= PLAN.kills // 3
    assert outcome.lost_answers >= (outcome.recipients - outcome.missed) // PLAN.lose - 1


def test_nobody_is_mailed_twice_and_nobody_is_lost_silently_on_sqlite(mailing: Storm, sqlite: str) -> None:
    check(mailing("SQLite", PLAN, sqlite))


def test_nobody_is_mailed_twice_and_nobody_is_lost_silently_on_postgres(mailing: Storm, durable: str) -> None:
    check(mailing("PostgreSQL", PLAN, durable))


def test_control_without_the_intent_there_are_second_copies(mailing: Storm, sqlite: str) -> None:
    plan = Plan(120, kills=1, apart=(40, 50), without_intent=True)
    assert mailing("control, without the intent", plan, sqlite).twice
