"""Many pieces of work in turns, so that what else the machine does falls on all of them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from publisher.bench.pairs import Timed, quartiles

ROUNDS = 9
WARM = 2  # rounds before the first that counts
AREA = "graphics"

Work = Callable[[int], object]
"""Draws one image, from the round's number: no two rounds draw the same."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Processor seconds of each piece of work, one for each round."""

    seconds: Mapping[str, list[float]]

    def row(self, what: str, ours: str, *floors: str, most: float) -> Timed:
        """How many times as long as the sum of its `floors` a piece of work takes; at most `most` times."""
        return compared(what, self.seconds[ours], self.sums(floors), most=most)

    def faster(self, what: str, ours: str, other: str, least: float) -> Timed:
        """How many times faster than another the work is; at least `least` times."""
        return compared(what, self.seconds[ours], self.seconds[other], least=least)

    def sums(self, names: tuple[str, ...]) -> list[float]:
        """What these pieces took together; one that is named twice counts twice."""
        return [sum(each) for each in zip(*(self.seconds[name] for name in names), strict=True)]


def take(work: Mapping[str, Work], rounds: int, warm: int = WARM) -> Rounds:
    """Each round begins with another piece of work; so many `warm` ones before the first do not count."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    names = list(work)
    for number in range(rounds + warm):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            took = cpu(lambda name=name, number=number: work[name](number))  # type: ignore[misc]
            if number >= warm:
                seconds[name].append(took)
    return Rounds(seconds)


def cpu(work: Callable[[], object]) -> float:
    """Processor seconds of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def compared(
    what: str, ours: list[float], plain: list[float], *, most: float | None = None, least: float | None = None
) -> Timed:
    """The median of the rounds' ratios, with its quartiles; `least` turns the ratio round: how many times faster."""
    pairs = zip(ours, plain, strict=True)
    ratios = [b / a if least else a / b for a, b in pairs]
    return Timed(
        AREA,
        what,
        round(median(ours) * 1000, 1),
        round(median(plain) * 1000, 1),
        round(median(ratios), 2),
        most,
        least,
        quartiles(ratios),
        len(ratios),
    )
