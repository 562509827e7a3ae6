"""Drawing a fitted name: lines that fill their column and never touch."""

from dataclasses import replace

from graphics.fit import Fit, fit_name
from graphics.text import Block, Ink, Style, ink_width, set_line, stack

LEADING, LOOSEST = 0.8, 0.92  # the first where height is short, at most the last
START, NEARLY = 0.97, 0.95  # of the height: what is tried first, and what needs no better try
MOST_GROWTH = 1.04  # so much at most a line grows to fill its column
DRAFT, MOST_DRAFTS = 4, 6  # a draft is so many times smaller; more of them better nothing
NEAREST = 0.09  # in em: see `stack`


def set_name(name: str, style: Style, column: int, height: int) -> Block:
    """The name drawn as large as `column` x `height` pixels allow; it always fits.

    A name that is too long to be legible comes back small; the preflight refuses it.
    """
    room = START * height
    fit = fit_name(name, style, column, room)
    block = _draw(fit, style, column)
    # Where the width is what keeps the name small, no other height makes it larger.
    if block.height > height or (block.height < NEARLY * height and fit.height > NEARLY * room):
        room = _room(name, style, column, float(height))
        block = _draw(fit_name(name, style, column, room), style, column)
    while block.height > height:
        room *= 0.99 * height / block.height
        block = _draw(fit_name(name, style, column, room), style, column)
    return _loosened(block, height)


def _room(name: str, style: Style, column: int, height: float) -> float:
    """The height to fit the name into, so that its drawn block has `height`.

    Descenders and accents often leave each other room that the measures could not foresee; a draft in a quarter of
    the size shows it.
    """
    room, best, tallest = height, 0.0, 0.0
    for _ in range(MOST_DRAFTS):
        fit = fit_name(name, style, column, room)
        drafts = [
            set_line(text, replace(style, size=size / DRAFT, width=width), draft=True)
            for text, size, width in zip(fit.lines, fit.sizes, fit.widths, strict=True)
        ]
        drafted = DRAFT * stack(drafts, LEADING, NEAREST).height
        if NEARLY * height <= drafted <= height:
            return room
        if drafted > height and not best:
            room *= 0.98 * height / drafted
        elif drafted > height or drafted <= tallest:
            break
        else:
            best, tallest = room, drafted
            room *= height / drafted
    return best or room


def _loosened(block: Block, height: int) -> Block:
    """The same lines further apart, as far as height is left."""
    steps = sum(line.style.size for line in block.lines[1:])
    if not steps:
        return block
    leading = min(LOOSEST, LEADING + (height - block.height) / steps)
    loose = stack(list(block.lines), leading, NEAREST)
    return loose if loose.height <= height else block


def _draw(fit: Fit, style: Style, column: int) -> Block:
    """The lines of a fit; those that fill the column do so to a few pixels."""
    filled = len(fit.lines) == 1 or len(set(fit.sizes)) + len(set(fit.widths)) > 2
    lines = zip(fit.lines, fit.sizes, fit.widths, strict=True)
    inks = [_filling(text, replace(style, size=size, width=width), column, filled) for text, size, width in lines]
    return stack([_within(ink, column) for ink in inks], LEADING, NEAREST)


def _filling(text: str, style: Style, column: int, grow: bool) -> Ink:
    """The line, larger or smaller by a little where that brings it into the column or, where it should, fills it."""
    share = (column - 1) / max(1.0, ink_width(text, style))
    if share < 1 or (grow and share < MOST_GROWTH):
        style = replace(style, size=style.size * share)
    return set_line(text, style)


def _within(ink: Ink, column: int) -> Ink:
    """The line no wider than the column."""
    while ink.mask.width > column:
        ink = set_line(ink.text, replace(ink.style, size=ink.style.size * min(0.999, column / ink.mask.width)))
    return ink
