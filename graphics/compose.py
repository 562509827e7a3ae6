"""From a card to a drawn canvas: a template's layout, its ground, and the text on it."""

from dataclasses import dataclass, replace

from PIL import Image

from graphics.card import Card
from graphics.desk import lay_out
from graphics.look import Look
from graphics.sizes import Size
from graphics.templates import DEFAULT, TEMPLATES
from graphics.text import Run


@dataclass(frozen=True, slots=True)
class Composed:
    """The canvas, every run of text on it, and how far the photo was enlarged (up to 1: not)."""

    image: Image.Image
    runs: tuple[Run, ...]
    enlarged: float


def compose(card: Card, size: Size, look: Look, template: str = DEFAULT) -> Composed:
    """The card drawn at `size`; raises FontProblem or PhotoProblem for what cannot be drawn.

    A photo stands only beside one person who signed: every other answer, a correction and a digest are type alone.
    """
    kind = TEMPLATES[template]
    if not kind.photos or card.people or card.status != "signed":
        card = replace(card, photo=None)
    layout = lay_out(card, kind.sketches(card, size), look)
    ground = kind.ground(card, size, look, layout)
    for run in layout.runs:
        ground.image.paste(run.fill, (run.x, run.y), run.ink.mask)
    return Composed(ground.image, layout.runs, ground.enlarged)
