"""Branded announcement graphics from plain values, with Pillow alone.

`draw` gives a Picture with what was measured on it; `render` gives its bytes only. Both need libraqm and
the installed typefaces, and raise FontProblem or PhotoProblem for a card that cannot be drawn at all.
"""

import hashlib
import io

from PIL import Image

from graphics.card import Card, Photo, Picture, Point, Signer
from graphics.compose import compose, layout
from graphics.faces import Face
from graphics.facing import on_face
from graphics.fonts import FontProblem
from graphics.jpeg import encode
from graphics.look import Look
from graphics.output import on_file, on_letters, on_photo
from graphics.photo import PhotoProblem, Prepared, prepare
from graphics.preflight import on_layout, on_texts
from graphics.sizes import SIZES, Size
from graphics.templates import DEFAULT, TEMPLATES

__all__ = [
    "DEFAULT",
    "SIZES",
    "TEMPLATES",
    "Card",
    "Face",
    "FontProblem",
    "Look",
    "Photo",
    "PhotoProblem",
    "Picture",
    "Point",
    "Prepared",
    "Signer",
    "Size",
    "check",
    "draw",
    "prepare",
    "render",
]


def draw(card: Card, size: Size, look: Look, template: str = DEFAULT) -> Picture:
    """The card as a JPEG and its preflight, measured on the decoded file; equal input gives equal bytes.

    Raises FontProblem (a letter, typeface or libraqm is missing) or PhotoProblem (the upload is unusable).
    """
    made = compose(card, size, look, template)
    data = encode(made.image)
    with Image.open(io.BytesIO(data)) as seen:
        final = seen.convert("RGB")
    points = on_texts(final, made.runs, size)
    points += (on_letters(made.runs), on_photo(made.shown), on_face(final, made.shown), on_file(data, size))
    return Picture(data, size.width, size.height, hashlib.sha256(data).hexdigest(), points)


def check(card: Card, size: Size, look: Look, template: str = DEFAULT) -> tuple[Point, ...]:
    """The preflight's points that the text alone decides, without drawing the picture; raises FontProblem."""
    runs = layout(card, size, look, template).runs
    return (*on_layout(runs, size), on_letters(runs))


def render(card: Card, size: Size, look: Look | None = None, template: str = DEFAULT) -> bytes:
    """The card's JPEG; see `draw`, which also says whether it may be published."""
    return draw(card, size, look or Look(), template).data
