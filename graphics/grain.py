"""A weave over flat colour, so that large fields look like cloth and do not band when encoded again."""

import random
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

TILE = 270
DEPTH = 0.055  # how far the threads stand out


@lru_cache(maxsize=4)
def _weave(width: int, height: int) -> Image.Image:
    """Threads both ways around mid grey, from a fixed seed: the same bytes in any process."""
    noise = Image.frombytes("L", (TILE, TILE), random.Random(1848).randbytes(TILE * TILE))  # noqa: S311
    across = noise.filter(ImageFilter.Kernel((5, 5), [0] * 10 + [1] * 5 + [0] * 10))
    along = across.transpose(Image.Transpose.ROTATE_90)
    threads = Image.blend(across, along, 0.5)
    tile = threads.point([round(128 + (value - 128) * DEPTH * 2) for value in range(256)])
    cloth = Image.new("L", (width, height))
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            cloth.paste(tile, (x, y))
    return Image.merge("RGB", (cloth, cloth, cloth))


def weave(image: Image.Image) -> Image.Image:
    """The image with the threads laid over it."""
    return ImageChops.add(image, _weave(*image.size), 1, -128)
