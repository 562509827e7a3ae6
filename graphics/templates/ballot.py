"""Ballot: ruled paper, the name, and an oval: filled in by hand for who signed, empty for every other answer.

Type only: it has no place for a photo.
"""

import random
from functools import cache
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw

from graphics.card import Card
from graphics.desk import Layout
from graphics.grain import weave
from graphics.look import Look
from graphics.sheet import Column, Item, Name, Roll, Sketch, Space, Stack, Text
from graphics.sizes import Size
from graphics.templates.base import (
    Ground,
    Template,
    footer,
    head_of_note,
    header,
    lip,
    names_of,
    said_of_all,
    seat,
    seat_line,
)
from graphics.text import Box
from graphics.tint import tint

FINE = 4  # drawn so many times larger and reduced: clean edges on curves
RULE = 6
OVAL = (168, 104)
"""Width and height in pixels."""
INDENT = OVAL[0] + 40


def sketches(card: Card, size: Size) -> tuple[Sketch, ...]:
    """One, for every format: lines and rules from top to bottom; of a digest a second one, for long lists."""
    return (_sketch(card, size, crowded=True), _sketch(card, size)) if card.people else (_sketch(card, size),)


def _sketch(card: Card, size: Size, *, crowded: bool = False) -> Sketch:
    tight, wide = size.height < 1200, size.kind == "wide"
    margin, air = (56, 12 if card.note else 18) if wide else (72, (18 if crowded else 28) if tight else 44)
    top, bottom = {
        "story": (size.safe[1] + 14, size.safe[3] - 8),
        "wide": (34, 600),
    }.get(size.kind, (46, size.height - 46) if tight else (60, size.height - 56))
    small = footer("panel", "panel", promise=52 if wide else 85 if crowded else 170, gap=14 if wide else 30)
    foot = Column("foot", margin, size.width - margin, 0, bottom, small, stands=True)
    head = header(gap=air // 2 + 4, date=not wide)
    if card.note and wide:
        head = head_of_note("ink", "accent", gap=air // 2 + 4)
    body = (
        head,
        Space("rule", RULE, 0 if not crowded else 8 if wide else 22),
        *_body(card, air, wide=wide, crowded=crowded),
    )
    return Sketch((foot, Column("body", margin, size.width - margin, top, "foot", body, air + lip(size))))


def _body(card: Card, air: int, *, wide: bool, crowded: bool) -> tuple[Item, ...]:
    said = Text("statement", "accent", 12, 70, INDENT)
    if card.people:
        said = Text("statement", "accent", 14, 70, INDENT)
        if crowded:
            said = said_of_all(card, "accent", gap=14, most=60 if wide else 96, indent=INDENT)
        if wide:
            people = Text("people", "ink", most=235 if crowded else 100, indent=INDENT, says=names_of(card))
            vote = Stack("vote", (said, people), OVAL[1])
            return (
                (Space("above"), vote, Space("below"))
                if crowded
                else (Name("ink", air), Space("second rule", RULE, air), vote)
            )
        if crowded:
            return Stack("vote", (said,), OVAL[1], air), Roll("ink", "ink")
        vote = Stack("vote", (said,), OVAL[1], air)
        heading = Name("ink", air // 2, most=90 if wide else 160)
        return heading, Space("second rule", RULE, air), vote, Roll("ink", "ink", gap=air)
    note = (Text("note", "ink", air, 76 if wide else 240),) if card.note else ()
    if note and wide:
        vote = Stack("vote", (seat_line(card, "ink", indent=INDENT),), OVAL[1])
        return Name("ink", 8), *note, Space("second rule", RULE, 12), vote
    vote = Stack("vote", (said, seat("ink", indent=INDENT, most=92)), OVAL[1])
    return Name("ink", air), *note, Space("second rule", RULE, air), vote


def ground(card: Card, size: Size, look: Look, layout: Layout) -> Ground:
    """Paper with its rules, the oval, the bright field at the foot."""
    image = Image.new("RGB", (size.width, size.height), look.paper)
    panel = layout.boxes["foot"][1] - lip(size)
    image.paste(look.panel_accent, (0, panel, size.width, size.height))
    for name in ("rule", "second rule"):
        if name in layout.boxes:
            image.paste(look.ink, layout.boxes[name])
    left, top, _, bottom = layout.boxes["vote"]
    middle = (top + bottom) // 2
    box = (left, middle - OVAL[1] // 2, left + OVAL[0], middle + OVAL[1] // 2)
    _oval(image, box, look, card.name if card.status == "signed" else "")
    return Ground(weave(image, look))


def _oval(image: Image.Image, box: Box, look: Look, hand: str) -> None:
    """The ring; `hand` fills it with strokes of its own, the same for the same name on any machine."""
    ring, inside = _ring()
    tint(image, look.ink, box[:2], ring)
    if hand:
        tint(image, look.accent, box[:2], ImageChops.multiply(_strokes(hand), inside))


@cache
def _ring() -> tuple[Image.Image, Image.Image]:
    """The ring's line, and what is inside it."""
    width, height = OVAL[0] * FINE, OVAL[1] * FINE
    line = 7 * FINE
    ring, inside = Image.new("L", (width, height), 0), Image.new("L", (width, height), 0)
    ImageDraw.Draw(ring).ellipse((0, 0, width - 1, height - 1), 0, 255, line)
    edge = line + 3 * FINE
    ImageDraw.Draw(inside).ellipse((edge, edge, width - 1 - edge, height - 1 - edge), 255)
    return ring.reduce(FINE), inside.reduce(FINE)


def _strokes(hand: str) -> Image.Image:
    width, height = OVAL[0] * FINE, OVAL[1] * FINE
    dice = random.Random(hand)  # noqa: S311 - an ornament
    strokes = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(strokes)
    count = 26  # so close that the strokes nearly fill it, as a pen does
    points = [
        (
            width * (-0.1 + 1.2 * (at + dice.uniform(-0.3, 0.3)) / count + (0.1 if at % 2 else -0.1)),
            height * ((0.02 if at % 2 else 0.98) + dice.uniform(-0.05, 0.05)),
        )
        for at in range(count + 1)
    ]
    for one, other in pairwise(points):
        pen.line((*one, *other), 255, 14 * FINE)
        pen.ellipse([c - 7 * FINE for c in other] + [c + 7 * FINE for c in other], 255)
    return strokes.reduce(FINE)


TEMPLATE = Template("ballot", sketches, ground, photos=False)
