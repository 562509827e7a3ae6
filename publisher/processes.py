"""One process tree: starts the parts of the service, restarts what falls, and leaves nothing behind.

A supervisor of our own and not honcho's: there one part's end is everybody's end, the broker would stop before the
worker that still wants to acknowledge its task, and a killed manager leaves its children running.
"""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.tether import tethered

RESTARTS = 5
RESTART_WINDOW = 60.0
"""A part that ends more than `RESTARTS` times within so many seconds ends everything: it will not get better."""

STOP_SECONDS = 7.0
LAST_STOP_SECONDS = 2.0
"""How long a part may take to end by itself. What is cut off then is picked up after its lease."""

STANDARD_ERROR = 2
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the tree. `first` ones start first, must answer (`ready`) and stop last: the broker."""

    name: str
    command: tuple[str, ...]
    first: bool = False
    ready: Callable[[], bool] | None = None
    ready_seconds: float = 10.0
    messages: str = "above"
    """Where a person finds what it had to say."""


@dataclass(slots=True)
class Tree:
    """The parts, running. Messages for the person at the terminal go to `say`."""

    parts: Sequence[Part]
    say: Callable[[str], None]
    env: Mapping[str, str] = field(default_factory=dict)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _ends: dict[str, deque[float]] = field(default_factory=dict)
    _stop: bool = False

    def run(self, started: Callable[[], None] = lambda: None) -> int:
        """Runs until told to stop (exit code 0), or until a part cannot be kept alive (1).

        `started` is called once, when every part has started and is ready.
        """
        former = {number: signal.signal(number, self._ask_to_stop) for number in STOP_SIGNALS}
        try:
            if not self.start():
                return 0 if self._stop else 1
            started()
            while not self._stop:
                if not self.tend():
                    return 1
                time.sleep(0.1)
            return 0
        finally:
            self.stop()
            for number, handler in former.items():
                signal.signal(number, handler)

    def start(self) -> bool:
        """Starts every part, the first ones first. False if one did not become ready."""
        for part in sorted(self.parts, key=lambda part: not part.first):
            self._launch(part)
            if part.first and not self._await(part):
                return False
        return all(self._await(part) for part in self.parts if not part.first)

    def tend(self) -> bool:
        """Restarts what has ended. False if a part ended too often."""
        for part in self.parts:
            code = self._running[part.name].poll()
            if code is None:
                continue
            now = time.monotonic()
            ends = self._ends.setdefault(part.name, deque(maxlen=RESTARTS))
            if len(ends) == RESTARTS and now - ends[0] < RESTART_WINDOW:
                self.say(f"{part.name} ended {RESTARTS + 1} times within a minute. Its messages are {part.messages}.")
                return False
            ends.append(now)
            self.say(f"{part.name} ended with code {code}; starting it again.")
            self._launch(part)
        return True

    def stop(self) -> None:
        """Ends all parts: first asks, then kills; the first ones last."""
        names = {part.name for part in self.parts if part.first}
        self._end([process for name, process in self._running.items() if name not in names], STOP_SECONDS)
        self._end([process for name, process in self._running.items() if name in names], LAST_STOP_SECONDS)
        self._running.clear()

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self._stop = True

    def _launch(self, part: Part) -> None:
        # A session of its own: Ctrl-C at the terminal reaches us alone, and we stop the parts in their order.
        # What parts print is for people: standard output belongs to the command's own result.
        self._running[part.name] = subprocess.Popen(  # noqa: S603 - commands are ours
            tethered(*part.command),
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=STANDARD_ERROR,
            start_new_session=True,
        )

    def _await(self, part: Part) -> bool:
        until = time.monotonic() + part.ready_seconds
        while part.ready and not self._stop and not part.ready():
            if self._running[part.name].poll() is not None or time.monotonic() > until:
                self.say(f"{part.name} did not start. Its messages are {part.messages}.")
                return False
            time.sleep(0.05)
        return not self._stop

    @staticmethod
    def _end(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
        for process in processes:
            process.terminate()
        until = time.monotonic() + seconds
        for process in processes:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
