"""`publisher bench`: how fast, as ratios."""

import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console
from rich.progress import Progress

from publisher.bench.areas import AREAS
from publisher.bench.cards.rounds import ROUNDS
from publisher.bench.pairs import Timed
from publisher.management.base import PublisherCommand

KNOWN = sorted(AREAS)


class Command(PublisherCommand):
    help = "Measure how fast it is, each time as a ratio to something plain in the same run."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area", nargs="?", choices=KNOWN, metavar="AREA", help=", ".join(KNOWN))
        rounds = f"of graphics, {ROUNDS} unless told"
        parser.add_argument("--rounds", type=int, choices=range(1, 100), default=ROUNDS, metavar="N", help=rounds)

    def handle(self, *_args: Any, area: str | None, rounds: int, **_options: Any) -> None:
        wanted = [area] if area else KNOWN
        found: list[Timed] = []
        with Progress(console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("measuring", total=len(wanted))
            for name in wanted:
                for row in AREAS[name](rounds):
                    found.append(row)
                    bar.update(task, description=row.what)
                bar.advance(task)
        rows = [asdict(row) | {"kept": row.kept, "ok": row.kept is True} for row in found]
        self.out(rows)
        if any(row.kept is False for row in found) or not any(row.kept for row in found):
            raise SystemExit(1)
