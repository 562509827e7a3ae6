"""The rows of `publisher bench graphics`: what we mean to keep, and by how much it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.bench.cards import shipped, work
from publisher.bench.cards.plan import FEED
from publisher.bench.cards.rounds import AREA, ROUNDS, WARM, Rounds, take
from publisher.bench.cards.steady import FIRST, LAST, memory
from publisher.bench.cards.twin import IMAGES, two_processes
from publisher.bench.pairs import Timed

ORIGINAL, PREPARED, FOUR, NAIVE, SHIPPED = 1.7, 2.2, 2.3, 7.0, 2.5
"""At most so many times the floor; at least so many times faster; at most so many times the floor."""
ORNAMENTS = 20  # rounds until the blocks and doors that names lead to have been drawn once


@dataclass(frozen=True, slots=True)
class Extent:
    """How long it is measured: rounds that do not count, for the benchmark card and for the templates with their
    ornaments; images a round with two processes; between which images memory is compared."""

    warm: int = WARM
    ornaments: int = ORNAMENTS
    images: int = IMAGES
    first: int = FIRST
    last: int = LAST


def rows(rounds: int = ROUNDS, extent: Extent | None = None) -> Iterator[Timed]:
    """All of them, each as soon as it is measured."""
    extent = extent or Extent()
    warm, ornaments = extent.warm, extent.ornaments
    yield from _benchmark_card(take(work.benchmark_card(rounds + warm), rounds, warm))
    yield from _templates(take(shipped.templates(rounds + ornaments), rounds, ornaments))
    yield shipped.preflight(rounds)
    yield two_processes(rounds, extent.images)
    yield memory(extent.first, extent.last)


def _benchmark_card(done: Rounds) -> Iterator[Timed]:
    size = f"{FEED.width}x{FEED.height}"
    yield done.row(f"{size} from the original photo / decode and JPEG", "ours", "decode", "encode", most=ORIGINAL)
    yield done.row(f"{size} with a prepared portrait / JPEG", "ours, prepared", "encode", most=PREPARED)
    floors = ("decode stored", "four encodes")
    yield done.row("four sizes from one decode / one decode and four JPEGs", "four", *floors, most=FOUR)
    yield done.faster("times faster than naive Pillow", "ours", "naive", NAIVE)
    for name, (package, _, least) in work.PEERS.items():
        what = f"times faster than {name}, tuned"
        if name in done.seconds:
            yield done.faster(what, "ours", name, least)
        else:
            yield Timed(AREA, what, 0.0, 0.0, None, None, least, skipped=f"{package} is not installed")
    found = sum(name in done.seconds for name in work.PEERS)
    yield Timed(AREA, "other renderers that were measured (extra “bench”)", 0.0, 0.0, found, None, 1)


def _templates(done: Rounds) -> Iterator[Timed]:
    for what in done.seconds:
        if not what.endswith(", floor"):
            floor = "decode and JPEG" if what.endswith("portrait") else "JPEG"
            yield done.row(f"{what} / {floor}", what, f"{what}, floor", most=SHIPPED)
