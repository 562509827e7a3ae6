"""The people of a digest: the name before its seat or above it, in one size for all."""

from dataclasses import dataclass, replace

from graphics.card import Signer
from graphics.text import Box, Ink, Run, Style, advance, set_line
from graphics.type import Setter

LARGEST, SMALLEST = 64, 32
STEP = 1.42  # from one line's baseline to the next, in pixels per em
SEAT = 0.74  # of the name's size
BETWEEN = 0.5  # em between name and seat
BELOW = 1.2  # from a name's baseline to that of the seat below it, in pixels per em of the seat


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the people: the name, the seat if there is one, and whether it stands beside the name or below it."""

    name: Ink
    seat: Ink | None
    beside: bool

    @property
    def below(self) -> int:
        """From the name's baseline to the seat's, in pixels."""
        return round(self.seat.style.size * BELOW) if self.seat and not self.beside else 0


@dataclass(frozen=True, slots=True)
class SetRoll:
    """The people under each other; `step` is the way from one's last baseline to the next one's first."""

    entries: tuple[Entry, ...]
    step: int

    @property
    def height(self) -> int:
        """Pixels from the first name's top to the last line's foot."""
        last = self.entries[-1].name.style.size if self.entries else 0
        steps = self.step * (len(self.entries) - 1)
        return round(steps + last + sum(entry.below for entry in self.entries))

    def put(self, left: int, top: int, ink: str, seat_ink: str, frame: Box) -> list[Run]:
        """The lines on the canvas, the first one's ink at `top`."""
        runs: list[Run] = []
        base = top + max((entry.name.rise for entry in self.entries), default=0)
        for entry in self.entries:
            name, seat = entry.name, entry.seat
            runs.append(Run("person", name, left, base - name.rise, ink, (left, *frame[1:])))
            base += entry.below
            if seat:
                x = left + round(name.mask.width + BETWEEN * name.style.size) if entry.beside else left
                runs.append(Run("seat", seat, x, base - seat.rise, seat_ink, (x, *frame[1:])))
            base += self.step
        return runs


def set_roll(people: tuple[Signer, ...], setter: Setter, column: int, height: int) -> SetRoll:
    """As large as `column` x `height` pixels allow; too many or too long names come back small, for the preflight.

    A seat stands beside its name where both fit on one line, else below it.
    """
    for size in range(LARGEST, 14, -2):
        name = replace(setter.style("person"), size=float(size))
        seat = replace(setter.style("seat"), size=max(float(SMALLEST), SEAT * size))
        widths = [(advance(one.name, name), advance(one.seat, seat)) for one in people]
        below = sum(seat.size * BELOW for first, second in widths if not _beside(first, second, size, column))
        tall = size * STEP * (len(people) - 1) + size + below
        if tall <= height and all(max(pair) <= column for pair in widths):
            break
    return SetRoll(tuple(_entry(one, name, seat, column) for one in people), round(size * STEP))


def _entry(one: Signer, name: Style, seat: Style, column: int) -> Entry:
    beside = _beside(advance(one.name, name), advance(one.seat, seat), name.size, column)
    return Entry(set_line(one.name, name), set_line(one.seat, seat) if one.seat else None, beside)


def _beside(name: float, seat: float, size: float, column: int) -> bool:
    return name + BETWEEN * size + seat <= column
