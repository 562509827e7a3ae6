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
    """Milliseconds (medians) and the median of the rounds' ratios, with its quartiles and the number of `rounds`.

    The ratio is to be at most `most` and at least `least`; without either it is only reported. `skipped` says why
    nothing was measured: then there is no ratio.
    """

    name: str
    what: str
    ours_ms: float
    plain_ms: float
    ratio: float | None
    most: float | None
    least: float | None = None
    quartiles: tuple[float, float] | None = None
    rounds: int | None = None
    skipped: str = ""

    @property
    def kept(self) -> bool | None:
        """True while the ratio is what we mean to keep; None for what was not measured."""
        if self.ratio is None:
            return None
        return (self.most is None or self.ratio <= self.most) and (self.least is None or self.ratio >= self.least)


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
        quartiles=quartiles(ratios),
        rounds=rounds,
    )


def quartiles(ratios: list[float]) -> tuple[float, float]:
    """Between these lies the middle half of the rounds."""
    if len(ratios) == 1:
        return round(ratios[0], 2), round(ratios[0], 2)
    first, _, third = statistics.quantiles(ratios, n=4, method="inclusive")
    return round(first, 2), round(third, 2)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
