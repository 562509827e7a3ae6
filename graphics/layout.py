"""Where every line of a card goes: text is placed from both ends, and the name gets what is left."""

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from graphics.card import Card
from graphics.look import Look
from graphics.name import set_name
from graphics.sizes import Size
from graphics.text import Block, Run, place
from graphics.type import Setter

MARGIN = 72
GUTTER = 36  # between the facts and the large block beside them
UNITS = (180, 216, 270)  # sides of a quilt block: they divide 1080, so that no block is cut


@dataclass(frozen=True, slots=True)
class Spaces:
    """Vertical distances of a format, in pixels; `promise` is the most height that the promise gets.

    `portrait` is the least unit with a photo, which is two units wide.
    """

    head: int
    name: int
    facts: int
    panel: int
    promise: int
    footer: int
    foot: int
    portrait: int


SPACES = {
    "1080x1350": Spaces(head=64, name=46, facts=34, panel=54, promise=216, footer=44, foot=58, portrait=216),
    "1080x1080": Spaces(head=50, name=34, facts=28, panel=42, promise=132, footer=30, foot=48, portrait=180),
}


class Middle(NamedTuple):
    """One way to divide the height between the name and the blocks of `unit` pixels."""

    cover: float
    unit: int
    name: Block
    bottom: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Every line in its place; the dark field starts at `panel`, blocks have `unit` pixels a side."""

    runs: tuple[Run, ...]
    panel: int
    unit: int


def lay_out(card: Card, size: Size, look: Look) -> Layout:
    """Place the card's texts; raises FontProblem for text that no typeface covers."""
    return _Desk(card, size, look).lay_out()


class _Desk:
    def __init__(self, card: Card, size: Size, look: Look) -> None:
        self.card, self.size, self.look = card, size, look
        self.spaces = SPACES[size.name]
        self.set = Setter(look, card.lang)
        self.left, self.right = MARGIN, size.width - MARGIN
        self.column = self.right - self.left
        self.runs: list[Run] = []

    def lay_out(self) -> Layout:
        top = self._header()
        panel = self._promise_and_footer()
        middle = self._middle(top, panel)
        space = middle.bottom - top - middle.name.height
        slot = (self.left, top, self.right, middle.bottom)
        self.runs += place("name", middle.name, self.left, top + space // 2, self.look.ink, slot)
        self._facts(middle.bottom, panel, middle.unit)
        return Layout(tuple(self.runs), panel, middle.unit)

    def _header(self) -> int:
        """Wordmark and date on one line, or on two where they are long; returns the last baseline."""
        wordmark = self.set.fitted("wordmark", self.card.wordmark, self.column, 60)
        slot = (self.left, 0, self.right, self.size.height)
        self.runs += place("wordmark", wordmark, self.left, self.spaces.head, self.look.ink, slot)
        baseline = self.spaces.head + wordmark.tops[-1] + wordmark.lines[-1].rise
        if not self.card.date:
            return baseline
        date = self.set.fitted("date", self.card.date, self.column, 50)
        left = self.right - date.width
        if wordmark.width + GUTTER + date.width > self.column:
            left, baseline = self.left, baseline + 50
        slot = (left, 0, self.right, self.size.height)
        self.runs += place("date", date, left, baseline - date.lines[-1].rise, self.look.ink, slot)
        return baseline

    def _promise_and_footer(self) -> int:
        card, ink = self.card, self.look.panel_ink
        credit = card.photo.credit if card.photo else ""
        small = self.set.block("disclaimer", f"{card.disclaimer} {credit}".strip(), self.column)
        address = self.set.fitted("address", card.address, self.column, 50)
        promise = self.set.fitted("promise", card.promise, self.column, self.spaces.promise)
        top = self.size.height - self.spaces.foot
        slot = (self.left, 0, self.right, top)
        for role, block, below, fill in (
            ("disclaimer", small, 0, ink),
            ("address", address, 16, ink),
            ("promise", promise, self.spaces.footer, self.look.panel_accent),
        ):
            top -= below + block.height
            self.runs += place(role, block, self.left, top, fill, slot)
        return top - self.spaces.panel

    def _middle(self, top: int, panel: int) -> Middle:
        """The largest blocks with which the name still covers nearly as much as with the smallest."""
        ways = []
        least = self.spaces.portrait if self.card.photo else 0
        for unit in (unit for unit in UNITS if unit >= least):
            bottom = panel - max(2 * unit, unit + self._facts_height(unit))
            room = max(40, bottom - top - 2 * self.spaces.name)
            name = set_name(self.card.name, self.set.style("name"), self.column, room)
            sizes = [ink.style.size for ink in name.lines]
            cover = sum(ink.mask.width * ink.style.size for ink in name.lines)
            cover *= sqrt(min(sizes) / max(sizes) * self._statement_share(unit))
            ways.append(Middle(cover, unit, name, bottom))
        best = max(way.cover for way in ways)
        return [way for way in ways if way.cover >= 0.92 * best][-1]

    def _statement_share(self, unit: int) -> float:
        """How much of its full size the statement keeps beside blocks of `unit` pixels."""
        return self._fact_blocks(unit)[0][1].lines[0].style.size / self.set.style("statement").size

    def _fact_blocks(self, unit: int) -> list[tuple[str, Block, int, str]]:
        width = self.size.width - 2 * unit - GUTTER - self.left
        card, look = self.card, self.look
        statement = self.set.fitted("statement", card.statement, width, 70)
        office, state = self.set.alike(("office", card.office), ("place", card.place), width, 150)
        return [
            ("statement", statement, 24, look.accent),
            ("office", office, 12, look.ink),
            ("place", state, self.spaces.facts, look.ink),
        ]

    def _facts_height(self, unit: int) -> int:
        return sum(block.height + below for _, block, below, _ in self._fact_blocks(unit))

    def _facts(self, bottom: int, panel: int, unit: int) -> None:
        top = panel - unit - self._facts_height(unit)
        slot = (self.left, bottom, self.size.width - 2 * unit - GUTTER, panel - unit)
        for role, block, below, fill in self._fact_blocks(unit):
            self.runs += place(role, block, self.left, top, fill, slot)
            top += block.height + below
