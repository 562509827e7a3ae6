"""The gallery as files: a picture of every card, and sheets of them."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

import graphics
from graphics.contact import Labelled, contact_sheet, small
from publisher.brand import Brand
from publisher.cards import KINDS
from publisher.gallery.drawing import Drawn, Job
from publisher.gallery.people import HARD_NAMES
from publisher.gallery.samples import sample

SMALL = 320
"""Pixels of width of a picture on a sheet."""
MOST = 60
"""Pictures on one sheet: of a whole roll there are many sheets, and memory stays the same."""
COLUMNS = {"1080x1350": 6, "1080x1080": 6, "1080x1920": 6, "1200x630": 4}


def every_kind(brand: Brand, templates: Sequence[str], languages: Sequence[str]) -> Iterator[Job]:
    """Every kind in every template, format and language."""
    for template in templates:
        for size in graphics.SIZES:
            for language in languages:
                for kind in KINDS:
                    card = sample(kind, brand, language)
                    yield Job(f"{template}/{size}.{language}/{kind}", card, size, template, brand.look)


def hard_names(brand: Brand, templates: Sequence[str], languages: Sequence[str]) -> Iterator[Job]:
    """A signed card of every hard name in every template, format and language."""
    for template in templates:
        for size in graphics.SIZES:
            for language in languages:
                for number, name in enumerate(HARD_NAMES, 1):
                    card = sample("signed", brand, language, name)
                    yield Job(f"{template}/names-{size}.{language}/{number:02}", card, size, template, brand.look)


def save(drawn: Drawn, folder: Path) -> Path:
    """Writes the picture under its job's name. Raises ValueError, saying why, if there is none; OSError."""
    if drawn.picture is None:
        raise ValueError(f"{drawn.job.card.name}: {drawn.problem}")
    file = folder / f"{drawn.job.name}.jpg"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(drawn.picture.data)
    return file


class Sheets:
    """Makes sheets of pictures as they come and writes each when it is full; holds one sheet's small copies.

    Jobs of one sheet follow each other and share the part of their names before the last slash.
    """

    def __init__(self, folder: Path, look: graphics.Look) -> None:
        self.folder, self.look = folder, look
        self.written: list[Path] = []
        self._name, self._number, self._columns = "", 1, 1
        self._row: list[Labelled] = []

    def add(self, drawn: Drawn) -> None:
        """One picture. What could not be drawn is left out: its sentence is the caller's."""
        sheet, _, label = drawn.job.name.rpartition("/")
        if sheet != self._name:
            self.end()
            self._name, self._number, self._columns = sheet, 1, COLUMNS[drawn.job.size]
        elif len(self._row) >= MOST:
            self.end()
            self._number += 1
        if drawn.picture is not None:
            with Image.open(io.BytesIO(drawn.picture.data)) as image:
                self._row.append(Labelled(small(image, SMALL), f"{label}  {drawn.job.card.name}"))

    def end(self) -> None:
        """Writes the sheet that is open."""
        if self._row:
            number = f"-{self._number}" if self._number > 1 else ""
            file = self.folder / f"{self._name.replace('/', '-')}{number}.png"
            contact_sheet(self._row, self._columns, self.look).save(file, optimize=True)
            self.written.append(file)
        self._row = []
