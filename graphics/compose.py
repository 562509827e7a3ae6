"""From a card to a drawn canvas: a template's layout, its ground, and the text on it."""

from dataclasses import dataclass, replace

from PIL import Image

from graphics.card import PICTURED, Card
from graphics.desk import Layout, lay_out
from graphics.look import Look
from graphics.photo import Shown
from graphics.sizes import Size
from graphics.templates import DEFAULT, TEMPLATES
from graphics.text import Run
from graphics.tint import tint


@dataclass(frozen=True, slots=True)
class Composed:
    """The canvas, every run of text on it, and the photo in its place, if it shows one."""

    image: Image.Image
    runs: tuple[Run, ...]
    shown: Shown | None


def compose(card: Card, size: Size, look: Look, template: str = DEFAULT) -> Composed:
    """The card drawn at `size`; raises FontProblem or PhotoProblem for what cannot be drawn.

    A photo stands only beside one person who signed: every other answer, a correction and a digest are type alone.
    """
    card, look = _shown(card, template), look.of(card.status)
    placed = layout(card, size, look, template)
    ground = TEMPLATES[template].ground(card, size, look, placed)
    for run in placed.runs:
        tint(ground.image, run.fill, (run.x, run.y), run.ink.mask)
    return Composed(ground.image, placed.runs, ground.shown)


def layout(card: Card, size: Size, look: Look, template: str = DEFAULT) -> Layout:
    """Where every line of the card stands; raises FontProblem."""
    card = _shown(card, template)
    return lay_out(card, TEMPLATES[template].sketches(card, size), look.of(card.status))


def _shown(card: Card, template: str) -> Card:
    if not TEMPLATES[template].photos or card.people or card.status not in PICTURED:
        return replace(card, photo=None)
    return card
