"""A portrait of nobody, drawn: the upload of every measurement here."""

import io
import random
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

SIZE = (2000, 2500)
GRAINED = 0.13  # a file of about a megabyte, as phones make of such a picture
GRAIN = 500  # pixels a side of the piece of noise that is laid over it again and again
SHAPES = (  # x, y, half width, half height as shares of the width; colour: hair, neck, coat, face, eyes, mouth
    (0.5, 0.46, 0.24, 0.28, (34, 24, 20)),
    (0.5, 0.75, 0.09, 0.16, (120, 82, 58)),
    (0.5, 1.25, 0.44, 0.42, (48, 62, 104)),
    (0.5, 0.52, 0.19, 0.26, (150, 104, 74)),
    (0.42, 0.48, 0.035, 0.02, (240, 238, 232)),
    (0.58, 0.48, 0.035, 0.02, (240, 238, 232)),
    (0.42, 0.48, 0.016, 0.016, (40, 28, 22)),
    (0.58, 0.48, 0.016, 0.016, (40, 28, 22)),
    (0.5, 0.66, 0.06, 0.018, (130, 62, 58)),
)


@cache
def portrait() -> bytes:
    """A JPEG of 2000 x 2500 pixels, with soft edges and the grain of a camera: what it holds takes time to decode."""
    ground = Image.linear_gradient("L").resize(SIZE)
    image = Image.merge("RGB", [ground.point([low + value // 4 for value in range(256)]) for low in (90, 110, 120)])
    pen = ImageDraw.Draw(image)
    for x, y, across, up, colour in SHAPES:
        box = [SIZE[0] * side for side in (x - across, y - up, x + across, y + up)]
        pen.ellipse(box, colour)
    noise = random.Random(7).randbytes(GRAIN * GRAIN)  # noqa: S311 - grain, the same on every run
    grain = Image.frombytes("L", (GRAIN, GRAIN), noise).filter(ImageFilter.GaussianBlur(0.8))
    tiles = Image.new("L", SIZE)
    for left in range(0, SIZE[0], GRAIN):
        for top in range(0, SIZE[1], GRAIN):
            tiles.paste(grain, (left, top))
    soft = image.filter(ImageFilter.BoxBlur(2))
    buffer = io.BytesIO()
    Image.blend(soft, tiles.convert("RGB"), GRAINED).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def another(data: bytes, number: int) -> bytes:
    """The same picture as another file: nothing that was kept of the last one helps with it."""
    return data + number.to_bytes(4, "big")
