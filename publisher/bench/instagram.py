"""What a publication costs above the two calls of instagrapi that nobody can leave out, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

from publisher.bench.pairs import Timed, quartiles
from publisher.bench.publishing import ROUNDS

MOST_MS = 10.0
WHOLE = "a publication, from its claim to its receipt, above instagrapi's own client, upload and configure, ms"
CHANNEL = "the channel's share of that: prepare and send, ms"


def instagram(rounds: int = 0, database: Path | None = None) -> list[Timed]:
    """Processor time in milliseconds; the figure is a difference, not a ratio, of the cheapest rounds of each.

    A difference in milliseconds grows with whatever else slows the cores down, in some rounds twofold: the cheapest
    round is the one that was least disturbed (as Python's `timeit` has it). The quartiles are of the pairs.
    `database`: a SQLite file that is set up already, of which a copy is used.
    """
    more = [str(rounds or ROUNDS), *([str(database)] if database else [])]
    command = [sys.executable, "-m", "publisher.bench.publishing", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, list[float]] = json.loads(done.stdout)
    return [_row(WHOLE, found["whole"], found["plain"]), _row(CHANNEL, found["channel"], found["plain"])]


def _row(what: str, ours: list[float], plain: list[float]) -> Timed:
    above = [a - b for a, b in zip(ours, plain, strict=True)]
    return Timed(
        "instagram",
        what,
        min(ours),
        min(plain),
        round(min(ours) - min(plain), 2),
        MOST_MS,
        quartiles=quartiles(above),
        rounds=len(above),
    )
