"""Measurements of single lines and pairs of lines, on the masks of their ink."""

import re
from functools import lru_cache
from operator import sub

from PIL import Image, ImageChops, ImageDraw, ImageStat

from graphics import fonts
from graphics.seen import INKED
from graphics.text import Run, set_line

NOBODY = chr(0x10FFFD)  # no typeface has a glyph for it: it is drawn as the box of a missing one
ALIKE = 54  # of 255: so much two drawings of one box may differ on average; letters differ more
ROUNDED = 1.5  # pixels by which the sides of small ink are uncertain
MODEL = 100.0  # pixels per em of the box that ink is compared with


def outside(run: Run) -> bool:
    """Whether ink lies outside the slot that the layout gave to the line."""
    left, top, right, bottom = run.box
    return left < run.slot[0] or top < run.slot[1] or right > run.slot[2] or bottom > run.slot[3]


def cut(run: Run) -> bool:
    """Whether a side is missing of the ink that the same text has when it is drawn with nothing around it."""
    mask, whole = run.ink.mask, _whole(run)
    if mask.width >= whole.width and mask.height >= whole.height:
        return False
    scaled = mask.width < whole.width and mask.height < whole.height
    return not scaled or abs(whole.height * mask.width / whole.width - mask.height) > ROUNDED


def measured_size(run: Run) -> float:
    """Pixels per em, from the width and height of the ink against those of the same text drawn anew."""
    mask, whole = run.ink.mask, _whole(run)
    high = (mask.height + ROUNDED) / whole.height
    return run.ink.style.size * min(mask.width / whole.width, high)


def boxed(run: Run) -> bool:
    """Whether a part of the ink is the box that a typeface has for a letter it lacks."""
    mask, scale = run.ink.mask, run.ink.style.size / MODEL
    boxes = [_box(face) for face in (run.ink.style.face, fonts.FALLBACK)]
    inked = bytes(bottom > 0 for _, bottom in run.ink.outline)
    for letter in re.finditer(rb"\x01+", inked):
        left, right = letter.span()
        if any(abs(right - left - box.width * scale) <= ROUNDED + scale for box in boxes):
            part = mask.crop((left, 0, right, mask.height))
            part = part.crop(part.getbbox())
            if any(_alike(part, box, scale) for box in boxes):
                return True
    return False


def meet(one: Run, other: Run) -> bool:
    """Whether a pixel holds ink of both lines."""
    left, top, right, bottom = (
        pick(pair) for pick, pair in zip((max, max, min, min), zip(one.box, other.box, strict=True), strict=True)
    )
    if left >= right or top >= bottom:
        return False
    parts = [run.ink.mask.crop((left - run.x, top - run.y, right - run.x, bottom - run.y)) for run in (one, other)]
    return ImageChops.darker(*parts).getbbox() is not None


def clearance(above: Run, below: Run) -> float:
    """The least vertical distance in pixels between the ink of two lines; without shared columns it is infinite."""
    left, right = max(above.x, below.x), min(above.box[2], below.box[2])
    if left >= right:
        return float("inf")
    upper, lower = (run.ink.outline[left - run.x : right - run.x] for run in (above, below))
    pairs = [(top, bottom) for (_, bottom), (top, end) in zip(upper, lower, strict=True) if bottom and end]
    return below.y - above.y + min((sub(*pair) for pair in pairs), default=float("inf"))


def start(run: Run) -> int:
    """Where on the canvas the line's ink starts to be dark: its left end, of leftward text its right one."""
    dark = run.ink.mask.point([255 if value >= INKED else 0 for value in range(256)])
    left, _, right, _ = dark.getbbox() or (0, 0, 0, 0)
    return run.x + (right if run.ink.style.leftward else left)


def margin(run: Run) -> int:
    """Where it should start: the left edge of its slot, of leftward text the right one."""
    return run.slot[2] if run.ink.style.leftward else run.slot[0]


def _whole(run: Run) -> Image.Image:
    return set_line(run.ink.text, run.ink.style).mask


@lru_cache
def _box(face: fonts.Face) -> Image.Image:
    """The ink of a missing letter at MODEL pixels per em; it is the same in every weight and width."""
    font = fonts.load(face, MODEL, 400, 100)
    canvas = Image.new("L", (2 * int(MODEL), 2 * int(MODEL)), 0)
    ImageDraw.Draw(canvas).text((MODEL / 2, MODEL * 3 / 2), NOBODY, 255, font, "ls")
    return canvas.crop(canvas.getbbox() or (0, 0, 1, 1))


def _alike(part: Image.Image, box: Image.Image, scale: float) -> bool:
    if any(abs(side - scale * whole) > ROUNDED + scale for side, whole in zip(part.size, box.size, strict=True)):
        return False
    return ImageStat.Stat(ImageChops.difference(part, box.resize(part.size))).mean[0] < ALIKE
