"""The tree starts its parts in order, restarts what falls, and leaves nothing behind."""

import sys
import time
from pathlib import Path

import pytest

from publisher import processes
from publisher.processes import Part, Tree

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def sleeper(name: str, **kwargs) -> Part:
    return Part(name, ("sleep", "60"), **kwargs)


def said() -> tuple[list[str], object]:
    lines: list[str] = []
    return lines, lines.append


def test_starts_the_first_part_first_and_waits_until_it_is_ready(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    tree = Tree(
        [
            Part("user", (sys.executable, "-c", f"import pathlib; assert pathlib.Path({str(sign)!r}).exists(); input")),
            Part("server", ("sh", "-c", f"sleep 0.3; touch {sign}; sleep 60"), first=True, ready=sign.exists),
        ],
        print,
    )
    try:
        assert tree.start()
        assert tree._running["user"].wait(10) == 0
    finally:
        tree.stop()


def test_gives_up_when_a_first_part_ends_before_it_is_ready() -> None:
    lines, say = said()
    tree = Tree([Part("server", ("false",), first=True, ready=lambda: False)], say)
    assert not tree.start()
    tree.stop()
    assert lines == ["server did not start. Its messages are above."]


def test_restarts_what_ended() -> None:
    lines, say = said()
    tree = Tree([sleeper("worker")], say)
    tree.start()
    tree._running["worker"].kill()
    tree._running["worker"].wait()
    assert tree.tend()
    assert tree._running["worker"].poll() is None
    tree.stop()
    assert lines == ["worker ended with code -9; starting it again."]


def test_stops_everything_when_a_part_keeps_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, say = said()
    monkeypatch.setattr(processes, "RESTARTS", 2)
    assert Tree([sleeper("web"), Part("worker", ("false",))], say).run() == 1
    assert lines[-1].startswith("worker ended 3 times within a minute")


def test_stopping_ends_all_parts_within_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
    tree = Tree([sleeper("server", first=True), Part("stubborn", (sys.executable, "-c", STUBBORN))], print)
    tree.start()
    time.sleep(0.5)  # until it refuses to listen
    running = list(tree._running.values())
    began = time.monotonic()
    tree.stop()
    assert time.monotonic() - began < 2
    assert all(process.poll() is not None for process in running)
