"""A contact sheet: many pictures small on one page, each with a line under it."""

from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from graphics.fonts import FACES
from graphics.look import Look
from graphics.text import Style, advance, set_line

GAP = 28
LINE = 34
LABEL = 18.0
"""Pixels: between pictures, for the line under each, and of its type."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture, already as small as it should be, and what stands under it."""

    image: Image.Image
    label: str


def small(image: Image.Image, width: int) -> Image.Image:
    """The picture `width` pixels wide, in RGB; the original may be closed after it."""
    return image.convert("RGB").resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.BOX)


def contact_sheet(pictures: Iterable[Labelled], columns: int, look: Look | None = None) -> Image.Image:
    """The pictures in rows of `columns`, on the look's paper; ValueError when there is none.

    Raises FontProblem for a label that no typeface can set.
    """
    look = look or Look()
    every = list(pictures)
    if not every:
        raise ValueError("a contact sheet needs a picture: give it one")
    rows = [every[at : at + columns] for at in range(0, len(every), columns)]
    width = max(one.image.width for one in every)
    heights = [max(one.image.height for one in row) + LINE for row in rows]
    across = min(columns, len(every))
    size = (GAP + across * (width + GAP), GAP + sum(heights) + len(rows) * GAP)
    sheet = Image.new("RGB", size, look.paper)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for at, one in enumerate(row):
            left = GAP + at * (width + GAP)
            sheet.paste(one.image, (left, top))
            _label(sheet, one.label, (left, top + one.image.height + 8), width, look)
        top += height + GAP
    return sheet


def _label(sheet: Image.Image, text: str, at: tuple[int, int], width: int, look: Look) -> None:
    style = Style(FACES[look.text_font], LABEL, 500, leftward=False)  # a number leads it
    while len(text) > 1 and advance(text, style) > width:
        text = f"{text[:-2].rstrip()}…"
    if text.strip():
        ink = set_line(text, style)
        sheet.paste(look.ink, (at[0], at[1] + round(LABEL) - ink.rise), ink.mask)
