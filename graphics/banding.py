"""Bands in gradients: stairs of flat colour that the next encoding makes plain to see."""

import re

from PIL import Image

LINES = 24  # of pixels, that are looked at each way; bands are far wider than what lies between them
TREAD = 8  # pixels: shorter stairs are too fine to be seen
RISER = 3  # levels of 255: a larger step is an edge and not a band
STEPS = 3  # up or down in a row: fewer are a shade and not a gradient
TREADS = re.compile(rb"(.)\1{%d,}" % (TREAD - 1), re.DOTALL)


def longest_band(image: Image.Image) -> int:
    """The longest run of pixels of one grey level in a gradient, along rows and columns; 0 without a gradient."""
    grey = image.convert("L")
    return max(_across(grey), _across(grey.transpose(Image.Transpose.TRANSPOSE)))


def _across(grey: Image.Image) -> int:
    data, width, height = grey.tobytes(), grey.width, grey.height
    rows = (height * (2 * at + 1) // (2 * LINES) for at in range(LINES))
    return max(_stairs(data[row * width : (row + 1) * width]) for row in rows)


def _stairs(line: bytes) -> int:
    """The longest tread of those stairs that rise or fall at least STEPS times."""
    longest = way = 0
    stairs: list[re.Match[bytes]] = []
    for tread in TREADS.finditer(line):
        step = line[tread.start()] - line[stairs[-1].start()] if stairs else 0
        follows = stairs and stairs[-1].end() == tread.start() and abs(step) <= RISER
        if follows and way * step >= 0:
            stairs.append(tread)
        else:
            stairs = [stairs[-1], tread] if follows else [tread]
        way = step if follows else 0
        if len(stairs) > STEPS:
            longest = max(longest, *(one.end() - one.start() for one in stairs))
    return longest
