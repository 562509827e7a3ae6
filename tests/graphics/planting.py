"""A drawn card that a test can spoil in one place: its lines, its ground, its picture or its file."""

import io
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw

from graphics import SIZES, TEMPLATES, Look, Size
from graphics.desk import lay_out
from graphics.fonts import load
from graphics.jpeg import encode
from graphics.output import on_file, on_letters
from graphics.preflight import on_texts
from graphics.text import FINER, Box, Ink, Run, set_line, stack
from tests.graphics.cards import card

WIDE_SLOT: Box = (-9999, -9999, 9999, 9999)


@lru_cache
def drawn(size: str) -> tuple[Image.Image, tuple[Run, ...]]:
    """The ground without its text, and the lines."""
    made, kind = card("Zoë Ñandú Příklad Specimen"), TEMPLATES["placard"]
    layout = lay_out(made, kind.sketches(made, SIZES[size]), Look())
    return kind.ground(made, SIZES[size], Look(), layout).image, layout.runs


@dataclass
class Plot:
    """`ground` lies under the lines, `over` are boxes painted on them; `file` are options of the JPEG encoder."""

    ground: Image.Image
    runs: list[Run]
    size: Size
    over: list[tuple[str, Box]] = field(default_factory=list)
    file: dict[str, Any] = field(default_factory=dict)
    after: bytes = b""

    @classmethod
    def on(cls, size: str) -> "Plot":
        """An unspoilt card."""
        ground, runs = drawn(size)
        return cls(ground.copy(), list(runs), SIZES[size])

    def find(self, role: str, nth: int = 0) -> Run:
        return [run for run in self.runs if run.role == role][nth]

    def change(self, role: str, nth: int = 0, **changes: Any) -> None:
        old = self.find(role, nth)
        self.runs = [replace(run, **changes) if run is old else run for run in self.runs]

    def move(self, role: str, nth: int = 0, *, right: int = 0, down: int = 0) -> None:
        """The line together with its slot, as a layout that is wrong throughout would have it."""
        run = self.find(role, nth)
        slot = tuple(side + (right, down)[at % 2] for at, side in enumerate(run.slot))
        self.change(role, nth, x=run.x + right, y=run.y + down, slot=slot)

    def cut(self, role: str, box: Box) -> None:
        """Only so much of the line's mask is kept."""
        ink = self.find(role).ink
        self.change(role, ink=masked(ink, ink.mask.crop(box)))

    def set(self, role: str, lines: list[str], size: float) -> None:
        """Other lines in the place of the role's, at one size."""
        first = self.find(role)
        style = replace(first.ink.style, size=size, width=90)
        block = stack([set_line(line, style) for line in lines], 1.0, 0.09)
        made = [
            replace(first, ink=ink, y=first.y + top, slot=(first.slot[0], *WIDE_SLOT[1:]))
            for ink, top in zip(block.lines, block.tops, strict=True)
        ]
        self.runs = [*made, *(run for run in self.runs if run.role != role)]

    def data(self) -> bytes:
        """The card's file."""
        image = self.ground.copy()
        for run in self.runs:
            image.paste(run.fill, (run.x, run.y), run.ink.mask)
        for colour, box in self.over:
            image.paste(colour, box)
        if not self.file:
            return encode(image) + self.after
        options = {"format": "JPEG", "mode": "RGB", "quality": 92, "subsampling": "4:4:4"} | self.file
        buffer = io.BytesIO()
        image.convert(options.pop("mode")).save(buffer, **options)
        return buffer.getvalue() + self.after

    def failing(self) -> list[str]:
        """The points that its preflight does not pass."""
        data = self.data()
        with Image.open(io.BytesIO(data)) as image:
            points = on_texts(image.convert("RGB"), self.runs, self.size)
        points += (on_letters(self.runs), on_file(data, self.size))
        assert all(point.detail for point in points)
        return [point.name for point in points if not point.ok]


def masked(ink: Ink, mask: Image.Image) -> Ink:
    """The ink with another mask."""
    return Ink(ink.text, ink.style, mask, ink.rise)


def missing_letter(ink: Ink, text: str) -> Ink:
    """The ink of a text that is drawn although a letter of it may have no glyph."""
    style = ink.style
    scale = next((times for limit, times in FINER if style.size <= limit), 1)
    font = load(style.face, style.size * scale, style.weight, style.width)
    canvas = Image.new("L", (2000 * scale, 400 * scale), 0)
    ImageDraw.Draw(canvas).text((100 * scale, 300 * scale), text, 255, font, "ls")
    canvas = canvas.reduce(scale)
    drawn = "".join(letter for letter in text if letter < "\U0010fffd")
    return replace(masked(ink, canvas.crop(canvas.getbbox())), text=drawn)
