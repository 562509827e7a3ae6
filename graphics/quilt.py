"""The patchwork: album quilts were signed by neighbours, a block each, for a cause they shared.

Every person gets an arrangement of their own, drawn from the name, the same on any machine and in any
language. The blocks are traditional: houses, geese, pinwheels, petals, suns, hearths.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageColor, ImageDraw

FINE = 4  # blocks are drawn so many times larger and reduced: clean edges on any slant
Colours = tuple[str, str, str]
Levels = tuple[int, int, int]
Pen = ImageDraw.ImageDraw
Shape = tuple[tuple[float, float], ...]
PARTS = FINE * FINE
MIXTURES = tuple(
    (PARTS - second - third, second, third) for second in range(PARTS + 1) for third in range(PARTS + 1 - second)
)
"""How many parts of a pixel have the block's first, second and third colour."""


def _box(left: float, top: float, right: float, bottom: float) -> Shape:
    return (left, top), (right, top), (right, bottom), (left, bottom)


# Roof with chimneys, gable front, long wall, lamps: drawn in this order.
SCHOOLHOUSE: tuple[tuple[Shape, ...], ...] = (
    (_box(0.36, 0.1, 0.44, 0.3), _box(0.74, 0.1, 0.82, 0.3), ((0.27, 0.22), (0.82, 0.22), (0.97, 0.5), (0.45, 0.5))),
    (((0.04, 0.5), (0.23, 0.22), (0.42, 0.5)), _box(0.07, 0.53, 0.39, 1)),
    (_box(0.45, 0.53, 0.94, 1),),
    (_box(0.16, 0.66, 0.3, 1), _box(0.54, 0.64, 0.65, 0.84), _box(0.74, 0.64, 0.85, 0.84)),
)
# Colours of the schoolhouse: places in the palette for sky, gable front, long wall, roof, lamps.
SCENES = ((0, 4, 1, 3, 5), (1, 3, 2, 0, 0), (3, 4, 5, 1, 0), (2, 3, 4, 1, 0), (4, 3, 2, 0, 0))


def patchwork(name: str, palette: tuple[str, ...], columns: int, unit: int) -> Image.Image:
    """A row of `columns` blocks of `unit` pixels; neighbours differ in their block and their ground."""
    row = Image.new("RGB", (columns * unit, unit))
    dice = hashlib.shake_256(name.encode()).digest(3 * columns)
    block = ground = -1
    for at in range(columns):
        block = _other(dice[3 * at], len(BLOCKS), block)
        ground = _other(dice[3 * at + 1], len(palette), ground)
        turn = dice[3 * at + 2]
        row.paste(_patch(block, _colours(palette, ground, turn), turn % 4, unit), (at * unit, 0))
    return row


def house(name: str, palette: tuple[str, ...], side: int) -> Image.Image:
    """The large block of a card without a photo: the traditional schoolhouse, with its lamps lit."""
    dice = hashlib.shake_256(f"{name} house".encode()).digest(1)[0]
    return _house_of(tuple(palette[at % len(palette)] for at in SCENES[dice % len(SCENES)]), side)


@lru_cache(maxsize=8)
def _house_of(scene: tuple[str, ...], side: int) -> Image.Image:
    sky, front, wall, roof, lamp = scene
    image = Image.new("RGB", (side * FINE, side * FINE), sky)
    for fill, shapes in zip((roof, front, wall, lamp), SCHOOLHOUSE, strict=True):
        for points in shapes:
            _shape(ImageDraw.Draw(image), side * FINE, fill, *points)
    return image.reduce(FINE)


def _other(number: int, count: int, last: int) -> int:
    free = [one for one in range(count) if one != last]
    return free[number % len(free)]


def _colours(palette: tuple[str, ...], ground: int, turn: int) -> Colours:
    rest = palette[ground + 1 :] + palette[:ground]
    first = turn // 4 % len(rest)
    return palette[ground], rest[first], rest[(first + 2) % len(rest)]


def _patch(block: int, colours: Colours, turn: int, unit: int) -> Image.Image:
    plan = _plan(block, turn if BLOCKS[block][1] else 0, unit).copy()
    plan.putpalette(_mixtures(colours))
    return plan.convert("RGB")


@lru_cache(maxsize=96)
def _plan(block: int, turn: int, unit: int) -> Image.Image:
    """The block, drawn once for all its colours: each pixel is the place of its mixture in `MIXTURES`."""
    side = unit * FINE
    large = Image.new("L", (side, side), 0)
    BLOCKS[block][0](ImageDraw.Draw(large), side, (0, 1, 2))
    second, third = (
        large.point([255 if value == level else 0 for value in range(256)]).reduce(FINE) for level in (1, 2)
    )
    parts = [round(value / 255 * PARTS) for value in range(256)]
    first = [MIXTURES.index((PARTS - part, part, 0)) for part in parts]
    plan = ImageChops.add(second.point(first), third.point(parts)).rotate(90 * turn)
    return Image.frombytes("P", plan.size, plan.tobytes())


@lru_cache(maxsize=512)
def _mixtures(colours: Colours) -> bytes:
    """The palette: each mixture of the three colours."""
    channels = list(zip(*map(ImageColor.getrgb, colours), strict=True))
    half = PARTS // 2
    return bytes(
        (sum(part * value for part, value in zip(parts, values, strict=True)) + half) // PARTS
        for parts in MIXTURES
        for values in channels
    )


def _shape(pen: Pen, side: int, fill: str | int, *points: tuple[float, float]) -> None:
    pen.polygon([(x * side, y * side) for x, y in points], fill)


def _disc(pen: Pen, side: int, fill: int, x: float, y: float, radius: float) -> None:
    pen.ellipse([(x - radius) * side, (y - radius) * side, (x + radius) * side, (y + radius) * side], fill)


def _house(pen: Pen, side: int, colours: Levels) -> None:
    _shape(pen, side, colours[2], (0.08, 0.5), (0.5, 0.12), (0.92, 0.5))
    _shape(pen, side, colours[1], (0.17, 0.5), (0.83, 0.5), (0.83, 1), (0.17, 1))
    _disc(pen, side, colours[0], 0.5, 0.74, 0.12)
    _shape(pen, side, colours[0], (0.38, 0.74), (0.62, 0.74), (0.62, 1), (0.38, 1))


def _geese(pen: Pen, side: int, colours: Levels) -> None:
    _shape(pen, side, colours[1], (0, 0.5), (0.5, 0), (1, 0.5))
    _shape(pen, side, colours[2], (0, 1), (0.5, 0.5), (1, 1))


def _pinwheel(pen: Pen, side: int, colours: Levels) -> None:
    for x, y, fill in ((0, 0, 1), (1, 0, 2), (1, 1, 1), (0, 1, 2)):
        corner = (float(x), float(y))
        edge = (0.5, float(y)) if x == y else (float(x), 0.5)
        _shape(pen, side, colours[fill], (0.5, 0.5), corner, edge)


def _petal(pen: Pen, side: int, colours: Levels) -> None:
    down = [(sin(step * pi / 120), 1 - cos(step * pi / 120)) for step in range(61)]
    back = [(1 - sin(step * pi / 120), cos(step * pi / 120)) for step in range(61)]
    _shape(pen, side, colours[1], *down, *back)


def _sun(pen: Pen, side: int, colours: Levels) -> None:
    for radius, fill in ((1, 1), (0.68, 2), (0.36, 0)):
        _disc(pen, side, colours[fill], 0, 1, radius)


def _hearth(pen: Pen, side: int, colours: Levels) -> None:
    for inset, fill in ((0.16, 1), (0.33, 2)):
        edge = 1 - inset
        _shape(pen, side, colours[fill], (inset, inset), (edge, inset), (edge, edge), (inset, edge))


BLOCKS: tuple[tuple[Callable[[Pen, int, Levels], None], bool], ...] = (
    (_house, False),
    (_geese, True),
    (_pinwheel, True),
    (_petal, True),
    (_sun, True),
    (_hearth, False),
)
