"""A weave over flat colour, so that large fields look like cloth and do not band when encoded again."""

import random
from dataclasses import fields
from functools import lru_cache

from PIL import Image, ImageChops, ImageColor, ImageFilter

from graphics.look import Look

TILE = 270
DEPTH = 0.055  # how far the threads stand out
REACH = 4  # of 255: by so much at most a thread is lighter or darker than its ground


@lru_cache(maxsize=4)
def _cloth(width: int, height: int) -> Image.Image:
    """Threads both ways as differences modulo 256, from a fixed seed: the same bytes in any process."""
    noise = Image.frombytes("L", (TILE, TILE), random.Random(1848).randbytes(TILE * TILE))  # noqa: S311
    across = noise.filter(ImageFilter.Kernel((5, 5), [0] * 10 + [1] * 5 + [0] * 10))
    along = across.transpose(Image.Transpose.ROTATE_90)
    steps = [round((value - 128) * DEPTH * 2) for value in range(256)]
    tile = Image.blend(across, along, 0.5).point([max(-REACH, min(REACH, step)) % 256 for step in steps])
    cloth = Image.new("L", (width, height))
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            cloth.paste(tile, (x, y))
    return Image.merge("RGB", (cloth, cloth, cloth))


def weave(image: Image.Image, look: Look) -> Image.Image:
    """The image, drawn in the look's colours, with the threads laid over it."""
    cloth = _cloth(*image.size)
    if _has_room(look):  # nothing can pass 0 or 255: a plain sum, at a ninth of the time
        return ImageChops.add_modulo(image, cloth)
    return ImageChops.add(image, cloth.point([(step + 128) % 256 for step in range(256)] * 3), 1, -128)


@lru_cache(maxsize=8)
def _has_room(look: Look) -> bool:
    values = [getattr(look, field.name) for field in fields(look) if not field.name.endswith("_font")]
    colours = [colour for value in values for colour in ((value,) if isinstance(value, str) else value)]
    return all(REACH <= channel <= 255 - REACH for colour in colours for channel in ImageColor.getrgb(colour)[:3])
