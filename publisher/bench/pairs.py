"""Timing two pieces of work side by side."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """`ours` and `plain` take no arguments; `most` is the ratio that we mean to keep."""

    name: str
    what: str
    ours: Callable[[], object]
    plain: Callable[[], object]
    most: float


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds (medians) and the median of the rounds' ratios; `most` is None for what is only reported."""

    name: str
    what: str
    ours_ms: float
    plain_ms: float
    ratio: float
    most: float | None

    @property
    def kept(self) -> bool:
        """True while the ratio is what we mean to keep."""
        return self.most is None or self.ratio <= self.most


def timed(pair: Pair, rounds: int = 15) -> Timed:
    """Runs both in turns, so that what else the machine does falls on both; the first round warms up."""
    ours, plain, ratios = [], [], []
    for number in range(rounds + 1):
        a, b = _seconds(pair.ours), _seconds(pair.plain)
        if number:
            ours.append(a)
            plain.append(b)
            ratios.append(a / b)
    return Timed(
        pair.name,
        pair.what,
        round(statistics.median(ours) * 1000, 2),
        round(statistics.median(plain) * 1000, 2),
        round(statistics.median(ratios), 2),
        pair.most,
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
