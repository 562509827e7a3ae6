"""The benchmark card: what every renderer here draws, in pixels."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from graphics import SIZES, Size

TOP, BOTTOM, LIGHT, BRIGHT = "#1b2a4a", "#6d3b6b", "#f6e3cb", "#f9b233"
STAMP, TURN = "SIGNED", 12  # degrees
LEADING, BASE = 0.9, 0.8  # of the name: a line's height in em, and where in it the baseline is
FIRST = (
    "Ana", "Bo", "Cyrus", "Delia", "Elias", "Flora", "Gustavo", "Hal", "Ida", "Josefina", "Kim", "Lee", "Maximiliana",
    "Noa", "Ona", "Pia", "Quy", "Rae", "Sol", "Tia", "Uma", "Val", "Wes", "Xia", "Yan", "Zoë", "Wilhelmina", "Øyvind",
    "Cristóbal", "Jo",
)  # fmt: skip
ROOTS = ("Sample", "Example", "Placeholder", "Muster", "Specimen", "Fictive", "Nobody", "Testcase", "Fulano", "Mengano")
ENDS = ("", "son", "ton", "field", "man", "berg", "ez", "ova", "wood", "ley", "stein", "worth")
MIDDLE = 3  # every third has two first names


@dataclass(frozen=True, slots=True)
class Line:
    """A fixed text: its typeface, pixels per em, weight, and the left end of its baseline."""

    text: str
    face: str
    size: int
    weight: int
    colour: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A gradient; a round portrait `across` pixels wide at `corner`; a turned stamp on it, its middle at `stamp`;
    the name as large as `name` (left, top, right, bottom) allows; fixed lines."""

    width: int
    height: int
    corner: tuple[int, int]
    across: int
    stamp: tuple[int, int]
    name: tuple[int, int, int, int]
    lines: tuple[Line, ...]


def plan(size: Size) -> Plan:
    """The card in this format."""
    wide = size.kind == "wide"
    across = {"1080x1350": 600, "1080x1080": 400, "1080x1920": 720, "1200x630": 400}[size.name]
    left, right = (500, 1150) if wide else (72, 1008)
    top, foot = (60, 590) if wide else (max(80, size.safe[1] + 50), size.safe[3] - 60)
    corner = (48, 110) if wide else ((size.width - across) // 2, top + 40)
    begin = top + 50 if wide else corner[1] + across + 20
    office = foot - 180
    return Plan(
        size.width,
        size.height,
        corner,
        across,
        (corner[0] + across * 4 // 5, corner[1] + across * 3 // 4),
        (left, begin, right, office - 60),
        (
            Line("Sample Coalition", "archivo", 38, 760, LIGHT, left, top),
            Line("U.S. House, Ohio, 3rd District", "public-sans", 40, 600, LIGHT, left, office),
            Line("samplecoalition.example", "public-sans", 36, 700, BRIGHT, left, foot - 60),
            Line("Paid for by Sample Coalition.", "public-sans", 32, 400, LIGHT, left, foot),
        ),
    )


FEED = plan(SIZES["1080x1350"])


def people(count: int) -> list[str]:
    """So many names of nobody, at most 5,000: all different, short and long mixed, the same on every run."""
    dice = random.Random(5)  # noqa: S311 - an order
    names = [" ".join((first, root + end)) for first, root, end in product(FIRST, ROOTS, ENDS)]
    dice.shuffle(names)
    longer = (f"{dice.choice(FIRST)} {name}" for name in names)
    shorter = iter(names)
    return [next(shorter if number % MIDDLE else longer) for number in range(count)]


def fitted(name: str, room: Plan, width: Callable[[str], float]) -> tuple[float, list[str]]:
    """The largest size in closed form, and its lines, for a renderer that tells the `width` of a text per em."""
    left, top, right, bottom = room.name
    words = name.split()
    tries = []
    for count in range(len(words)):
        for cuts in combinations(range(1, len(words)), count):
            lines = [" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words)))]
            tries.append((min((right - left) / max(map(width, lines)), (bottom - top) / len(lines) / LEADING), lines))
    return max(tries)
