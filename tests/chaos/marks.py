"""Which step each worker process is in, on disk, so that it can still be read after the process was killed."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_WIDTH = 16
_ENTERED = "entered"
_open: dict[int, int] = {}


def folder(home: Path) -> Path:
    """Where the marks of an installation lie."""
    path = home / "marks"
    path.mkdir(exist_ok=True)
    return path


@contextmanager
def step(name: str) -> Iterator[None]:
    """Marks this process as being in a step, and lets it dawdle around the effect."""
    _write(f"{name} {_ENTERED}")
    dawdle()
    _write(name)
    yield
    dawdle()
    _write("")


def dawdle() -> None:
    """A pause of random length, as the plan has it: a wider window than the step itself would be."""
    time.sleep(random.uniform(0, float(os.environ["PUBLISHER_TEST_CHAOS_DAWDLE"])))


def _write(text: str) -> None:
    pid = os.getpid()
    if pid not in _open:  # a forked child must not write into its parent's file
        path = folder(Path(os.environ["PUBLISHER_HOME"])) / f"{os.getppid()}-{pid}"
        _open[pid] = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.pwrite(_open[pid], text.ljust(_WIDTH).encode(), 0)  # one small write: there whole or not at all


@dataclass(frozen=True, slots=True)
class Mark:
    """One worker process as its file tells."""

    worker: int
    child: int
    path: Path

    @property
    def step(self) -> str:
        """The step it is in, or was in when it died; empty between steps."""
        return self.path.read_text().strip().removesuffix(_ENTERED).strip()

    @property
    def early(self) -> bool:
        """True until the step does what it is for."""
        return self.path.read_text().rstrip().endswith(_ENTERED)


def all_marks(home: Path) -> list[Mark]:
    """Every process that has marked itself and was not forgotten."""
    return [Mark(*map(int, path.name.split("-")), path) for path in folder(home).iterdir()]
