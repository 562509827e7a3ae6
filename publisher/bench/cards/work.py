"""What takes turns on the benchmark card: floors, the project's own parts, other renderers."""

import importlib
import importlib.util
import io
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType

from PIL import Image

import graphics
from graphics import SIZES, Photo
from publisher.bench.cards import naive, own
from publisher.bench.cards.plan import FEED, people, plan
from publisher.bench.cards.rounds import Work
from publisher.bench.cards.sitter import another, portrait

PEERS: Mapping[str, tuple[str, str, float]] = {
    "takumi": ("pytakumi", "on_takumi", 2.5),
    "skia": ("skia", "on_skia", 1.8),
}
"""Its name in the rows, its module, ours that draws with it, and how many times faster we mean to be."""
EVERY = [plan(size) for size in SIZES.values()]
MOST = max(each.across for each in EVERY)
NAMES = people(2000)


def decode(data: bytes, least: tuple[int, int] | None = None) -> Image.Image:
    """The floor of every photo: Pillow's decoder alone, at the scale that `least` allows."""
    with Image.open(io.BytesIO(data)) as opened:
        if least:
            opened.draft("RGB", least)
        opened.load()
        return opened


def encode(image: Image.Image) -> bytes:
    """The floor of every card: the JPEG alone, as all renderers here write it (quality 92, 4:4:4)."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def benchmark_card(rounds: int) -> dict[str, Work]:
    """The card from its original photo, with a prepared one, in four sizes; and the floors of each."""
    original = [another(portrait(), number) for number in range(rounds)]
    stored = graphics.prepare(portrait())
    clean = [another(stored.data, number) for number in range(rounds)]
    ready = Photo(stored.data, face=stored.face)
    finished = [own.drawn(each, NAMES[0], ready) for each in EVERY]

    def bundle(number: int) -> None:
        photo = Photo(clean[number], face=stored.face)
        for each in EVERY:
            own.card(each, NAMES[3 * number + 2], photo)

    def encodes(_: int) -> None:
        for image in finished:
            encode(image)

    return {
        "decode": lambda number: decode(original[number], (FEED.across, FEED.across)),
        "encode": lambda _: encode(finished[0]),
        "ours": lambda number: own.card(FEED, NAMES[3 * number], Photo(original[number])),
        "ours, prepared": lambda number: own.card(FEED, NAMES[3 * number + 1], ready),
        "decode stored": lambda number: decode(clean[number], (MOST, MOST)),
        "four encodes": encodes,
        "four": bundle,
        "naive": lambda number: naive.card(FEED, NAMES[3 * number], original[number]),
    } | {name: partial(_by, draw, original) for name, draw in peers().items()}


def peers() -> dict[str, Callable[..., bytes]]:
    """The other renderers that are installed here."""
    found: dict[str, Callable[..., bytes]] = {}
    for name, (package, module, _) in PEERS.items():
        if importlib.util.find_spec(package):
            drawing: ModuleType = importlib.import_module(f"publisher.bench.cards.{module}")
            found[name] = drawing.card
    return found


def _by(draw: Callable[..., bytes], photos: list[bytes], number: int) -> bytes:
    return draw(FEED, NAMES[3 * number], photos[number])
