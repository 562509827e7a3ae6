"""Measurements of single lines and pairs of lines, on masks and on the decoded JPEG."""

from dataclasses import replace

from PIL import Image, ImageChops, ImageColor, ImageFilter

from graphics.luminance import contrast, levels
from graphics.text import EM, Run, set_line

REACH = 4  # pixels around the ink that count as its ground
INKED = 96  # of 255: from here a pixel counts as ink, below it is the softened edge
OFF_COLOUR = 40  # of 255: by so much JPEG and weave may change a channel inside a letter


def text_contrast(image: Image.Image, run: Run) -> float:
    """WCAG contrast of the line's inner pixels against its ground's 2nd and 98th percentile."""
    seen, ink = _around(image, run)
    core = _at_least(ink, 250)
    if not core.getbbox():
        core = _at_least(ink, INKED)
    near, edge = (_at_least(ink.filter(ImageFilter.BoxBlur(reach)), 1) for reach in (REACH, 1))
    halo = ImageChops.subtract(near, edge)
    letter = levels(seen, core, (0.5,))[0]
    return min(contrast(letter, ground) for ground in levels(seen, halo, (0.02, 0.98)))


def shown(image: Image.Image, run: Run) -> float:
    """The share of the line's inner pixels that have its colour in the picture: 1 = all of it is seen."""
    seen, ink = _around(image, run)
    core = _at_least(ink, 250)
    wanted = Image.new("RGB", seen.size, ImageColor.getrgb(run.fill))
    red, green, blue = ImageChops.difference(seen, wanted).split()
    off = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    counts = off.histogram(core)
    return sum(counts[:OFF_COLOUR]) / max(1, sum(counts))


def outside(run: Run) -> bool:
    """Whether ink lies outside the slot that the layout gave to the line."""
    left, top, right, bottom = run.box
    return left < run.slot[0] or top < run.slot[1] or right > run.slot[2] or bottom > run.slot[3]


def measured_size(run: Run) -> float:
    """Pixels per em, from the width of the ink and not from what the layout asked for."""
    reference = set_line(run.ink.text, replace(run.ink.style, size=EM))
    return run.ink.mask.width * EM / reference.mask.width


def meet(one: Run, other: Run) -> bool:
    """Whether a pixel holds ink of both lines."""
    left, top, right, bottom = (
        pick(pair) for pick, pair in zip((max, max, min, min), zip(one.box, other.box, strict=True), strict=True)
    )
    if left >= right or top >= bottom:
        return False
    parts = [run.ink.mask.crop((left - run.x, top - run.y, right - run.x, bottom - run.y)) for run in (one, other)]
    return ImageChops.multiply(*parts).getbbox() is not None


def clearance(above: Run, below: Run) -> float:
    """The least vertical distance in pixels between the ink of two lines that share columns."""
    left, right = max(above.x, below.x), min(above.box[2], below.box[2])
    distances = [float(below.y - above.y)]
    for x in range(left, right):
        _, bottom = above.ink.outline[x - above.x]
        top, end = below.ink.outline[x - below.x]
        if bottom and end:
            distances.append(below.y + top - above.y - bottom)
    return min(distances)


def left_edge(run: Run) -> int:
    """Where on the canvas the line's ink starts to be dark."""
    box = _at_least(run.ink.mask, INKED).getbbox()
    return run.x + (box[0] if box else 0)


def _around(image: Image.Image, run: Run) -> tuple[Image.Image, Image.Image]:
    """The picture around a line, and its mask in the same frame."""
    left, top, right, bottom = run.box
    seen = image.crop((left - REACH, top - REACH, right + REACH, bottom + REACH))
    ink = Image.new("L", seen.size, 0)
    ink.paste(run.ink.mask, (REACH, REACH))
    return seen, ink


def _at_least(mask: Image.Image, level: int) -> Image.Image:
    return mask.point([255 if value >= level else 0 for value in range(256)])
