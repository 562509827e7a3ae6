"""Choosing how a name is set: the breaks, sizes and widths at which its lines fill a column like wood type."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from graphics.breaks import atoms, partitions, unspaced
from graphics.fonts import FontProblem
from graphics.text import EM, Style, advance, reach

MOST = 440.0  # the largest name, in pixels per em: beyond it letters become mere shapes
KNOTS = 5  # the width axis is measured at so many places and is straight in between
STEP = 0.84  # what a further line needs, in em, unless accents stand above its capitals
CAPITALS = 0.74  # in em
NORMAL = 84.0  # the width, in percent, at which the letters of a name look best
READ_AT_ONCE = 60.0  # pixels per em: below it a larger size is worth more than a fuller block
UNBROKEN = 0.75  # what a name broken at a hyphen or inside a word is worth, against a break at a space
WIDEST, RAGGED = 116.0, 110.0  # in percent: of lines that fill the column, and of lines that do not


@dataclass(frozen=True, slots=True)
class Fit:
    """Lines of a name with the size (pixels per em) and width (percent) of each; higher scores are better.

    `spans` are the lines' widths and `height` that of the block as far as it can be foreseen, in pixels.
    """

    lines: tuple[str, ...]
    sizes: tuple[float, ...]
    widths: tuple[float, ...]
    spans: tuple[float, ...]
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A line per em: its `spans` at the knots of the width `axis` (percent), its ink above and below the base."""

    text: str
    axis: tuple[float, ...]
    spans: tuple[float, ...]
    rise: float
    drop: float

    def width(self, span: float) -> float:
        """The place on the width axis where the line is `span` em wide, or the nearer end."""
        return _between(span, self.spans, self.axis)

    def span(self, width: float) -> float:
        """How many em wide the line is at a place on the width axis."""
        return _between(width, self.axis, self.spans)


@lru_cache(maxsize=32)
def fit_name(name: str, style: Style, column: int, height: float) -> Fit:
    """The best setting of the name, found without drawing.

    Widths are linear in the size and nearly straight along the width axis. Either every line fills the
    column with a size and width of its own, as near to each other as that allows, or all lines share one.
    Raises FontProblem for a name that takes no room: marks without a letter, or letters that are drawn as nothing;
    and for one so long that its letters would be smaller than a pixel.
    """
    fits = [
        fit
        for lines in partitions(atoms(name))
        for fit in _settings([_measure(line, style) for line in lines], column, height)
    ]
    best = max(fits, key=lambda fit: fit.score)
    if min(best.sizes) < 1:
        raise FontProblem(f"the name has {len(name)} characters, too many for any card: give a shorter form of it")
    return best


def _settings(lines: list[Measured], column: int, height: float) -> Iterator[Fit]:
    least = [min(MOST, column / line.span(WIDEST)) for line in lines]
    most = [min(MOST, column / line.spans[0]) for line in lines]
    heights = _heights(lines)
    same = min(height / sum(heights), *most)
    shared = min(RAGGED, *(line.width(column / same) for line in lines))
    yield _score(lines, [same] * len(lines), [shared] * len(lines), heights, column, height)
    if sizes := _filling(least, most, heights, height):
        widths = [line.width(column / size) for line, size in zip(lines, sizes, strict=True)]
        yield _score(lines, sizes, widths, heights, column, height)


def _filling(least: list[float], most: list[float], heights: list[float], height: float) -> list[float]:
    """The largest size within each line's limits that suits all of `height`; none if even the least is too high.

    The block's height is straight between the limits: it is solved in the part where it passes `height`.
    """
    bounds = list(zip(least, most, heights, strict=True))
    if sum(low * share for low, _, share in bounds) > height:
        return []
    size = MOST
    for limit in sorted({*least, *most}):
        if sum(min(max(limit, low), high) * share for low, high, share in bounds) > height:
            grows = [(low, share) for low, high, share in bounds if low < limit <= high]
            fixed = sum(
                (high if high < limit else low) * share for low, high, share in bounds if not low < limit <= high
            )
            size = (height - fixed) / sum(share for _, share in grows)
            break
    return [min(max(size, low), high) for low, high, _ in bounds]


def _heights(lines: list[Measured]) -> list[float]:
    """What each line adds to the height of the block, in its own em: the block's ink is their sum."""
    heights = [STEP + max(0.0, line.rise - CAPITALS) for line in lines]
    heights[0] = lines[0].rise
    heights[-1] += lines[-1].drop
    return heights


def _score(
    lines: list[Measured], sizes: list[float], widths: list[float], heights: list[float], column: int, height: float
) -> Fit:
    """Prefer much of the column covered, then lines of like size, then letters near their normal width.

    Ragged lines lose twice, by coverage and by evenness: an even rag is worth a little size.
    """
    spans = [size * line.span(width) for line, size, width in zip(lines, sizes, widths, strict=True)]
    filled = [min(1.0, span / column) for span in spans]
    covered = sum(size * line.rise * share for line, size, share in zip(lines, sizes, filled, strict=True))
    strain = max(abs(width - NORMAL) for width in widths) / 100
    broken = sum(unspaced(line.text) for line in lines[:-1])
    evenness = (min(sizes) / max(sizes)) ** 0.9 * (min(spans) / max(spans)) ** 0.3
    return Fit(
        tuple(line.text for line in lines),
        tuple(sizes),
        tuple(widths),
        tuple(spans),
        sum(size * share for size, share in zip(sizes, heights, strict=True)),
        covered / height * evenness * (1 - 0.7 * strain) * UNBROKEN**broken * min(1.0, min(sizes) / READ_AT_ONCE),
    )


@lru_cache(maxsize=256)
def _measure(line: str, style: Style) -> Measured:
    low, high = style.face.widths
    knots = [low + (high - low) * at / (KNOTS - 1) for at in range(KNOTS)] if high > low else [low]
    spans = [advance(line, replace(style, size=1, width=width)) for width in knots]
    rise, drop = reach(line, replace(style, size=EM, width=low))
    if not (spans[0] > 0 and rise + drop > 0):
        raise FontProblem(f"{line!r} has no letter that can be seen: give the name as it is shown in public")
    return Measured(line, tuple(knots), tuple(spans), rise / EM, drop / EM)


def _between(value: float, knots: tuple[float, ...], levels: tuple[float, ...]) -> float:
    """The level at `value`, straight between the knots and flat beyond them."""
    at = bisect_left(knots, value, 1)
    if at == len(knots):
        return levels[-1]
    low, high = levels[at - 1], levels[at]
    return low + (high - low) * max(0.0, value - knots[at - 1]) / max(knots[at] - knots[at - 1], 1e-6)
