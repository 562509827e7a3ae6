"""Arch: an open door with the sun in it, or the photo; below it the name on a dark field."""

from functools import lru_cache

from PIL import Image, ImageDraw

from graphics.card import Card
from graphics.desk import Layout
from graphics.grain import weave
from graphics.look import Look
from graphics.photo import Shown, portrait
from graphics.sheet import Column, Item, Name, Roll, Sketch, Space, Text
from graphics.sizes import Size
from graphics.templates.base import (
    MARGIN,
    Ground,
    Template,
    footer,
    head_of_note,
    header,
    lip,
    names_of,
    palette,
    said_of_all,
    seat,
    seat_line,
)
from graphics.text import Box

FINE = 2  # drawn so many times larger and reduced: clean edges on curves
BAND, SLIM = 0.075, 0.045  # width of one of the arch's bands, as a share of the door's width; around a photo
WIDEST, FACING = 2, 1.2  # width of a door in heights, at most; around a photo: in a low door heads are cut off
WIDTH = 1200  # of the wide format
DOOR_STEP = 10
LEAST = 60  # pixels of height that a door needs
RISE = 6  # width of a door of which only the crown is seen, in heights of what is seen
NAMES = {"1080x1350": 250, "1080x1080": 150, "1080x1920": 340, "1200x630": 118}
"""The most height of the name, in pixels; with a note or people it gets two thirds of it."""


def sketches(card: Card, size: Size) -> tuple[Sketch, ...]:
    """The door takes what height the words leave; beside them it is smaller where a name or a list needs the width."""
    if card.people:
        long, short = _words(card, size, crowded=True), _words(card, size)
        return (
            (_wide(long, 240), _wide(short, 330))
            if size.kind == "wide"
            else (_upright(long, size), _upright(short, size))
        )
    words = _words(card, size)
    if size.kind == "wide":
        return tuple(_wide(words, left) for left in ((240,) if card.note else (330, 470)))
    return (_upright(words, size),)


def _wide(words: tuple[Item, ...], left: int) -> Sketch:
    return Sketch((Column("words", left, WIDTH - 48, 30, 598, words, stands=True),))


def _upright(words: tuple[Item, ...], size: Size) -> Sketch:
    tight = size.height < 1200
    bottom = size.safe[3] - 8 if size.kind == "story" else size.height - (48 if tight else 58)
    top = size.safe[1] + 14 if size.kind == "story" else (44 if tight else 60)
    return Sketch(
        (
            Column("words", MARGIN, size.width - MARGIN, top + 160, bottom, words, stands=True),
            Column("head", MARGIN, size.width - MARGIN, top, "words", (header(gap=30), Space("door")), lip(size)),
        )
    )


def _words(card: Card, size: Size, *, crowded: bool = False) -> tuple[Item, ...]:
    """What stands on the dark field; `crowded` says it with a long list."""
    tight, wide = size.height < 1200, size.kind == "wide"
    promise = 80 if crowded else 100 if tight else 170
    if wide:
        promise = 52 if card.note or crowded else 80 if card.people else promise
    foot = footer("panel_ink", "panel_accent", promise=promise, gap=20 if tight else 36)
    head: tuple[Item, ...] = (header("panel_ink", gap=22, date=False),) if wide else ()
    if wide and card.note:
        head = (head_of_note("panel_ink", "panel_accent", gap=22),)
    if crowded:
        return *head, *_listed(card, size), *foot
    return *head, *_body(card, size), *foot


def _listed(card: Card, size: Size) -> tuple[Item, ...]:
    """A long list, with what they did above it in one text."""
    gap = 18 if size.height < 1200 else 30
    if size.kind == "wide":
        people = Text("people", "panel_ink", gap, 235, says=names_of(card))
        return said_of_all(card, "panel_accent", gap=gap, most=60), people
    roll = Roll("panel_ink", "panel_ink", 500 if size.height < 1200 else 620, gap + 6)
    return said_of_all(card, "panel_accent", gap=gap, most=60 if size.height < 1200 else 96), roll


def _body(card: Card, size: Size) -> tuple[Item, ...]:
    tight = size.height < 1200
    gap, most = 18 if tight else 30, NAMES[size.name]
    if card.people and size.kind == "wide":
        people = Text("people", "panel_ink", gap, 140, says=names_of(card))
        return Name("panel_ink", most=most * 2 // 3, gap=gap), Text("statement", "panel_accent", gap, 60), people
    if card.people:
        roll = Roll("panel_ink", "panel_ink", 260 if tight else 460, gap + 12)
        return Name("panel_ink", most=most * 2 // 3, gap=gap), Text("statement", "panel_accent", gap, 60), roll
    if card.note and size.kind == "wide":
        return (
            Name("panel_ink", most=110, gap=16),
            seat_line(card, "panel_ink", gap=16),
            Text("note", "panel_ink", 20, 84),
        )
    note = (Text("note", "panel_ink", gap, 240),) if card.note else ()
    return (
        Name("panel_ink", most=most * 2 // 3 if note else most, gap=gap),
        Text("statement", "panel_accent", gap // 2, 46 if size.kind == "wide" else 64),
        seat("panel_ink", most=92, gap=gap + 12),
        *note,
    )


def ground(card: Card, size: Size, look: Look, layout: Layout) -> Ground:
    """Paper with the door standing on the dark field's edge."""
    colours = palette(card, look)
    image = Image.new("RGB", (size.width, size.height), look.paper)
    words = layout.boxes["words"]
    if size.kind == "wide":
        image.paste(look.panel, (words[0] - 44, 0, size.width, size.height))
        area = (16, 64, words[0] - 60, size.height)
    else:
        panel = words[1] - lip(size)
        image.paste(look.panel, (0, panel, size.width, size.height))
        area = (MARGIN // 2, layout.boxes["door"][1], size.width - MARGIN // 2, panel)
    if area[3] - area[1] < LEAST:  # so many words that they fail the preflight
        return Ground(weave(image, look))
    if card.people and size.kind != "wide":
        image.paste(_rising(area, colours, look.paper), area[:2])
        return Ground(weave(image, look))
    left, top, right, bottom = _door_in(area, FACING if card.photo else WIDEST)
    share = SLIM if card.photo else BAND
    door, inside = _door(right - left, bottom - top, share, colours, look.paper, scene=card.photo is None)
    image.paste(door, (left, top))
    image = weave(image, look)
    if card.photo is None:
        return Ground(image)
    inner = (left + inside[0], top + inside[1], left + inside[2], top + inside[3])
    side = inner[2] - inner[0], inner[3] - inner[1]
    picture = portrait(card.photo, *side)
    mask = _arch_mask(*side)
    image.paste(picture.image, inner[:2], mask)
    return Ground(image, Shown(picture, inner, mask))


def _rising(area: Box, colours: tuple[str, ...], paper: str) -> Image.Image:
    """Over a list: the crown of a wide door that rises behind the dark field, as low as the list leaves it."""
    width, height = area[2] - area[0], area[3] - area[1]
    whole = min(width, RISE * height) // DOOR_STEP * DOOR_STEP
    door, _ = _door(whole, round(whole * 0.55), BAND, colours, paper, scene=True)
    strip = Image.new("RGB", (width, height), paper)
    strip.paste(door, ((width - whole) // 2, 0))
    return strip


def _door_in(area: Box, widest: float) -> Box:
    """The widest arch that stands in the area's middle: at most `widest` times as wide as high, and hardly higher.

    Its height goes in steps, so that cards of one brand share few doors.
    """
    left, top, right, bottom = area
    free = max(LEAST, (bottom - top) // DOOR_STEP * DOOR_STEP)
    width = min(right - left, round(free * widest))
    height = min(free, round(width * 1.1))
    middle = (left + right) // 2
    return middle - width // 2, bottom - height, middle - width // 2 + width, bottom


@lru_cache(maxsize=6)
def _door(
    width: int, height: int, share: float, colours: tuple[str, ...], paper: str, *, scene: bool
) -> tuple[Image.Image, Box]:
    """The door's bands, one in the other, on paper, with the `scene` inside them; and the box of the inside."""
    image = Image.new("RGB", (width, height), paper)
    left, top, right = 0, 0, width
    band = round(width * share)
    for at in (3, 0, 4):
        image.paste(colours[at % len(colours)], (left, top), _arch_mask(right - left, height - top))
        left, top, right = left + band, top + band, right - band
    inner = (left, top, right, height)
    if scene:
        _sun(image, inner, colours)
    return image, inner


@lru_cache(maxsize=16)
def _arch_mask(width: int, height: int) -> Image.Image:
    """A doorway: straight sides, and half an ellipse as high as half the width, or lower in a low one."""
    mask = Image.new("L", (width * FINE, height * FINE), 0)
    pen = ImageDraw.Draw(mask)
    crown = min(width, 2 * height - 2) * FINE  # a low door has a low crown
    pen.ellipse((0, 0, width * FINE - 1, crown), 255)
    pen.rectangle((0, crown // 2, width * FINE - 1, height * FINE), 255)
    return mask.reduce(FINE)


def _sun(image: Image.Image, inner: Box, colours: tuple[str, ...]) -> None:
    """What is seen through the open door: sky, the sun half risen, two hills."""
    left, top, right, bottom = inner
    width, height = right - left, bottom - top
    scene = Image.new("RGB", (width * FINE, height * FINE), colours[5 % len(colours)])
    pen = ImageDraw.Draw(scene)
    for radius, colour in ((0.62, 2), (0.42, 0)):
        reach = radius * height * FINE
        x, y = width * FINE * 0.5, height * FINE * 0.7
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), colours[colour])
    for x0, x1, y0, colour in ((-0.5, 0.75, 0.68, 1), (0.2, 1.6, 0.76, 4)):
        pen.ellipse(
            (x0 * width * FINE, y0 * height * FINE, x1 * width * FINE, (y0 + 1.4) * height * FINE),
            colours[colour % len(colours)],
        )
    image.paste(scene.reduce(FINE), (left, top), _arch_mask(width, height))


TEMPLATE = Template("arch", sketches, ground)
