"""The type of the template: one line per role, in the two typefaces of the look."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from graphics.breaks import even
from graphics.fonts import FACES
from graphics.look import Look
from graphics.runs import runs_leftward
from graphics.text import Block, Style, measurer, set_line, stack

# role: whether in the name's typeface, pixels per em (where it shrinks: at most), weight, width, leading
ROLES = {
    "name": (True, 100, 840, 100, 0.8),  # its sizes, widths and leading come from `fit`
    "wordmark": (True, 38, 760, 100, 1.1),
    "statement": (True, 64, 740, 96, 1.1),
    "promise": (True, 80, 640, 90, 1.08),
    "date": (False, 34, 500, 100, 1.2),
    "office": (False, 40, 600, 100, 1.2),
    "place": (False, 40, 400, 100, 1.2),
    "note": (False, 44, 500, 100, 1.22),
    "person": (True, 64, 740, 96, 1.1),
    "people": (True, 44, 640, 84, 1.2),
    "seat": (False, 44, 400, 100, 1.2),
    "address": (False, 36, 700, 100, 1.2),
    "disclaimer": (False, 32, 400, 100, 1.22),
}
NAMES = ("name", "wordmark")  # whoever has it gives its direction, whatever the card's language
FULLER = 0.8  # of a role's largest size: so far down fewer lines are better than larger ones
LEGIBLE = 32  # nothing is made smaller than this for looks
KEPT = 128  # texts that stay set: those of a brand come back on every card
NEAREST = 0.06  # em between the ink of two lines; a little more than the preflight asks for


class Setter:
    """Sets texts of one card in the look's type."""

    def __init__(self, look: Look, lang: str) -> None:
        self.look, self.lang = look, lang

    def style(self, role: str, text: str = "") -> Style:
        """The role's type at its largest size, in the direction of `text`; without one, of each line by itself."""
        display, size, weight, width, _ = ROLES[role]
        face = FACES[self.look.name_font if display else self.look.text_font]
        leftward = runs_leftward(text, self.lang, sentence=role not in NAMES) if text else None
        return Style(face, size, weight, width, self.lang, leftward)

    def block(self, role: str, text: str, column: int, size: float = 0) -> Block:
        """The text in even lines no wider than `column`; a longer word stands out, never silently cut."""
        style = self.style(role, text)
        return _block(role, text, replace(style, size=size or style.size), column)

    def fitted(self, role: str, text: str, column: int, height: int) -> Block:
        """The same, smaller where it must be, in steps of 2 pixels, to stay within `height` too.

        Up to a fifth of the size is given for fewer and fuller lines. A text that is still too large at
        16 pixels comes back so: the preflight refuses it.
        """
        return _fitted(role, text, self.style(role, text), column, height)

    def alike(self, texts: Sequence[tuple[str, str]], column: int, height: int) -> list[Block]:
        """Texts, each with its role, fitted to the one size that suits all."""
        blocks = [self.fitted(role, text, column, height) for role, text in texts]
        size = min(line.style.size for block in blocks for line in block.lines)
        return [self.block(role, text, column, size) for role, text in texts]


@lru_cache(maxsize=KEPT)
def _fitted(role: str, text: str, style: Style, column: int, height: int) -> Block:
    blocks = []
    for size in range(round(style.size), 14, -2):
        block = _block(role, text, replace(style, size=size), column)
        if block.height <= height and block.width <= column:
            blocks.append(block)
        if blocks and (size <= FULLER * style.size or size - 2 < LEGIBLE):
            break
    return min(blocks, key=lambda one: len(one.lines), default=block)


@lru_cache(maxsize=KEPT)
def _block(role: str, text: str, style: Style, column: int) -> Block:
    lines = even(text, measurer(style), column)
    return stack([set_line(line, style) for line in lines], ROLES[role][4], NEAREST)
