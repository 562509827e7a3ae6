"""A process of its own that polls a tracker of so many rows in a home of its own.

`python -m publisher.bench.watching N` prints one JSON document: what each kind of poll takes against csv.DictReader
and a hash of each row over the same bytes, in processor seconds, and the memory above the idle process.
"""

import csv
import hashlib
import io
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FIELDS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")
FIRST = [
    "Ana",
    "Bo",
    "Cy",
    "Dee",
    "Eli",
    "Flo",
    "Gus",
    "Hal",
    "Ida",
    "Jo",
    "Kim",
    "Lee",
    "Mia",
    "Noa",
    "Ona",
    "Pia",
    "Quy",
    "Rae",
    "Sol",
    "Tia",
    "Uma",
    "Val",
    "Wes",
    "Xia",
    "Yan",
    "Zed",
]
STATES = ("OH", "TX", "CA", "NY", "FL", "PA", "IL", "GA", "NC", "MI")
ROUNDS = 3


def tracker(rows: int, signed: int = 0) -> bytes:
    """A CSV of fictional candidates, the first `signed` of whom have signed."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    for n in range(rows):
        name = f"{FIRST[n % 26]} {FIRST[n // 26 % 26]}{chr(97 + n // 676 % 26)}{chr(97 + n // 17576 % 26)} Sample"
        answer = ("signed", "2026-03-12", f"https://news.example.org/{n}") if n < signed else ("pending", "", "")
        writer.writerow([n, name, "House", STATES[n % 10], n % 9 + 1, "Independent", *answer])
    return file.getvalue().encode()


def plain(body: bytes) -> None:
    """What a poll is measured against."""
    for row in csv.DictReader(io.StringIO(body.decode())):
        hashlib.sha256(repr(row).encode()).digest()


def seconds(work: Callable[[], Any]) -> float:
    """Processor seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


def mib() -> float:
    """The most memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rows: int) -> dict[str, Any]:
    """The three kinds of poll, each beside its plain counterpart."""
    import django

    django.setup()
    from publisher import database
    from publisher.models import Source
    from publisher.pipeline import observe, sources

    database.set_up(upgrade=True, say=lambda _text: None)
    file = Path(os.environ["PUBLISHER_HOME"]) / "tracker.csv"
    first, later = tracker(rows), tracker(rows, rows // 100)
    file.write_bytes(first)
    base = min(seconds(lambda: plain(first)) for _ in range(ROUNDS))
    idle = mib()
    source = sources.add(sources.Wanted("bench", str(file)))
    Source.objects.update(limits={"changed_share": 1.0})
    baseline = seconds(lambda: observe.poll(source.pk))
    file.write_bytes(later)
    changes: list[int] = []
    changed = seconds(lambda: changes.extend(observe.poll(source.pk).changes))
    read = min(seconds(lambda: hashlib.sha256(file.read_bytes()).digest()) for _ in range(ROUNDS))
    unchanged = min(seconds(lambda: observe.poll(source.pk)) for _ in range(ROUNDS))
    return {
        "rows": rows,
        "plain_s": round(base, 3),
        "first": round(baseline / base, 2),
        "changed": round(changed / base, 2),
        "changes": len(changes),
        "unchanged_ms": round(unchanged * 1000, 1),
        "unchanged_most_ms": round(read * 1200 + 10, 1),
        "memory_mib": round(mib() - idle, 1),
        "whole_s": round(baseline + changed, 2),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="publisher-bench-") as home:
        os.environ |= {"PUBLISHER_HOME": home, "DJANGO_SETTINGS_MODULE": "publisher.settings", "DATABASE_URL": ""}
        json.dump(measure(int(sys.argv[1])), sys.stdout)
