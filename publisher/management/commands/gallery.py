"""`publisher gallery`: every kind of card with hard names as files, and a roll of names checked."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

import graphics
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.gallery import check, roll, sheets, trying
from publisher.gallery.drawing import Job, draw, each
from publisher.management.base import PublisherCommand
from publisher.management.given import check_processes, read
from publisher.management.plain import plain
from publisher.management.progress import with_bar
from publisher.words import WordsError

NAMED = 20
"""Faults that are named on the screen; --json has all."""


class Command(PublisherCommand):
    help = "Write every kind of card with hard names to files, check a roll of names, or try random cards."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="write|check|try")
        write = actions.add_parser("write", help="pictures and sheets of them, in a folder")
        write.add_argument("folder", metavar="DIR", type=Path)
        write.add_argument("--only", choices=["kinds", "names"], help="every kind, or the hard names")
        look = actions.add_parser("check", help="is everybody of this roll fit for a card? CSV, TSV, JSON, or lines")
        look.add_argument("file", metavar="FILE", type=Path)
        look.add_argument("--size", choices=list(graphics.SIZES), action="append", help="default: every format")
        tries = actions.add_parser("try", help="random cards, with names of a roll and hard ones, drawn and measured")
        tries.add_argument("file", metavar="FILE", type=Path, nargs="?")
        tries.add_argument("--number", type=int, default=500, metavar="N", help="default: 500")
        tries.add_argument("--seed", type=int, default=1, metavar="N", help="the same cards for the same number")
        tries.add_argument("--processes", type=int, default=0, metavar="N", help="default: one a processor")
        write.add_argument("--lang", action="append", metavar="L", help="default: all of the brand's")
        look.add_argument("--lang", action="append", metavar="L", help="default: the brand's first one")
        for action in (write, look):
            action.add_argument("--template", choices=list(graphics.TEMPLATES), action="append", help="default: all")
            action.add_argument("--processes", type=int, default=0, metavar="N", help="default: one a processor")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        check_processes(options["processes"])
        for name in ("template", "size", "lang"):  # what is given twice is meant once
            options[name] = list(dict.fromkeys(options.get(name) or ()))
        options["template"] = options["template"] or list(graphics.TEMPLATES)
        try:
            if action == "write":
                self.write(**options)
            elif action == "check":
                self.check_roll(**options)
            else:
                self.try_some(**options)
        except (WordsError, roll.NoRoll) as cause:
            raise Refusal(str(cause)) from cause

    def write(self, folder: Path, only: str, template: list[str], lang: list[str], processes: int, **_: Any) -> None:
        languages = lang or list(brand().languages)
        jobs: list[Job] = []
        if only != "names":
            jobs += sheets.every_kind(brand(), template, languages)
        if only != "kinds":
            jobs += sheets.hard_names(brand(), template, languages)
        made = sheets.Sheets(folder, brand().look)
        faults: list[dict[str, str]] = []
        for drawn in with_bar("drawing", each(draw, jobs, processes), len(jobs)):
            if drawn.picture is not None:
                sheets.save(drawn, folder)
            made.add(drawn)
            faults += _faults(drawn.job, drawn.faults)
        made.end()
        self._end({"pictures": len(jobs), "sheets": [str(file) for file in made.written], "faults": faults})

    def check_roll(
        self, file: Path, size: list[str], template: list[str], lang: list[str], processes: int, **_: Any
    ) -> None:
        everybody = _roll(file)
        held = [{"line": entry.line, "problem": entry.problem} for entry in everybody if entry.problem]
        sizes, languages = size or list(graphics.SIZES), lang or list(brand().languages[:1])
        jobs = check.jobs(everybody, brand(), languages, template, sizes)
        total = (len(everybody) - len(held)) * len(languages) * len(template) * len(sizes)
        faults: list[dict[str, str]] = []
        slowest = 0.0
        for checked in with_bar("checking", each(check.check, jobs, processes), total):
            faults += _faults(checked.job, checked.faults)
            slowest = max(slowest, checked.seconds)
        told = {"people": len(everybody), "held": held, "layouts": total, "slowest_ms": round(slowest * 1000)}
        self._end(told | {"faults": faults})
        if not total:
            raise Refusal(f"Nobody of {file} could be checked: no name in it may stand on a card. Correct them.")

    def try_some(self, file: Path | None, number: int, seed: int, processes: int, **_: Any) -> None:
        if number < 1:
            raise Refusal(f"{number} cards show nothing; give --number 1 or more.")
        everybody = _roll(file) if file else []
        names = [entry.facts.name for entry in everybody if not entry.problem]
        if held := len(everybody) - len(names):
            self.say(f"{held} of {len(everybody)} names are left out: `publisher gallery check {file}` says why.")
        tried = trying.Tried()
        faults: list[dict[str, str]] = []
        made = each(draw, trying.jobs(brand(), names, number, seed), processes)
        for drawn in with_bar("drawing", made, number):
            tried.take(drawn)
            faults += _faults(drawn.job, drawn.faults)
        self._end(asdict(tried) | {"faults": faults})

    def _end(self, told: dict[str, Any]) -> None:
        self.out(told, "\n".join(_lines(told)))
        if told["faults"]:
            raise SystemExit(1)


def _roll(file: Path) -> list[roll.Entry]:
    data = read(file, roll.MAX_BYTES)
    if len(data) > roll.MAX_BYTES:
        raise Refusal(f"{file} has more than {roll.MAX_BYTES // 2**20} MiB; that is no roll of names.")
    return list(roll.read(data, file.name))


def _faults(job: Job, faults: Iterable[str]) -> list[dict[str, str]]:
    about = {"name": job.name, "template": job.template, "size": job.size, "lang": job.card.lang}
    return [about | {"fault": fault} for fault in faults]


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if "where" in told:
        yield f"{told['pictures']} pictures, the slowest took {told['slowest_ms']} ms."
        yield f"Smallest type {told['smallest_px']:.0f} px, least contrast {told['least_contrast']:.1f}."
        yield from (plain(f"{what}: {where}") for what, where in told["where"].items())
    elif "pictures" in told:
        yield f"{told['pictures']} pictures on {len(told['sheets'])} sheets."
        yield from told["sheets"]
    else:
        yield f"{told['people']} people, {told['layouts']} layouts, the slowest took {told['slowest_ms']} ms."
        if told["held"]:
            yield f"{len(told['held'])} of {told['people']} could not be checked:"
        for held in told["held"][:NAMED]:
            yield plain(f"No card, line {held['line']}: {held['problem']}.")
    yield f"{len(told['faults'])} faults."
    for fault in told["faults"][:NAMED]:
        yield plain(f"{fault['name']}, {fault['template']}, {fault['size']}, {fault['lang']}: {fault['fault']}.")
