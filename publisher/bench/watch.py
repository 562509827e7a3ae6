"""Reading a tracker of 100,000 rows, in processes of their own: their memory is theirs, and their database is empty."""

import json
import os
import subprocess
import sys
from typing import Any

from publisher.bench.pairs import Timed

ROWS = 100_000
FIRST, CHANGED, MEMORY, THRICE = 15.0, 3.0, 60.0, 3.3


def watch() -> list[Timed]:
    """Each figure as a ratio to csv.DictReader and a hash a row, in the same process; memory in MiB above idle."""
    one, three = _run(ROWS), _run(3 * ROWS)
    plain = one["plain_s"] * 1000
    return [
        _line("first poll, silent", one["first"], plain, FIRST),
        _line(f"1 % of the rows changed, {one['changes']} changes", one["changed"], plain, CHANGED),
        Timed(
            "watch",
            "unchanged file / 1.2 times reading and hashing it, and 10 ms",
            one["unchanged_ms"],
            one["unchanged_most_ms"],
            round(one["unchanged_ms"] / one["unchanged_most_ms"], 2),
            1.0,
        ),
        Timed("watch", "memory above idle, MiB", 0.0, 0.0, one["memory_mib"], MEMORY),
        Timed("watch", "300,000 rows / 100,000 rows", 0.0, 0.0, round(three["whole_s"] / one["whole_s"], 2), THRICE),
    ]


def _line(what: str, ratio: float, plain: float, most: float) -> Timed:
    return Timed("watch", f"{what} / csv and a hash a row", round(ratio * plain, 1), round(plain, 1), ratio, most)


def _run(rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "publisher.bench.watching", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found
