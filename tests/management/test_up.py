"""`publisher up` runs everything in one tree, and leaves nothing of it behind."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher import broker
from publisher.parts import parts

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(home: Path) -> dict[int, str]:
    """Every running process of that home, by id, whoever its parent is now."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            # The broker writes its title over its environment; the title has the socket's path.
            if str(home) in command or f"PUBLISHER_HOME={home}\0".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = command
        except OSError:
            continue
    return found


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(condition())


class Up:
    """`publisher up` in a home of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home, self.port = home, free_port()
        self.env = {**os.environ, "PUBLISHER_HOME": str(home), "PUBLISHER_SWEEP_SECONDS": "1"}
        self.env["DATABASE_URL"] = f"sqlite:///{home}/p.sqlite3"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publisher", "up", "--port", str(self.port), *arguments],
            env=self.env,
            stderr=(home / "log").open("wb"),
        )

    def log(self) -> str:
        return (self.home / "log").read_text()

    def running(self) -> bool:
        return (
            wait_for(lambda: "Running" in self.log() or self.process.poll() is not None, 40) and "Running" in self.log()
        )

    def swept(self) -> bool:
        """True once a beat's hint has gone through the broker to the worker and into the database."""
        with sqlite3.connect(self.home / "p.sqlite3") as database:
            return bool(database.execute("SELECT 1 FROM publisher_lease WHERE name = 'sweeper'").fetchone())

    def end(self) -> None:
        for pid in processes(self.home):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def call(*arguments: str) -> Up:
        started.append(Up(tmp_path, *arguments))
        return started[-1]

    yield call
    for each in started:
        each.end()


def test_serves_works_runs_once_a_home_and_stops_cleanly(set_up: Path, start: Callable[..., Up]) -> None:
    up = start()
    assert up.running(), up.log()
    with urllib.request.urlopen(f"http://127.0.0.1:{up.port}/accounts/login/", timeout=5) as page:
        assert page.status == 200
    assert wait_for(up.swept, 20), up.log()
    second = publisher(up.env, "up", "--port", str(free_port()), "--without", "web")
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert up.process.poll() is None
    up.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert up.process.wait(15) == 0
    assert time.monotonic() - began < 10
    assert processes(up.home) == {}


def test_starts_again_what_falls_and_nothing_outlives_it_when_it_is_killed(
    set_up: Path, start: Callable[..., Up]
) -> None:
    up = start()
    assert up.running(), up.log()
    assert wait_for(up.swept, 20), up.log()  # the worker has its children by now
    assert len(processes(up.home)) >= 9  # itself, broker, web and two, worker and two, beat
    fallen = [pid for name in ("valkey-server", "worker") for pid in named(up, name)[:1]]
    children = named(up, "worker")[1:]
    for pid in fallen:
        os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: up.log().count("ended with code -9; starting it again.") == 2, 10)
    assert wait_for(lambda: not set(children) & set(processes(up.home)), 5)
    assert wait_for(lambda: len(set(named(up, "worker")) - set(children)) >= 3, 20)
    up.process.kill()
    assert wait_for(lambda: not processes(up.home), 5), processes(up.home)


def named(up: Up, name: str) -> list[int]:
    """Ids of its processes with this word in their command, the oldest first."""
    return sorted(pid for pid, command in processes(up.home).items() if f"{name} " in f"{command} ")


def test_a_taken_port_is_one_line(cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = cli("up", "--port", str(taken.getsockname()[1]))
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "--port" in done.err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://127.0.0.1:{port}/0", "leads to no broker"),
        ("redis://:se/cret@127.0.0.1:{port}/0", "not understood"),
        ("pigeon://127.0.0.1:{port}/0", "not understood"),
    ],
)
def test_a_broker_that_does_not_answer_is_one_line_and_starts_nothing(set_up: Path, url: str, said: str) -> None:
    env = {**os.environ, "PUBLISHER_HOME": str(set_up), "DATABASE_URL": f"sqlite:///{set_up}/p.sqlite3"}
    done = publisher({**env, "REDIS_URL": url.format(port=free_port())}, "up", "--port", str(free_port()))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert said in done.stderr
    assert "se/cret" not in done.stderr
    assert processes(set_up) == {}


def test_a_broker_may_start_a_moment_after_us(tmp_path: Path, settings) -> None:
    port = free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    command = [str(broker.program()), "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(["sh", "-c", 'sleep 1.5; exec "$@"', "sh", *command], stdout=subprocess.DEVNULL) as late:
        try:
            assert [part.name for part in parts(bind="127.0.0.1", port=free_port(), without=["web"])] == [
                "worker",
                "beat",
            ]
        finally:
            late.terminate()


def publisher(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    command = [sys.executable, "-m", "publisher", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
