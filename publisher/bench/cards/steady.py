"""Whether memory stays flat: a process of its own that draws many cards, each with another name.

`python -m publisher.bench.cards.steady N M` prints its memory in MiB after N images and after M, as JSON.
"""

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from graphics import TEMPLATES, Photo, prepare
from publisher.bench.cards import shipped
from publisher.bench.cards.plan import people
from publisher.bench.cards.rounds import AREA
from publisher.bench.cards.sitter import another, portrait
from publisher.bench.pairs import Timed
from publisher.bench.watching import mib

FIRST, LAST = 200, 2000
FLAT = 8.0  # MiB
PICTURED = 2  # every second card has a photo
STATM = Path("/proc/self/statm")  # Linux


def memory(first: int = FIRST, last: int = LAST) -> Timed:
    """By how much the process has grown from its image number `first` to the `last`."""
    command = [sys.executable, "-m", "publisher.bench.cards.steady", str(first), str(last)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    before, after = json.loads(done.stdout)
    what = f"memory after {last:,} images above that after {first:,}, MiB"
    return Timed(AREA, what, 0.0, 0.0, round(after - before, 1), FLAT)


def draw(first: int, last: int) -> list[float]:
    """Memory after the `first` images and after the `last`; the templates take turns."""
    names, templates = people(last), list(TEMPLATES)
    stored, found = prepare(portrait()), list[float]()
    for number, name in enumerate(names, 1):
        photo = Photo(another(stored.data, number), face=stored.face) if number % PICTURED == 0 else None
        card = replace(shipped.CARD, name=name, photo=photo)
        shipped.drawn(card, templates[number % len(templates)])
        if number in (first, last):
            found.append(resident())
    return found


def resident() -> float:
    """MiB of this process that are in memory now, without what its allocator only holds ready for the next image.

    Where the system does not tell, the most that were.
    """
    if not STATM.exists():
        return mib()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc
    if give_back:
        give_back(0)
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    json.dump(draw(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
