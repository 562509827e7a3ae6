"""Setting type: text becomes masks of ink, and blocks of lines whose ink never touches."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from math import ceil
from unicodedata import combining

from PIL import Image, ImageDraw, ImageFont, ImageOps

from graphics import fonts
from graphics.runs import Piece, split

# Glyphs are put on whole pixels, so text up to a size is drawn so many times larger and reduced: without
# that its pitch is uneven.
FINER = ((48, 4), (96, 2))
EM = 200.0
BLANK_EM, BLANK_STEP = 400.0, 4  # letters are measured at this size and at every fourth percent of the width axis
STRIP = 4
THIN_SPACE = "\u2009"
KEPT = 128  # lines that stay set: those of a brand come back on every card
Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Style:
    """A typeface at `size` pixels per em, and the direction of the text that its lines are of.

    Lines of a `leftward` text stand at the right edge, in the order of a text read from right to left. None is for a
    line alone: its own letters give its order, and it stands where it is put.
    """

    face: fonts.Face
    size: float
    weight: int
    width: float = 100
    lang: str = "en"
    leftward: bool | None = None


@dataclass(frozen=True, eq=False)
class Ink:
    """A set line: `mask` (L) is cropped to its ink, whose top is `rise` pixels above the baseline."""

    text: str
    style: Style
    mask: Image.Image
    rise: int

    @cached_property
    def outline(self) -> tuple[tuple[int, int], ...]:
        """The top and bottom of the ink in each column of pixels; (height, 0) where there is none."""
        return _outline(self.mask)

    @cached_property
    def rough(self) -> tuple[tuple[int, int], ...]:
        """The same in each strip of `STRIP` pixels' width, from the edge at which the line begins."""
        return _outline((ImageOps.mirror(self.mask) if self.style.leftward else self.mask).reduce((STRIP, 1)))


def _outline(mask: Image.Image) -> tuple[tuple[int, int], ...]:
    height = mask.height
    data = mask.transpose(Image.Transpose.TRANSPOSE).tobytes()  # each column in one piece
    columns = (data[at : at + height] for at in range(0, len(data), height))
    return tuple((height - len(one.lstrip(b"\0")), len(one.rstrip(b"\0"))) for one in columns)


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


@lru_cache(maxsize=KEPT)
def set_line(text: str, style: Style, *, draft: bool = False) -> Ink:
    """The ink of one line; raises `fonts.FontProblem` for a character that no face has.

    A `draft` is for measuring only: its pitch may be uneven.
    """
    scale = 1 if draft else next((times for limit, times in FINER if style.size <= limit), 1)
    parts = [(piece, _font(piece, style, scale)) for piece in pieces(text, style)]
    if len(parts) == scale == 1:
        return Ink(text, style, *_mask(*parts[0]))
    spans = [_span(piece, font) for piece, font in parts]
    pad = int(style.size) * scale
    width = int(sum(spans)) + 2 * pad
    rise, drop = _room(parts, pad)
    canvas = Image.new("L", (width - width % -scale, rise + drop), 0)
    pen, draw = float(pad), ImageDraw.Draw(canvas)
    for (piece, font), span in zip(parts, spans, strict=True):
        draw.text((pen, rise), piece.text, 255, font, "ls", direction=_direction(piece), language=piece.lang)
        pen += span
    if scale > 1:
        canvas = canvas.reduce(scale)
    box = canvas.getbbox() or (0, 0, 1, 1)
    mask = canvas.crop(box)
    return Ink(text, style, mask, rise // scale - box[1])


def _mask(piece: Piece, font: ImageFont.FreeTypeFont) -> tuple[Image.Image, int]:
    """The ink of a piece and its rise, as the font draws it: putting it on a canvas would take as long again."""
    letters, (_, top) = font.getmask2(piece.text, "L", direction=_direction(piece), language=piece.lang, anchor="ls")
    box = letters.getbbox() or (0, 0, 1, 1)
    return Image.Image()._new(letters.crop(box)), -top - box[1]  # Pillow has no public door from the one to the other


def pieces(text: str, style: Style) -> tuple[Piece, ...]:
    """The line's pieces from left to right; a condensed face's own space would run words together."""
    parts = split(text, style.face, style.lang, style.leftward)
    if style.width < 100 and " " in text:
        return tuple(
            replace(part, text=part.text.replace(" ", THIN_SPACE))
            if part.european and not fonts.missing(part.face, THIN_SPACE)
            else part
            for part in parts
        )
    return parts


def _font(piece: Piece, style: Style, scale: float = 1) -> ImageFont.FreeTypeFont:
    return fonts.load(piece.face, style.size * piece.face.scale * scale, style.weight, style.width)


def _span(piece: Piece, font: ImageFont.FreeTypeFont) -> float:
    return font.getlength(piece.text, direction=_direction(piece), language=piece.lang)


def _direction(piece: Piece) -> str | None:
    """None for lines that have one direction only, which raqm finds itself."""
    return "rtl" if piece.level % 2 else None if piece.european else "ltr"


def reach(text: str, style: Style) -> tuple[float, float]:
    """How far the line's ink goes above and below its baseline, in pixels, without drawing it."""
    boxes = [
        _font(piece, style).getbbox(piece.text, direction=_direction(piece), language=piece.lang, anchor="ls")
        for piece in pieces(text, style)
    ]
    return -min(box[1] for box in boxes), max(box[3] for box in boxes)


def shows(text: str, style: Style) -> bool:
    """Whether the line has ink and takes room: marks without a letter and letters drawn as nothing do not."""
    rise, drop = reach(text, style)
    return rise + drop > 0 and advance(text, style) > 0


def ink_width(text: str, style: Style) -> float:
    """How many pixels wide the line's ink is, to a pixel or two, without drawing all of it."""
    parts = pieces(text, style)
    if len(parts) > 1 or not parts[0].european or any(map(combining, text)):
        return float(set_line(text, style).mask.width)
    width = round(style.width / BLANK_STEP) * BLANK_STEP
    drawn, em = parts[0].text, replace(style, size=BLANK_EM, width=width, face=parts[0].face)
    blank = _blanks(drawn[0], em)[0] + _blanks(drawn[-1], em)[1]
    return _span(parts[0], _font(parts[0], style)) - blank * style.size / BLANK_EM


@lru_cache(maxsize=1024)
def _blanks(letter: str, style: Style) -> tuple[float, float]:
    """What is blank before and after a letter's ink, in pixels; negative where ink reaches over its own room."""
    font = fonts.load(style.face, style.size, style.weight, style.width)
    ink, (start, _) = font.getmask2(letter, "L", anchor="ls")
    left, _, right, _ = ink.getbbox() or (0, 0, 0, 0)
    return float(start + left), font.getlength(letter) - start - right


def _room(parts: list[tuple[Piece, ImageFont.FreeTypeFont]], pad: int) -> tuple[int, int]:
    """Pixels above and below the baseline in which all ink has room, in multiples of `pad`.

    European letters need no measuring, unless marks are heaped on them.
    """
    rise, drop = 2 * pad, pad
    for piece, font in parts:
        if not piece.european or any(map(combining, piece.text)):
            _, top, _, bottom = font.getbbox(piece.text, direction=_direction(piece), language=piece.lang, anchor="ls")
            rise, drop = (max(had, pad * ceil(need / pad + 0.1)) for had, need in ((rise, -top), (drop, bottom)))
    return rise, drop


def advance(text: str, style: Style) -> float:
    """The width of a line in pixels, without drawing it: linear in the size, so it is measured once."""
    return measurer(style)(text)


def measurer(style: Style) -> Callable[[str], float]:
    """`advance` in this style, for many lines."""
    em, share = replace(style, size=EM), style.size / EM
    return lambda text: _advance(text, em) * share


@lru_cache(maxsize=1024)
def _advance(text: str, style: Style) -> float:
    return sum(_span(piece, _font(piece, style)) for piece in pieces(text, style))


def stack(lines: list[Ink], leading: float, nearest: float) -> Block:
    """Lines of one text under each other, all starting at one edge.

    The step from one baseline to the next is `leading` times the lower line's size; where the ink of any
    two lines would come nearer than `nearest` times that size, all steps grow by as much, so that the
    rhythm stays even.
    """
    if not lines:
        return Block((), ())
    baseline = lines[0].rise
    baselines = [baseline]
    pairs = list(pairwise(lines))
    extra = max((_extra(above, below, leading, nearest) for above, below in pairs), default=0)
    for _, below in pairs:
        baseline += ceil(leading * below.style.size + max(0, extra))
        baselines.append(baseline)
    return Block(tuple(lines), tuple(at - ink.rise for at, ink in zip(baselines, lines, strict=True)))


def _extra(above: Ink, below: Ink, leading: float, nearest: float) -> float:
    """By how many pixels the step of two lines is too small; up to 0 where it is not."""
    apart = (leading - nearest) * below.style.size
    most = above.mask.height - above.rise + below.rise  # of lines whose ink cannot meet the columns need no look
    return most - apart if most <= apart else touching_step(above, below) - apart


def touching_step(above: Ink, below: Ink) -> float:
    """The distance of the baselines of two lines, starting at one edge, at which their ink would just meet.

    Strips look at their neighbours on both sides too, so that ink does not meet at a slant either.
    """
    tops = [top for top, _ in below.rough]
    highest = map(min, [tops[0], *tops], tops, [*tops[1:], tops[-1]])
    steps = [bottom - top for (_, bottom), top in zip(above.rough, highest, strict=False) if bottom]
    return max(steps, default=above.rise - below.rise) - above.rise + below.rise


def place(role: str, block: Block, left: int, top: int, fill: str, slot: Box) -> list[Run]:
    """The block's lines on the canvas from `left` on, those of a leftward text up to the slot's right edge.

    `slot` is what each line must stay inside.
    """
    return [
        Run(role, ink, slot[2] - ink.mask.width if ink.style.leftward else left, top + drop, fill, slot)
        for ink, drop in zip(block.lines, block.tops, strict=True)
    ]
