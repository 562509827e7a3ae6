"""Running a storm from a test."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.sandbox.postgres import Server
from publisher.tether import tethered
from tests.chaos.plan import Outcome, Plan, environment, new_folder

Storm = Callable[..., Outcome]


@pytest.fixture
def home() -> Iterator[Path]:
    folder = new_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite(home: Path, database_file: Path) -> str:
    shutil.copy(database_file, home / "publisher.sqlite3")
    return f"sqlite:///{home / 'publisher.sqlite3'}"


@pytest.fixture
def postgres() -> Iterator[str]:
    server = Server()
    yield server.url("chaos")
    server.stop()


@pytest.fixture
def storm(home: Path, capsys: pytest.CaptureFixture[str]) -> Storm:
    """Plays a plan on a database, prints its table, and gives what came of it."""

    def play(title: str, plan: Plan, database_url: str) -> Outcome:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PUBLISHER_")}
        done = subprocess.run(
            tethered(sys.executable, "-m", "tests.chaos.storm", plan.written()),
            env=clean | environment(plan, home, database_url),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=plan.seconds + 60,
            check=False,
        )
        assert done.returncode == 0, f"{done.stderr[-3000:]}\n{_logs(home)}"
        outcome = Outcome(**json.loads(done.stdout.splitlines()[-1]))
        with capsys.disabled():  # to standard error, where it is seen from a pytest-xdist worker too
            sys.stderr.write(f"\n{outcome.table(title)}\n")
        return outcome

    return play


def _logs(home: Path) -> str:
    return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted(home.glob("*.log")))
