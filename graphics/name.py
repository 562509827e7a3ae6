"""Drawing a fitted name: lines that fill their column to the pixel and never touch."""

from dataclasses import replace

from graphics.fit import Fit, fit_name
from graphics.text import Block, Ink, Style, set_line, stack

LEADING, LOOSEST = 0.8, 0.92  # the first where height is short, at most the last
NEAREST = 0.09  # in em: see `stack`


def set_name(name: str, style: Style, column: int, height: int) -> Block:
    """The name drawn as large as `column` x `height` pixels allow; it always fits.

    A name that is too long to be legible comes back small; the preflight refuses it.
    """
    best: Block | None = None
    room = float(height)
    while True:
        block = _draw(fit_name(name, style, column, room), style, column)
        if block.height > height and best is None:
            room *= 0.98 * height / block.height
        elif block.height > height or (best is not None and block.height <= best.height):
            return _loosened(best or block, height)
        else:
            # Descenders and accents often leave each other room that the measures could not foresee.
            best = block
            room *= height / block.height


def _loosened(block: Block, height: int) -> Block:
    """The same lines further apart, as far as height is left."""
    steps = sum(line.style.size for line in block.lines[1:])
    if not steps:
        return block
    leading = min(LOOSEST, LEADING + (height - block.height) / steps)
    loose = stack(list(block.lines), leading, NEAREST)
    return loose if loose.height <= height else block


def _draw(fit: Fit, style: Style, column: int) -> Block:
    """The lines of a fit; those that fill the column do so to the pixel."""
    filled = len(fit.lines) == 1 or len(set(fit.sizes)) + len(set(fit.widths)) > 2
    return stack(
        [
            _filling(set_line(text, replace(style, size=size, width=width)), column, grow=filled)
            for text, size, width in zip(fit.lines, fit.sizes, fit.widths, strict=True)
        ],
        LEADING,
        NEAREST,
    )


def _filling(ink: Ink, column: int, grow: bool) -> Ink:
    """The line set again until it is no wider than the column and, where it should, just fills it."""
    share = column / ink.mask.width
    if grow and 1.001 < share < 1.04:
        ink = set_line(ink.text, replace(ink.style, size=ink.style.size * share))
    while ink.mask.width > column:
        share = min(0.999, column / ink.mask.width)
        ink = set_line(ink.text, replace(ink.style, size=ink.style.size * share))
    return ink
