"""Placard: the name as large as it goes, a row of quilt blocks with a house, the promise on a dark field.

The house, or the photo, stands two blocks high in the row.
"""

from PIL import Image

from graphics.card import Card
from graphics.desk import Layout
from graphics.grain import weave
from graphics.look import Look
from graphics.photo import Shown, portrait
from graphics.quilt import house, patchwork
from graphics.sheet import Column, Item, Name, Sketch, Space, Stack, Text
from graphics.sizes import Size
from graphics.templates.base import (
    GUTTER,
    MARGIN,
    Ground,
    Template,
    footer,
    head_of_note,
    header,
    headline,
    lip,
    names_of,
    palette,
    said_of_all,
    seat,
    seat_line,
)

CROWDED = 108, 60  # the side of a block above a long list, in an upright format and in a square one
UNITS = (180, 216, 270)  # sides of a block: they divide 1080, so that no block is cut
WIDE, NARROW = 440, 270  # the most that the house takes of a wide format, and what is left to it beside many words


def sketches(card: Card, size: Size) -> tuple[Sketch, ...]:
    """One for each size of the blocks."""
    if size.kind == "wide":
        return (_wide(card, size, crowded=True), _wide(card, size)) if card.people else (_wide(card, size),)
    if size.kind == "story":
        units = tuple(unit for unit in (216, 270, 360) if not card.photo or unit >= 270)
        units = (CROWDED[0], units[0]) if card.people else units
        return tuple(_upright(card, size, unit, size.safe[1] + 14, size.safe[3] - 8, air=60) for unit in units)
    square = size.height < 1200
    least = (180 if square else 216) if card.photo else 0
    air, head, foot = (34, 50, 48) if square else (46, 64, 58)
    units = (
        ((CROWDED[1], 120) if square else (CROWDED[0], 180))
        if card.people
        else (120,)
        if square and card.note
        else tuple(unit for unit in UNITS if unit >= least)
    )
    return tuple(_upright(card, size, unit, head, size.height - foot, air=air) for unit in units)


def _upright(card: Card, size: Size, unit: int, head: int, foot: int, *, air: int) -> Sketch:
    tight = size.height < 1200
    inset = 2 * unit + GUTTER - MARGIN
    facts = (
        ()
        if card.people
        else (Stack("facts", (Text("statement", "accent", 24, 70, 0, inset), seat("ink", inset=inset)), unit, gap=28),)
    )
    promise, gap = (132, 30) if tight else (216, 44)
    crowded = bool(card.people) and unit in CROWDED
    items = (
        header(gap=air // 2 if crowded else 0),
        *headline(card, air, crowded=crowded),
        *facts,
        Space("row", unit, gap=lip(size)),
        *footer("panel_ink", "panel_accent", promise=promise // 2 if crowded else promise, gap=gap),
    )
    return Sketch((Column("page", MARGIN, size.width - MARGIN, head, foot, items),), unit)


def _wide(card: Card, size: Size, *, crowded: bool = False) -> Sketch:
    small = footer("panel_ink", "panel_accent", promise=52 if card.note or card.people else 84, gap=18)
    foot = Column("foot", 56, size.width - 56, 0, 604, small, stands=True)
    side = 200 if card.note or crowded else NARROW if card.people else WIDE
    head: Item = head_of_note("ink", "accent") if card.note else header(date=False, gap=18 if crowded else 0)
    middle: tuple[Item, ...] = (Name("ink", 14), Text("statement", "accent", 12, 50), seat("ink", most=84))
    if card.people:
        people = Text("people", "ink", most=235 if crowded else 150, says=names_of(card))
        middle = (said_of_all(card, "accent", gap=16, most=60), people) if crowded else (*middle[:2], people)
    elif card.note:
        middle = (Name("ink", 14), Text("note", "ink", 14, 84), seat_line(card, "ink"))
    page = Column("page", 56, size.width - side - 32, 36, "foot", (head, *middle), lift=24 + lip(size))
    return Sketch((foot, page), side)


def ground(card: Card, size: Size, look: Look, layout: Layout) -> Ground:
    """Paper, the dark field, the row of blocks, the house or the photo."""
    colours, unit = palette(card, look), layout.sketch.unit
    image = Image.new("RGB", (size.width, size.height), look.paper)
    if size.kind == "wide":
        panel = layout.boxes["foot"][1] - lip(size)
        side = min(unit, panel)
        box = (size.width - side, panel - side, side)
    else:
        panel = layout.boxes["row"][3]
        blocks = size.width // unit if card.people else size.width // unit - 2
        image.paste(patchwork(card.name, colours, blocks, unit), (0, panel - unit))
        box = (size.width - 2 * unit, panel - 2 * unit, 2 * unit)
    if size.kind == "story":
        image.paste(patchwork(f"{card.name} above", colours, size.width // 180, 180), (0, 0))
    image.paste(look.panel, (0, panel, size.width, size.height))
    left, top, side = box
    if card.people and size.kind != "wide":
        return Ground(weave(image, look))
    if card.photo is None:
        image.paste(house(card.name, colours, side), (left, top))
        return Ground(weave(image, look))
    image = weave(image, look)
    picture = portrait(card.photo, side, side)
    image.paste(picture.image, (left, top))
    return Ground(image, Shown(picture, (left, top, left + side, top + side)))


TEMPLATE = Template("placard", sketches, ground)
