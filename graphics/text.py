"""Setting type: text becomes masks of ink, and blocks of lines whose ink never touches."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import ceil

from PIL import Image, ImageDraw

from graphics import fonts

# Glyphs are put on whole pixels, so text up to a size is drawn so many times larger and reduced: without
# that its pitch is uneven.
FINER = ((48, 4), (96, 2))
EM = 200.0
THIN_SPACE = "\u2009"
Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Style:
    """A typeface at `size` pixels per em."""

    face: fonts.Face
    size: float
    weight: int
    width: float = 100
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Ink:
    """A set line: `mask` (L) is cropped to its ink, whose top is `rise` pixels above the baseline.

    `outline` has the top and bottom of the ink in each column of pixels; (height, 0) where there is none.
    """

    text: str
    style: Style
    mask: Image.Image
    rise: int
    outline: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A line on the canvas: its ink's top left corner, its colour, and the slot it must stay inside."""

    role: str
    ink: Ink
    x: int
    y: int
    fill: str
    slot: Box

    @property
    def box(self) -> Box:
        """The ink's box on the canvas: left, top, right, bottom."""
        return self.x, self.y, self.x + self.ink.mask.width, self.y + self.ink.mask.height


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under each other; `tops` are their ink tops below the block's top, `height` is all ink."""

    lines: tuple[Ink, ...]
    tops: tuple[int, ...]

    @property
    def height(self) -> int:
        return max((top + ink.mask.height for top, ink in zip(self.tops, self.lines, strict=True)), default=0)

    @property
    def width(self) -> int:
        return max((ink.mask.width for ink in self.lines), default=0)


@lru_cache(maxsize=128)
def set_line(text: str, style: Style) -> Ink:
    """The ink of one line; raises `fonts.FontProblem` for a character that no face has."""
    face, drawn = _settle(text, style)
    scale = next((times for limit, times in FINER if style.size <= limit), 1)
    font = fonts.load(face, style.size * scale, style.weight, style.width)
    pad = int(style.size) * scale
    width = int(font.getlength(drawn, language=style.lang)) + 2 * pad
    baseline = 2 * pad
    canvas = Image.new("L", (width - width % -scale, 3 * pad), 0)
    ImageDraw.Draw(canvas).text((pad, baseline), drawn, 255, font, "ls", language=style.lang)
    if scale > 1:
        canvas = canvas.reduce(scale)
    box = canvas.getbbox() or (0, 0, 1, 1)
    mask = canvas.crop(box)
    return Ink(text, style, mask, baseline // scale - box[1], _outline(mask))


def _outline(mask: Image.Image) -> tuple[tuple[int, int], ...]:
    data, width, height = mask.tobytes(), mask.width, mask.height
    columns = (data[x::width] for x in range(width))
    return tuple((height - len(one.lstrip(b"\0")), len(one.rstrip(b"\0"))) for one in columns)


def advance(text: str, style: Style) -> float:
    """The width of a line in pixels, without drawing it: linear in the size, so it is measured once."""
    return _advance(text, replace(style, size=EM)) * style.size / EM


@lru_cache(maxsize=2048)
def _advance(text: str, style: Style) -> float:
    face, drawn = _settle(text, style)
    return fonts.load(face, style.size, style.weight, style.width).getlength(drawn, language=style.lang)


def _settle(text: str, style: Style) -> tuple[fonts.Face, str]:
    """The face and the characters to draw; a condensed face's own space would run words together."""
    face, drawn = fonts.settle(style.face, text)
    if style.width < 100 and not fonts.missing(face, THIN_SPACE):
        drawn = drawn.replace(" ", THIN_SPACE)
    return face, drawn


def stack(lines: list[Ink], leading: float, nearest: float) -> Block:
    """Lines under each other, all starting at the left edge.

    The step from one baseline to the next is `leading` times the lower line's size; where the ink of any
    two lines would come nearer than `nearest` times that size, all steps grow by as much, so that the
    rhythm stays even.
    """
    if not lines:
        return Block((), ())
    baseline = lines[0].rise
    baselines = [baseline]
    pairs = list(pairwise(lines))
    least = [touching_step(above, below) + nearest * below.style.size for above, below in pairs]
    extra = max((need - leading * below.style.size for need, (_, below) in zip(least, pairs, strict=True)), default=0)
    for _, below in pairs:
        baseline += ceil(leading * below.style.size + max(0, extra))
        baselines.append(baseline)
    return Block(tuple(lines), tuple(at - ink.rise for at, ink in zip(baselines, lines, strict=True)))


def touching_step(above: Ink, below: Ink) -> float:
    """The distance of two left-aligned lines' baselines at which their ink would just meet."""
    reach = 3  # pixels to each side, so that ink does not meet at a slant either
    peaks = [below.rise - top for top, _ in below.outline]
    steps = [
        bottom - above.rise + max(peaks[max(0, x - reach) : x + reach + 1])
        for x, (_, bottom) in enumerate(above.outline[: len(peaks)])
        if bottom
    ]
    return max(steps, default=0)


def place(role: str, block: Block, left: int, top: int, fill: str, slot: Box) -> list[Run]:
    """The block's lines on the canvas, each with the slot that it must stay inside."""
    lines = zip(block.lines, block.tops, strict=True)
    return [Run(role, ink, left, top + drop, fill, slot) for ink, drop in lines]
