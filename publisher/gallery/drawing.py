"""Drawing many cards with several processes. The workers know nothing of Django or a database."""

import multiprocessing
import os
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import graphics
from publisher.errors import Refusal
from publisher.tether import die_with_parent

AHEAD = 4
"""Jobs handed out per process before the first answer is taken: memory stays the same however many there are."""

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Job:
    """One card to draw or check, and `name`, by which whoever asked knows it again."""

    name: str
    card: graphics.Card
    size: str
    template: str
    look: graphics.Look


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture of a job, or the sentence that says why there is none; `seconds` of processor time it took."""

    job: Job
    picture: graphics.Picture | None
    problem: str = ""
    seconds: float = 0.0

    @property
    def faults(self) -> list[str]:
        """What its check found, in words; the problem, if it could not be drawn."""
        if self.picture is None:
            return [self.problem]
        return [f"{point.name}: {point.detail}" for point in self.picture.preflight if not point.ok]


def draw(job: Job) -> Drawn:
    """Draws one, in this process."""
    started = time.process_time()
    try:
        picture = graphics.draw(job.card, graphics.SIZES[job.size], job.look, job.template)
        return Drawn(job, picture, seconds=time.process_time() - started)
    except (graphics.FontProblem, graphics.PhotoProblem) as cause:
        return Drawn(job, None, str(cause))
    except Exception as cause:  # noqa: BLE001 - a defect of ours must not keep the others of a roll
        return Drawn(job, None, failed(cause))


def failed(cause: Exception) -> str:
    """A defect of ours in a sentence with its place: the other cards of a roll go on, and somebody hears of it."""
    last = traceback.extract_tb(cause.__traceback__)[-1]
    where = f"{Path(last.filename).name}, line {last.lineno}"
    said = " ".join(str(cause).split())
    return f"drawing failed: {type(cause).__name__}: {said} ({where}); tell the maintainers"


def each(work: Callable[[Job], Done], jobs: Iterable[Job], processes: int = 0) -> Iterator[Done]:
    """`work` done for each job, in the jobs' order; by `processes` of them, one for each processor if 0.

    `work` is a function of a module. The jobs are taken as they are needed, so they may be a stream.
    Raises `Refusal` when a process is ended from outside.
    """
    processes = processes or os.cpu_count() or 1
    if processes == 1:
        yield from map(work, jobs)
        return
    # Started anew instead of forked: nothing of this process, such as a connection, is carried along.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=die_with_parent) as pool:
        waiting: deque[Future[Done]] = deque()
        try:
            for job in jobs:
                waiting.append(pool.submit(work, job))
                if len(waiting) >= AHEAD * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise Refusal(
                "A process that draws was ended from outside, perhaps for want of memory; try again with --processes 1."
            ) from None
        finally:
            for future in waiting:
                future.cancel()
