"""Is it the same picture still, although a service has encoded it anew and shrunk it? A perceptual hash of our own.

A card shares its layout with all others, so the usual hashes of 64 bits, which see the layout, take one candidate's
card for another's. Here each picture becomes a grid of mean colours, fine enough for a line of text.
"""

import io

from PIL import Image, ImageChops

GRID = 48
"""Cells a side. A name on a card is several cells high and most of them wide."""
TOLERANCE = 20
"""Levels, of 255, by which a cell may differ: encoding and shrinking to `LEAST` pixels leave less in nearly all."""
ALIKE = 0.006
"""The share of cells that may differ by more than that. tests/graphics/test_likeness.py measures both sides of it: one
letter of a name is well above, and a change in the smallest lines is not seen."""
LEAST = 480
"""Pixels of width below which a picture tells too little."""
_MOST_PIXELS = 40_000_000


def unlike(one: bytes, other: bytes) -> float:
    """The share of cells (0 to 1) in which two pictures differ for an eye. Raises ValueError for what is no picture."""
    cells = ImageChops.difference(_cells(one), _cells(other)).split()
    strongest = ImageChops.lighter(ImageChops.lighter(cells[0], cells[1]), cells[2])
    return sum(strongest.histogram()[TOLERANCE + 1 :]) / (GRID * GRID)


def same(one: bytes, other: bytes) -> bool:
    """Whether somebody who saw one would say that they have seen the other. Raises ValueError as `unlike` does."""
    return unlike(one, other) <= ALIKE


def _cells(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width < LEAST or image.width * image.height > _MOST_PIXELS:
                raise ValueError(f"A picture of {image.width} by {image.height} pixels cannot be compared.")
            return image.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX)
    except (OSError, SyntaxError, Image.DecompressionBombError) as cause:
        raise ValueError("It is no picture that can be read.") from cause
