"""`publisher render`: one name as a graphic, to look at."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

import graphics
from graphics.photo import MAX_BYTES
from publisher import words
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand
from publisher.management.given import read
from publisher.rules.places import ENGLISH, MOST_DISTRICTS
from publisher.rules.wording import Facts
from publisher.words import WordsError


class Command(PublisherCommand):
    help = "Render the graphic of one name in every size, without touching the database."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, metavar="N")
        parser.add_argument("--office", required=True, choices=["house", "senate"])
        parser.add_argument("--state", required=True, metavar="S", help="two letters")
        parser.add_argument("--district", type=int, metavar="D", help="0 is at-large")
        parser.add_argument("--status", default="signed", choices=["signed"])
        parser.add_argument("--lang", default="en")
        parser.add_argument("--template", default=graphics.DEFAULT, choices=sorted(graphics.TEMPLATES))
        parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--photo", type=Path, metavar="F")
        parser.add_argument("--out", required=True, metavar="DIR")

    def handle(self, *_args: Any, out: str, **options: Any) -> None:
        if not out:
            raise Refusal("The folder of --out has no name; `--out .` is this one.")
        try:
            facts = facts_of(**options)
            photo = graphics.Photo(read(options["photo"], MAX_BYTES)) if options["photo"] else None
            card = words.card(facts, brand(), options["lang"], photo)
            folder = Path(out)
            folder.mkdir(parents=True, exist_ok=True)
            images = [self.draw(card, size, folder, options["template"]) for size in graphics.SIZES.values()]
        except (WordsError, ValueError, graphics.FontProblem) as cause:
            raise Refusal(str(cause)) from cause
        failed = [point for image in images for point in image["preflight"] if not point["ok"]]
        self.out({"images": images}, "\n".join(f"{image['path']}  {image['sha256'][:12]}" for image in images))
        for point in failed:
            self.say(f"Not fit to publish: {point['name']}: {point['detail']}.")
        if failed:
            raise SystemExit(1)

    def draw(self, card: graphics.Card, size: graphics.Size, out: Path, template: str) -> dict[str, Any]:
        picture = graphics.draw(card, size, brand().look, template)
        path = out / f"{card.status}-{size.name}-{card.lang}.jpg"
        path.write_bytes(picture.data)
        points = [{"name": point.name, "ok": point.ok, "detail": point.detail} for point in picture.preflight]
        return {
            "size": size.name,
            "lang": card.lang,
            "path": str(path.resolve()),
            "sha256": picture.sha256,
            "preflight": points,
        }


def facts_of(**options: Any) -> Facts:
    """The options as facts. Raises `ValueError`."""
    kinds = [unicodedata.category(letter) for letter in options["name"]]
    if "Cc" in kinds:
        raise ValueError("The name has a control character; give the name as it is shown in public.")
    if all(kind[0] in "CZ" for kind in kinds):  # blanks, and what has no width
        raise ValueError("The name is empty; give the name as it is shown in public.")
    if options["state"].upper() not in ENGLISH:
        raise ValueError(f"There is no state {options['state']}; give its two letters, such as OH.")
    if options["office"] == "house" and options["district"] is None:
        raise ValueError("A House seat needs --district; 0 is at-large.")
    if options["office"] == "senate" and options["district"] is not None:
        raise ValueError("The Senate has no districts; leave --district out.")
    if options["district"] is not None and not 0 <= options["district"] <= MOST_DISTRICTS:
        raise ValueError(f"There is no district {options['district']}: 1 to {MOST_DISTRICTS}, or 0 for at-large.")
    return Facts(
        name=options["name"].strip(),
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
