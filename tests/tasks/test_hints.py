"""Hints travel after the commit, and cost nothing when nobody is there to take them."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from publisher import broker, paths
from publisher.tether import tethered

SEND = """
import sys, time
import django; django.setup()
from django.db import transaction
from publisher import nudge
nudge.send("seal")  # the first one also loads Celery
began = time.monotonic()
with transaction.atomic():
    nudge.send("publish", 7)
    if "fail" in sys.argv: sys.exit("rolled back")
print(time.monotonic() - began)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PUBLISHER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def queue(home: Path) -> Iterator[Redis]:
    """A real broker in a home of its own."""
    process = subprocess.Popen(tethered(*broker.command()))
    until = time.monotonic() + 10
    while not broker.answers() and time.monotonic() < until:
        time.sleep(0.02)
    yield Redis(unix_socket_path=str(paths.broker_socket()))
    process.kill()
    process.wait()


def send(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Sends the hints `seal` and `publish 7` from a process of its own, and prints how long the second took."""
    command = [sys.executable, "-c", SEND, *arguments]
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, timeout=30, check=False)


def tasks(queue: Redis) -> list[tuple[str, list]]:
    messages = [json.loads(message) for message in reversed(queue.lrange("celery", 0, -1))]
    return [(m["headers"]["task"], json.loads(base64.b64decode(m["body"]))[0]) for m in messages]


def test_a_hint_is_a_name_and_an_id(queue: Redis) -> None:
    assert send().returncode == 0
    assert tasks(queue) == [("tasks.seal", []), ("tasks.publish", [7])]


def test_what_was_not_committed_is_not_told(queue: Redis) -> None:
    assert send("fail").returncode == 1
    assert tasks(queue) == [("tasks.seal", [])]


def test_without_a_broker_nothing_is_sent_and_nothing_said(home: Path) -> None:
    done = send()
    assert (done.returncode, done.stderr) == (0, "")


def test_a_broker_that_does_not_answer_costs_a_moment_and_no_error(home: Path) -> None:
    done = send(REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 0
    assert float(done.stdout) < 1
    assert done.stderr.count("the sweeper will find it") == 2
