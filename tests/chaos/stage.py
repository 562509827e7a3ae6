"""The processes of a storm: broker, two workers with two children each, two beats. What falls is started again."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from publisher import broker
from publisher.tether import tethered

WORKERS = ("worker-a", "worker-b")
BEATS = ("beat-a", "beat-b")


@dataclass(slots=True)
class Stage:
    """Starts, watches and ends the processes. All die with this process, even when that one is killed."""

    home: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """The broker first; the others wait for it by themselves."""
        self._launch("broker", *broker.command())
        until = time.monotonic() + 30
        while not broker.answers():
            if time.monotonic() > until:
                raise RuntimeError("The broker did not start.")
            time.sleep(0.02)
        self.tend()

    def tend(self) -> None:
        """Starts what is not running."""
        for name in (*WORKERS, *BEATS):
            if name not in self.running or self.running[name].poll() is not None:
                self._launch(name, *_celery(name, self.home))

    def worker_pids(self) -> set[int]:
        """The main processes of the workers that run."""
        return {self.running[name].pid for name in WORKERS if self.running[name].poll() is None}

    def stop(self) -> None:
        """Ends everything at once; the broker last."""
        for process in reversed(self.running.values()):
            process.kill()
            process.wait()

    def _launch(self, name: str, *command: str) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(tethered(*command), stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _celery(name: str, home: Path) -> tuple[str, ...]:
    base = (sys.executable, "-m", "celery", "--app=tests.chaos.app", "--quiet")
    if name in BEATS:
        return (*base, "beat", "--pidfile=", f"--schedule={home / name}", "--loglevel=WARNING")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING")
    return (*base, "worker", "--pool=prefork", "--concurrency=2", f"--hostname={name}@localhost", *quiet)
