"""`publisher render`: one name as a graphic, or everybody of a roll, to look at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

import graphics
from graphics.card import PICTURED
from graphics.upload import MAX_BYTES
from publisher import words
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.gallery import roll
from publisher.gallery.drawing import Drawn, Job, draw, each
from publisher.gallery.sheets import Sheets, save
from publisher.management.base import PublisherCommand
from publisher.management.given import check_processes, day, read
from publisher.management.plain import plain
from publisher.management.progress import with_bar
from publisher.pipeline import photos
from publisher.rules.letters import seen, unwanted
from publisher.rules.places import ENGLISH, MOST_DISTRICTS
from publisher.rules.wording import STATUSES, Facts
from publisher.words import WordsError

LONGEST = 120
"""Characters of a name, as the record has them: `models.Person`."""


class Command(PublisherCommand):
    help = "Render one name, or everybody in a CSV, in every size, without touching the database."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--name", metavar="N")
        who.add_argument("--csv", type=Path, metavar="FILE", help="a roll: CSV, TSV, JSON, or one name a line")
        parser.add_argument("--office", choices=["house", "senate"])
        parser.add_argument("--state", metavar="S", help="two letters")
        parser.add_argument("--district", type=int, metavar="D", help="0 is at-large")
        parser.add_argument("--status", default="signed", choices=[one for one in STATUSES if one != "pending"])
        parser.add_argument("--lang", default="")
        parser.add_argument("--template", default="", choices=["", *graphics.TEMPLATES], metavar="T")
        parser.add_argument("--size", action="append", choices=list(graphics.SIZES), help="default: every format")
        parser.add_argument("--date", type=day, metavar="YYYY-MM-DD")
        parser.add_argument("--photo", type=Path, metavar="F", help="shown beside who signed, where a card has room")
        parser.add_argument("--credit", metavar="TEXT", help="whose photo it is, as it is printed; --photo needs it")
        parser.add_argument("--processes", type=int, default=0, metavar="N", help="default: one a processor")
        parser.add_argument("--out", required=True, metavar="DIR")

    def handle(self, *_args: Any, out: str, **options: Any) -> None:
        if not out:
            raise Refusal("The folder of --out has no name; `--out .` is this one.")
        check_processes(options["processes"])
        folder = Path(out)
        try:
            jobs, total = self.jobs(**options)
            folder.mkdir(parents=True, exist_ok=True)
            if options["csv"]:
                sheets = Sheets(folder, brand().look)
                made = with_bar("drawing", each(draw, jobs, options["processes"]), total)
                images = [self.keep(drawn, folder, sheets) for drawn in made]
                sheets.end()
            else:
                sheets, images = None, [_told(one, str(save(one, folder).resolve())) for one in map(draw, jobs)]
        except (WordsError, ValueError) as cause:
            raise Refusal(str(cause)) from cause
        self.end(images, [str(file) for file in sheets.written] if sheets else [])

    def jobs(self, **options: Any) -> tuple[Iterator[Job], int]:
        """What is to be drawn, and how many pictures that is. Raises ValueError, WordsError."""
        known = brand()
        language, template = options["lang"] or known.languages[0], options["template"] or known.template
        sizes = list(dict.fromkeys(options["size"] or graphics.SIZES))
        if options["csv"]:
            _only_for_one(options)
            everybody = self.everybody(options["csv"], options["status"])
            people = [(f"{{0}}.{language}/{line:05}", words.card(facts, known, language)) for line, facts in everybody]
        else:
            card = words.card(facts_of(**options), known, language, photo_of(options["photo"], options["credit"]))
            if card.photo and (why := _no_place(card.status, template)):
                self.say(f"No photo is shown: {why}.")
            people = [(f"{card.status}-{{0}}-{language}", card)]
        jobs = (Job(name.format(size), card, size, template, known.look) for size in sizes for name, card in people)
        return jobs, len(people) * len(sizes)

    def everybody(self, csv: Path, status: str) -> Iterator[tuple[int, Facts]]:
        """Who of the roll can have a card; of the others it is said why not. Raises ValueError if nobody can."""
        found = 0
        for entry in roll.read(read(csv, roll.MAX_BYTES), csv.name):
            if entry.problem:
                self.say(plain(f"No card, line {entry.line}: {entry.problem}."))
            else:
                found += 1
                yield entry.line, replace(entry.facts, status=status)
        if not found:
            raise ValueError(f"Nobody of {csv} can have a card: no name in it may stand on one. Correct them.")

    def keep(self, drawn: Drawn, folder: Path, sheets: Sheets) -> dict[str, Any]:
        """One of many: what cannot be drawn is a fault of its own, and the others go on."""
        sheets.add(drawn)
        return _told(drawn, str(save(drawn, folder).resolve()) if drawn.picture else "")

    def end(self, images: list[dict[str, Any]], sheets: list[str]) -> None:
        lines = [f"{image['path']}  {image['sha256'][:12]}" for image in images if image["path"]]
        self.out({"images": images, "sheets": sheets}, "\n".join([*lines, *sheets]))
        faulty = False
        for image in images:
            for point in image["preflight"]:
                if not point["ok"]:
                    faulty = True
                    self.say(plain(f"Not fit to publish, {image['name']}: {point['name']}: {point['detail']}."))
        if faulty:
            raise SystemExit(1)


def _told(drawn: Drawn, path: str) -> dict[str, Any]:
    picture, job = drawn.picture, drawn.job
    points = picture.preflight if picture else (graphics.Point("drawing", False, drawn.problem),)
    return {
        "name": job.name,
        "size": job.size,
        "lang": job.card.lang,
        "path": path,
        "sha256": picture.sha256 if picture else "",
        "preflight": [{"name": point.name, "ok": point.ok, "detail": point.detail} for point in points],
    }


def photo_of(file: Path | None, credit: str | None) -> graphics.Photo | None:
    """The photo with its credit. Raises `ValueError`, `Refusal`, `OSError`."""
    if file is None:
        if credit is not None:
            raise ValueError("--credit is printed with a photo alone: give the photo too, with --photo.")
        return None
    if credit is None:
        raise ValueError("--photo needs --credit: say whose photo it is, as it is to be printed.")
    if not seen(credit):
        raise ValueError("The credit has no letter that can be seen; give it as it is to be printed.")
    if unwanted(credit):
        raise ValueError("The credit holds an invisible control character; type it anew.")
    if len(credit) > photos.LONGEST["credit"]:
        raise ValueError(f"The credit is too long: at most {photos.LONGEST['credit']} characters.")
    made = graphics.prepare(read(file, MAX_BYTES))
    return graphics.Photo(made.data, face=made.face, credit=" ".join(credit.split()))


def _no_place(status: str, template: str) -> str:
    """Why such a card shows no photo; "" where it does."""
    if not graphics.TEMPLATES[template].photos:
        return f"the template {template} has no place for one"
    return "" if status in PICTURED else f"who {status} is told of in words alone"


def _only_for_one(options: dict[str, Any]) -> None:
    """Raises `ValueError` for what says something of one person: everybody of a roll has their own."""
    named = ("office", "state", "district", "date", "photo", "credit")
    if given := [f"--{name}" for name in named if options[name] is not None]:
        raise ValueError(f"--csv takes no {', '.join(given)}: that is about one person; leave it out, or give --name.")


def facts_of(**options: Any) -> Facts:
    """The options as facts. Raises `ValueError`."""
    if not options["office"] or not options["state"]:
        raise ValueError("A name needs --office and --state: say which seat it is about.")
    if len(options["name"]) > LONGEST:
        raise ValueError(f"The name has {len(options['name'])} characters; give a form of it with at most {LONGEST}.")
    if not seen(options["name"]):
        raise ValueError("The name has no letter that can be seen; give the name as it is shown in public.")
    if unwanted(options["name"]) or "\n" in options["name"]:
        raise ValueError("The name has a control character; give the name as it is shown in public.")
    if options["state"].upper() not in ENGLISH:
        raise ValueError(f"There is no state {options['state']}; give its two letters, such as OH.")
    if options["office"] == "house" and options["district"] is None:
        raise ValueError("A House seat needs --district; 0 is at-large.")
    if options["office"] == "senate" and options["district"] is not None:
        raise ValueError("The Senate has no districts; leave --district out.")
    if options["district"] is not None and not 0 <= options["district"] <= MOST_DISTRICTS:
        raise ValueError(f"There is no district {options['district']}: 1 to {MOST_DISTRICTS}, or 0 for at-large.")
    return Facts(
        name=" ".join(options["name"].split()),
        office=options["office"],
        state=options["state"].upper(),
        district=options["district"] if options["office"] == "house" else None,
        status=options["status"],
        said_at=options["date"],
        precision="day" if options["date"] else "unknown",
        seen_at=timezone.now(),
        evidence_url="",
        code="SAMPLE",
        link="https://example.org/a/SAMPLE",
    )
