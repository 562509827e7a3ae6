"""What is measured: drawing a card, and reading a tracker."""

import csv
import hashlib
import io
import itertools
import string
from collections.abc import Callable
from datetime import UTC, datetime

from PIL import Image

import graphics
from publisher import words
from publisher.bench.pairs import Pair
from publisher.current_brand import brand
from publisher.rules.wording import Facts
from publisher.tracker.compare import compare
from publisher.tracker.parse import parse
from publisher.tracker.table import Rows
from publisher.tracker.understand import understand
from publisher.tracker.values import SourceSpec

ROWS = 7000
FIELDS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")


def draw() -> list[Pair]:
    """A card with its preflight against encoding the same picture alone: the floor that no renderer gets below."""
    facts = Facts(
        "Maximiliana Example", "house", "OH", 3, "signed", None, "unknown", datetime(2026, 3, 12, tzinfo=UTC), "",
        "SAMPLE", "https://example.org/a/SAMPLE",
    )  # fmt: skip
    card, size, look = words.card(facts, brand(), "en"), graphics.SIZES["1080x1350"], brand().look
    picture = Image.open(io.BytesIO(graphics.render(card, size, look))).convert("RGB")

    def encode() -> None:
        picture.save(io.BytesIO(), "JPEG", quality=92, subsampling=0)

    return [
        Pair(
            "draw", "card, drawn and checked / JPEG encoding alone", lambda: graphics.draw(card, size, look), encode, 40
        )
    ]


def poll() -> list[Pair]:
    """Understanding a tracker of 7,000 rows against csv.DictReader and a hash of each row."""
    body = tracker(ROWS)
    spec = SourceSpec("bench", "bench.csv", columns={field: field for field in FIELDS})

    def ours() -> None:
        compare({}, understand(Rows(parse(body, spec), spec.columns), spec))

    def plain() -> None:
        for row in csv.DictReader(io.StringIO(body.decode())):
            hashlib.sha256(repr(row).encode()).digest()

    return [Pair("poll", f"{ROWS} rows, understood and compared / csv and a hash a row", ours, plain, 12)]


def tracker(rows: int) -> bytes:
    """A CSV of fictional candidates, all pending."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    names = itertools.product(string.ascii_uppercase, string.ascii_lowercase, string.ascii_lowercase)
    for number, letters in enumerate(itertools.islice(names, rows)):
        name = f"{''.join(letters)} Placeholder"
        writer.writerow([number, name, "House", "CA", number % 52 + 1, "Independent", "pending", "", ""])
    return file.getvalue().encode()


AREAS: dict[str, Callable[[], list[Pair]]] = {"draw": draw, "poll": poll}
