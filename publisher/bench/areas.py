"""What `publisher bench` measures, by name."""

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from PIL import Image

import graphics
from publisher import words
from publisher.bench.cards.rows import rows
from publisher.bench.instagram import instagram
from publisher.bench.newsletter import newsletter
from publisher.bench.pairs import Pair, Timed, timed
from publisher.bench.watch import watch
from publisher.current_brand import brand
from publisher.rules.wording import Facts


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


AREAS: dict[str, Callable[[int], Iterable[Timed]]] = {
    "draw": lambda _rounds: map(timed, draw()),
    "graphics": rows,
    "instagram": lambda _rounds: instagram(),
    "newsletter": lambda _rounds: newsletter(),
    "watch": lambda _rounds: watch(),
}
"""The rows of an area, each as soon as it is there; the number of rounds is for `graphics`."""
