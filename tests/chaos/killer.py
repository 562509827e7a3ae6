"""SIGKILL at random moments, aimed at the step that was hit least."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos import marks
from tests.chaos.marks import Mark
from tests.chaos.stage import Stage

PATIENCE_SECONDS = 1.0
EVERY_NTH_A_WORKER = 4


@dataclass(slots=True)
class Killer:
    """`hits` counts by the step that a process was in when it was dead, not by where it was aimed."""

    stage: Stage
    aim: tuple[str, ...]
    early: bool
    hits: Counter[str] = field(default_factory=Counter)
    children: int = 0
    workers: int = 0

    @property
    def kills(self) -> int:
        """How many so far."""
        return self.children + self.workers

    @property
    def missed(self) -> set[str]:
        """Steps that were aimed at and never hit."""
        return set(self.aim) - set(self.hits)

    def strike(self) -> bool:
        """Kills one child, or every fourth time a worker with its children; False if nobody was in a step."""
        target = self._target()
        if target is None:
            return False
        if not self.early and self.kills % 2:  # every other time where it was aimed, else before, in or after it
            marks.dawdle()
            marks.dawdle()
        if not _is_child(target):
            return False
        whole = self.kills % EVERY_NTH_A_WORKER == EVERY_NTH_A_WORKER - 1
        victims = [m for m in marks.all_marks(self.stage.home) if m.worker == target.worker] if whole else [target]
        with suppress(ProcessLookupError):
            os.kill(target.worker if whole else target.child, signal.SIGKILL)
        self._bury(victims)
        self.workers, self.children = self.workers + whole, self.children + (not whole)
        return True

    def _target(self) -> Mark | None:
        wanted = min(self.aim, key=lambda step: (self.hits[step], random.random()))
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            here = [mark for mark in self._alive() if mark.step == wanted and (mark.early or not self.early)]
            if here:
                return random.choice(here)
            time.sleep(0.005)
        return None

    def _alive(self) -> list[Mark]:
        workers = self.stage.worker_pids()
        return [mark for mark in marks.all_marks(self.stage.home) if mark.worker in workers]

    def _bury(self, victims: list[Mark]) -> None:
        for mark in victims:
            until = time.monotonic() + 10
            while _is_alive(mark.child) and time.monotonic() < until:
                time.sleep(0.002)
            self.hits[mark.step or "between"] += 1
            mark.path.unlink()


def _stat(pid: int) -> list[str]:
    """State, parent and more of a process (proc(5)); empty if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _is_alive(pid: int) -> bool:
    return _stat(pid)[:1] not in ([], ["Z"], ["X"])


def _is_child(mark: Mark) -> bool:
    """Still a child of the worker that we started: its number was not given to somebody else."""
    return _is_alive(mark.child) and _stat(mark.child)[1] == str(mark.worker)
