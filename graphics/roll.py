"""The people of a digest: a line each, the name before the seat, in one size for all."""

from dataclasses import dataclass, replace

from graphics.card import Signer
from graphics.text import Box, Ink, Run, Style, advance, set_line
from graphics.type import Setter

LARGEST, SMALLEST = 64, 32
STEP = 1.42  # from one line's baseline to the next, in pixels per em
SEAT = 0.74  # of the name's size
BETWEEN = 0.5  # em between name and seat


@dataclass(frozen=True, slots=True)
class SetRoll:
    """Lines of name and seat; `height` is what they take, `step` the way from one to the next."""

    lines: tuple[tuple[Ink, Ink | None], ...]
    step: int
    height: int
    beside: bool

    def put(self, left: int, top: int, ink: str, seat_ink: str, frame: Box) -> list[Run]:
        """The lines on the canvas, the first one's ink at `top`."""
        runs: list[Run] = []
        base = top + max((name.rise for name, _ in self.lines), default=0)
        for name, seat in self.lines:
            runs.append(Run("person", name, left, base - name.rise, ink, (left, *frame[1:])))
            if seat:
                size = name.style.size
                x = left + round(name.mask.width + BETWEEN * size) if self.beside else left
                y = base if self.beside else base + round(SEAT * size * 1.25)
                runs.append(Run("seat", seat, x, y - seat.rise, seat_ink, (x, *frame[1:])))
            base += self.step
        return runs


def set_roll(people: tuple[Signer, ...], setter: Setter, column: int, height: int) -> SetRoll:
    """As large as `column` x `height` pixels allow; too many or too long names come back small, for the preflight."""
    for size in range(LARGEST, 14, -2):
        name = replace(setter.style("person"), size=float(size))
        seat = replace(setter.style("seat"), size=max(float(SMALLEST), SEAT * size))
        wide = max((advance(one.name, name) + BETWEEN * size + advance(one.seat, seat) for one in people), default=0.0)
        for beside in (True, False):
            if not beside:
                wide = max(max(advance(one.name, name), advance(one.seat, seat)) for one in people)
            step = round(size * STEP) if beside else round(size * STEP + seat.size * 1.15)
            tall = step * (len(people) - 1) + size * (1.0 if beside else 1.0 + SEAT * 1.25)
            if wide <= column and tall <= height:
                return _drawn(people, name, seat, step, round(tall), beside=beside)
    return _drawn(people, name, seat, step, round(tall), beside=False)


def _drawn(people: tuple[Signer, ...], name: Style, seat: Style, step: int, height: int, *, beside: bool) -> SetRoll:
    lines = tuple((set_line(one.name, name), set_line(one.seat, seat) if one.seat else None) for one in people)
    return SetRoll(lines, step, height, beside)
