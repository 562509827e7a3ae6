"""The people of a digest: the name before its seat or above it, in one size for all."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from graphics.breaks import atoms, partitions
from graphics.card import Signer
from graphics.text import Block, Box, Ink, Run, Style, advance, place, set_line, stack
from graphics.type import Setter

LARGEST, SMALLEST = 64, 32
CONDENSED, FROM = 84, 44  # the width, in percent, of names that would be smaller than so many pixels per em
STEP = 1.42  # from one line's baseline to the next, in pixels per em
LEADING = 1.1  # the same inside a broken name
SEAT = 0.74  # of the name's size
BETWEEN = 0.5  # em between name and seat
NEAREST = 0.08  # em between the ink of two lines
BELOW = 1.2  # from a name's baseline to that of the seat below it, in pixels per em of the seat


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the people: the name's lines, the seat if there is one, and whether it stands beside the last or below."""

    name: Block
    seat: Ink | None
    beside: bool

    @property
    def rise(self) -> int:
        """From the top of the ink to the name's first baseline, in pixels."""
        first = self.name.lines[0].rise
        return max(first, self.seat.rise if self.seat and self.beside and len(self.name.lines) == 1 else 0)

    @property
    def to_last(self) -> int:
        """From the name's first baseline to its last, in pixels."""
        return self.name.tops[-1] + self.name.lines[-1].rise - self.name.lines[0].rise

    @property
    def below(self) -> int:
        """From the name's last baseline to the seat's, in pixels."""
        if not self.seat or self.beside:
            return 0
        style = self.seat.style
        return round(max(style.size * BELOW, _drop(self.name.lines[-1]) + self.seat.rise + NEAREST * style.size))

    @property
    def drop(self) -> int:
        """From the last baseline to the foot of the ink, in pixels."""
        last = _drop(self.name.lines[-1])
        if self.seat is None:
            return last
        return max(last, _drop(self.seat)) if self.beside else _drop(self.seat)

    @property
    def width(self) -> int:
        """Pixels of the widest line."""
        if self.seat is None:
            return self.name.width
        return max(self.name.width, self.seat.mask.width + (self.indent if self.beside else 0))

    @property
    def indent(self) -> int:
        """Pixels before a seat that stands beside the name."""
        last = self.name.lines[-1]
        return round(last.mask.width + BETWEEN * last.style.size)


@dataclass(frozen=True, slots=True)
class SetRoll:
    """The people under each other, in steps that are all the same."""

    entries: tuple[Entry, ...]

    @property
    def step(self) -> int:
        """From one's last baseline to the next one's first: wider for all where the marks of two would come near."""
        size = max((entry.name.lines[0].style.size for entry in self.entries), default=0)
        near = (above.drop + below.rise + NEAREST * size for above, below in pairwise(self.entries))
        return round(max(size * STEP, *near, 0))

    @property
    def height(self) -> int:
        """All ink, in pixels."""
        if not self.entries:
            return 0
        steps = self.step * (len(self.entries) - 1) + sum(entry.to_last + entry.below for entry in self.entries)
        return self.entries[0].rise + steps + self.entries[-1].drop

    def put(self, left: int, top: int, ink: str, seat_ink: str, frame: Box) -> list[Run]:
        """The lines on the canvas, the first one's ink at `top`."""
        runs: list[Run] = []
        base, step = top + (self.entries[0].rise if self.entries else 0), self.step
        for entry in self.entries:
            seat, slot = entry.seat, (left, *frame[1:])
            runs += place("person", entry.name, left, base - entry.name.lines[0].rise, ink, slot)
            base += entry.to_last + entry.below
            if seat:
                x = left + (entry.indent if entry.beside else 0)
                runs.append(Run("seat", seat, x, base - seat.rise, seat_ink, (x, *frame[1:])))
            base += step
        return runs


def set_roll(people: tuple[Signer, ...], setter: Setter, column: int, height: int) -> SetRoll:
    """As large as `column` x `height` pixels allow; too many or too long names come back small, for the preflight.

    A seat stands beside its name where both fit on one line, else below it; a name that is wider than the column
    breaks in two, and narrower letters are better than small ones.
    """
    roll = SetRoll(())
    for name in _styles(setter.style("person")):
        seat = replace(setter.style("seat"), size=max(float(SMALLEST), SEAT * name.size))
        roll = SetRoll(tuple(_entry(one, name, seat, column) for one in people))
        if roll.height <= height and all(entry.width <= column for entry in roll.entries):
            break
    return roll


def _styles(style: Style) -> Iterator[Style]:
    """The types to try, the best first."""
    for size in range(LARGEST, FROM - 1, -2):
        yield replace(style, size=float(size))
    for size in range(FROM, 14, -2):
        yield replace(style, size=float(size), width=CONDENSED)


def _entry(one: Signer, style: Style, seat: Style, column: int) -> Entry:
    lines = _lines(one.name, style, column)
    seat_at = advance(lines[-1], style) + BETWEEN * style.size
    block = stack([set_line(line, style) for line in lines], LEADING, NEAREST)
    beside = seat_at + advance(one.seat, seat) <= column
    return Entry(block, set_line(one.seat, seat) if one.seat else None, beside)


def _lines(name: str, style: Style, column: int) -> tuple[str, ...]:
    """The name in one line, or in the two that are most even where it is wider than the column."""
    if advance(name, style) <= column:
        return (name,)
    broken = [lines for lines in partitions(atoms(name)) if len(lines) == 2]
    return min(broken, key=lambda lines: max(advance(line, style) for line in lines), default=(name,))


def _drop(ink: Ink) -> int:
    return ink.mask.height - ink.rise
