"""A process of its own that polls a tracker of so many rows in a home of its own.

`python -m publisher.bench.watching csv|pages N` prints one JSON document. `csv`: what each kind of poll takes against
csv.DictReader and a hash of each row over the same bytes, in processor seconds. Both: the memory above the idle
process.
"""

import csv
import hashlib
import io
import json
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from publisher.bench import rolls

ROUNDS, QUICK_ROUNDS = 3, 15


def plain(body: bytes) -> None:
    """What a poll is measured against."""
    for row in csv.DictReader(io.StringIO(body.decode())):
        hashlib.sha256(repr(row).encode()).digest()


def seconds(work: Callable[[], Any]) -> float:
    """Processor seconds of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _usual(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The middle of what it takes, beside what it is compared with: other work on the machine falls on both."""
    return statistics.median(seconds(work) for _ in range(rounds))


def mib() -> float:
    """The most memory so far.

    On Linux from /proc: what getrusage tells begins with the memory of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(found[1]) / 1024 if found else 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_document(rows: int) -> dict[str, Any]:
    """The three kinds of poll of a CSV file, each beside its plain counterpart."""
    from publisher.models import Source
    from publisher.pipeline import observe, sources

    file = Path(os.environ["PUBLISHER_HOME"]) / "tracker.csv"
    first, later = rolls.as_csv(rows), rolls.as_csv(rows, rows // 100)
    file.write_bytes(first)
    base = _usual(lambda: plain(first))
    idle = mib()
    source = sources.add(sources.Wanted("bench", str(file)))
    Source.objects.update(limits={"changed_share": 1.0})
    baseline = seconds(lambda: observe.poll(source.pk))
    file.write_bytes(later)
    base_later = _usual(lambda: plain(later))
    changes: list[int] = []
    changed = seconds(lambda: changes.extend(observe.poll(source.pk).changes))
    read = _usual(lambda: hashlib.sha256(file.read_bytes()).digest(), QUICK_ROUNDS)
    unchanged = _usual(lambda: observe.poll(source.pk), QUICK_ROUNDS)
    return {
        "rows": rows,
        "plain_s": round(base, 3),
        "first": round(baseline / base, 2),
        "changed": round(changed / base_later, 2),
        "changes": len(changes),
        "unchanged_ms": round(unchanged * 1000, 1),
        "unchanged_most_ms": round(read * 1200 + 10, 1),
        "memory_mib": round(mib() - idle, 1),
        "whole_s": round(baseline + changed, 2),
    }


def pages(rows: int) -> dict[str, Any]:
    """A first poll and an unchanged one, of pages of 500 rows."""
    from publisher.pipeline import observe, sources

    with rolls.in_pages(rows) as address:
        idle = mib()
        source = sources.add(sources.Wanted("bench", address, format="json", options={"page": "page"}))
        first, again = observe.poll(source.pk), observe.poll(source.pk)
        return {
            "rows": rows,
            "polls": [first.state, again.state],
            "memory_mib": round(mib() - idle, 1),
        }


KINDS: dict[str, Callable[[int], dict[str, Any]]] = {"csv": one_document, "pages": pages}


def measure(kind: str, rows: int) -> dict[str, Any]:
    """Sets the home up, then measures."""
    import django

    django.setup()
    from publisher import database

    import_module("tasks.app")  # loaded in the worker that polls; else the first change would load it, and be timed
    database.set_up(upgrade=True, say=lambda _text: None)
    return KINDS[kind](rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="publisher-bench-") as home:
        os.environ |= {
            "PUBLISHER_HOME": home,
            "DJANGO_SETTINGS_MODULE": "publisher.settings",
            "DATABASE_URL": os.environ.get("PUBLISHER_BENCH_DATABASE", ""),
            "PUBLISHER_ALLOW_NETWORKS": "127.0.0.0/8",
        }
        json.dump(measure(sys.argv[1], int(sys.argv[2])), sys.stdout)
