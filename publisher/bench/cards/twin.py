"""A process that draws what it is told: `card N` or `floor N` on standard input, wall seconds on standard output."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from graphics import Photo
from publisher.bench.cards import own, work
from publisher.bench.cards.plan import FEED
from publisher.bench.cards.rounds import compared
from publisher.bench.cards.sitter import another, portrait
from publisher.bench.pairs import Timed

IMAGES = 10  # of each kind in a round, in each process
GAIN = 0.93


def two_processes(rounds: int, images: int = IMAGES) -> Timed:
    """What two processes draw more than one, against how much more they do of the bare floor."""
    cards: list[float] = []
    floors: list[float] = []
    with _twin() as one, _twin() as other:
        for _ in range(rounds):
            for kind, gains in (("card", cards), ("floor", floors)):
                alone = _seconds(kind, images, one)
                gains.append(2 * alone / _seconds(kind, images, one, other))
    what = "two processes instead of one: what cards gain / what the bare floor gains"
    return replace(compared(what, floors, cards, least=GAIN), ours_ms=0.0, plain_ms=0.0)


@contextmanager
def _twin() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "publisher.bench.cards.twin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            _answer(process)
            yield process
        finally:
            process.kill()


def _seconds(kind: str, images: int, *processes: subprocess.Popen[str]) -> float:
    """Wall seconds until all have drawn so many images each."""
    for process in processes:
        assert process.stdin
        process.stdin.write(f"{kind} {images}\n")
        process.stdin.flush()
    return max(float(_answer(process)) for process in processes)


def _answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def serve() -> None:
    """Until standard input ends. Every image is from an original photo that was not seen before."""
    image = own.drawn(FEED, work.NAMES[0], Photo(portrait()))

    def card(number: int) -> None:
        own.card(FEED, work.NAMES[number % len(work.NAMES)], Photo(another(portrait(), number)))

    def floor(number: int) -> None:
        work.decode(another(portrait(), number), (FEED.across, FEED.across))
        work.encode(image)

    kinds: dict[str, Callable[[int], None]] = {"card": card, "floor": floor}
    number = 0
    _say("ready")
    for line in sys.stdin:
        kind, count = line.split()
        started = time.perf_counter()
        for _ in range(int(count)):
            number += 1
            kinds[kind](number)
        _say(str(time.perf_counter() - started))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
