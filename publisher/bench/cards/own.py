"""The benchmark card by this project's own parts: its photo, its type, its JPEG."""

from dataclasses import replace
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageOps

from graphics import Photo
from graphics.fonts import FACES
from graphics.jpeg import encode
from graphics.photo import portrait
from graphics.text import Style, measurer, set_line
from graphics.tint import tint
from publisher.bench.cards.plan import BASE, BOTTOM, BRIGHT, LEADING, LIGHT, STAMP, TOP, TURN, Plan, fitted

FINE = 4
NAME = Style(FACES["archivo"], 100, 840)


def card(plan: Plan, name: str, photo: Photo) -> bytes:
    """The finished JPEG."""
    return encode(drawn(plan, name, photo))


def drawn(plan: Plan, name: str, photo: Photo) -> Image.Image:
    """What is the same on every card is drawn once; only the portrait and the name are new."""
    image = _ground(plan).copy()
    image.paste(portrait(photo, plan.across, plan.across).image, plan.corner, _circle(plan.across))
    stamp = _stamp()
    tint(image, BRIGHT, (plan.stamp[0] - stamp.width // 2, plan.stamp[1] - stamp.height // 2), stamp)
    left, top, _, _ = plan.name
    size, lines = fitted(name, plan, _width)
    for at, line in enumerate(lines):
        ink = set_line(line, replace(NAME, size=size))
        tint(image, LIGHT, (left, top + round((at + BASE) * size * LEADING) - ink.rise), ink.mask)
    return image


_width = measurer(replace(NAME, size=1))


@cache
def _ground(plan: Plan) -> Image.Image:
    grey = Image.linear_gradient("L").resize((plan.width, plan.height))
    image = ImageOps.colorize(grey, ImageColor.getrgb(TOP), ImageColor.getrgb(BOTTOM))
    for line in plan.lines:
        ink = set_line(line.text, Style(FACES[line.face], line.size, line.weight))
        tint(image, line.colour, (line.x, line.y - ink.rise), ink.mask)
    return image


@cache
def _circle(across: int) -> Image.Image:
    mask = Image.new("L", (across * FINE, across * FINE), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, across * FINE - 1, across * FINE - 1), 255)
    return mask.reduce(FINE)


@cache
def _stamp() -> Image.Image:
    ink = set_line(STAMP, Style(FACES["archivo"], 64 * FINE, 840)).mask
    pad, edge = 24 * FINE, 8 * FINE
    mask = Image.new("L", (ink.width + 2 * pad, ink.height + 2 * pad), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), 12 * FINE, 0, 255, edge)
    mask.paste(ink, (pad, pad))
    return mask.rotate(TURN, Image.Resampling.BICUBIC, expand=True).reduce(FINE)
