"""The template: the name as large as it goes, a row of quilt blocks, the promise on a dark field.

From the top: wordmark and date; the name; what was said and for which office, beside a house (or the
photo) that stands two blocks high in the row; the promise, the address, the disclaimer.
"""

from dataclasses import dataclass

from PIL import Image

from graphics.card import Card
from graphics.grain import weave
from graphics.layout import Layout, lay_out
from graphics.look import Look
from graphics.photo import portrait
from graphics.quilt import house, patchwork
from graphics.sizes import Size
from graphics.text import Run


@dataclass(frozen=True, slots=True)
class Placard:
    """The drawn canvas, every run of text on it, and how far the photo was enlarged (up to 1: not)."""

    image: Image.Image
    runs: tuple[Run, ...]
    enlarged: float


def draw_placard(card: Card, size: Size, look: Look) -> Placard:
    """The card drawn at `size`; raises FontProblem or PhotoProblem for what cannot be drawn."""
    layout = lay_out(card, size, look)
    image, enlarged = _ground(card, size, look, layout)
    for run in layout.runs:
        image.paste(run.fill, (run.x, run.y), run.ink.mask)
    return Placard(image, layout.runs, enlarged)


def _ground(card: Card, size: Size, look: Look, layout: Layout) -> tuple[Image.Image, float]:
    """Everything but the text, and how far the photo was enlarged."""
    unit, large = layout.unit, 2 * layout.unit
    palette = look.patches if card.status == "signed" else look.quiet
    image = Image.new("RGB", (size.width, size.height), look.paper)
    image.paste(look.panel, (0, layout.panel, size.width, size.height))
    image.paste(patchwork(card.name, palette, size.width // unit - 2, unit), (0, layout.panel - unit))
    corner = (size.width - large, layout.panel - large)
    if card.photo is None:
        image.paste(house(card.name, palette, large), corner)
        return weave(image), 0
    picture = portrait(card.photo, large, large)
    image = weave(image)
    image.paste(picture.image, corner)
    return image, picture.scale
