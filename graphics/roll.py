"""The people of a digest: the name before its seat or above it, in one size for all."""

from dataclasses import dataclass, replace
from itertools import pairwise

from graphics.card import Signer
from graphics.text import Box, Ink, Run, Style, advance, set_line
from graphics.type import Setter

LARGEST, SMALLEST = 64, 32
STEP = 1.42  # from one line's baseline to the next, in pixels per em
SEAT = 0.74  # of the name's size
BETWEEN = 0.5  # em between name and seat
NEAREST = 0.08  # em between the ink of two lines
BELOW = 1.2  # from a name's baseline to that of the seat below it, in pixels per em of the seat


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the people: the name, the seat if there is one, and whether it stands beside the name or below it."""

    name: Ink
    seat: Ink | None
    beside: bool

    @property
    def rise(self) -> int:
        """From the top of the ink to the name's baseline, in pixels."""
        return max(self.name.rise, self.seat.rise if self.seat and self.beside else 0)

    @property
    def below(self) -> int:
        """From the name's baseline to the seat's, in pixels."""
        if not self.seat or self.beside:
            return 0
        style = self.seat.style
        return round(max(style.size * BELOW, _drop(self.name) + self.seat.rise + NEAREST * style.size))

    @property
    def drop(self) -> int:
        """From the last baseline to the foot of the ink, in pixels."""
        if self.seat is None:
            return _drop(self.name)
        return max(_drop(self.name), _drop(self.seat)) if self.beside else _drop(self.seat)


@dataclass(frozen=True, slots=True)
class SetRoll:
    """The people under each other, in steps that are all the same."""

    entries: tuple[Entry, ...]

    @property
    def step(self) -> int:
        """From one's last baseline to the next one's first: wider for all where the marks of two would come near."""
        size = max((entry.name.style.size for entry in self.entries), default=0)
        near = (above.drop + below.rise + NEAREST * size for above, below in pairwise(self.entries))
        return round(max(size * STEP, *near, 0))

    @property
    def height(self) -> int:
        """All ink, in pixels."""
        if not self.entries:
            return 0
        steps = self.step * (len(self.entries) - 1) + sum(entry.below for entry in self.entries)
        return self.entries[0].rise + steps + self.entries[-1].drop

    def put(self, left: int, top: int, ink: str, seat_ink: str, frame: Box) -> list[Run]:
        """The lines on the canvas, the first one's ink at `top`."""
        runs: list[Run] = []
        base, step = top + (self.entries[0].rise if self.entries else 0), self.step
        for entry in self.entries:
            name, seat = entry.name, entry.seat
            runs.append(Run("person", name, left, base - name.rise, ink, (left, *frame[1:])))
            base += entry.below
            if seat:
                x = left + round(name.mask.width + BETWEEN * name.style.size) if entry.beside else left
                runs.append(Run("seat", seat, x, base - seat.rise, seat_ink, (x, *frame[1:])))
            base += step
        return runs


def set_roll(people: tuple[Signer, ...], setter: Setter, column: int, height: int) -> SetRoll:
    """As large as `column` x `height` pixels allow; too many or too long names come back small, for the preflight.

    A seat stands beside its name where both fit on one line, else below it.
    """
    roll = SetRoll(())
    for size in range(LARGEST, 14, -2):
        name = replace(setter.style("person"), size=float(size))
        seat = replace(setter.style("seat"), size=max(float(SMALLEST), SEAT * size))
        if max((advance(one.name, name) for one in people), default=0) > column and size > 16:
            continue
        roll = SetRoll(tuple(_entry(one, name, seat, column) for one in people))
        if roll.height <= height and all(_inside(entry, column) for entry in roll.entries):
            break
    return roll


def _entry(one: Signer, name: Style, seat: Style, column: int) -> Entry:
    beside = advance(one.name, name) + BETWEEN * name.size + advance(one.seat, seat) <= column
    return Entry(set_line(one.name, name), set_line(one.seat, seat) if one.seat else None, beside)


def _inside(entry: Entry, column: int) -> bool:
    width = entry.name.mask.width
    if entry.seat and entry.beside:
        return round(width + BETWEEN * entry.name.style.size) + entry.seat.mask.width <= column
    return max(width, entry.seat.mask.width if entry.seat else 0) <= column


def _drop(ink: Ink) -> int:
    return ink.mask.height - ink.rise
