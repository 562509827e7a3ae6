"""Places what a template described: text is measured, the name gets the height that is left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from graphics.card import Card
from graphics.fit import Fit, fit_name
from graphics.fonts import FontProblem
from graphics.look import Look
from graphics.name import set_name
from graphics.roll import set_roll
from graphics.sheet import Alike, Column, Item, Name, Pair, Roll, Sketch, Space, Stack, Text
from graphics.text import Box, Run, place, shows
from graphics.type import Setter

GUTTER = 36  # between two texts on one line
NEARLY = 0.92  # of the best name: so large it must stay beside a larger ornament
LISTED = 36  # pixels per em: with people so large, a larger ornament is better than larger people
LEAST_NAME = 40  # pixels of height: a name that gets no more is refused by the preflight


@dataclass(frozen=True, slots=True)
class Layout:
    """Every line in its place, the boxes of columns, stacks and spaces by name, and the sketch that was chosen."""

    runs: tuple[Run, ...]
    boxes: Mapping[str, Box]
    sketch: Sketch


class _Set(NamedTuple):
    """A measured item: its height, and how it is placed with its top at a height of the page."""

    height: int
    put: Callable[[int], list[Run]]


def lay_out(card: Card, sketches: Sequence[Sketch], look: Look) -> Layout:
    """The last sketch, which has the largest ornament, that leaves the name nearly as large as the best one does.

    Of a digest it is the last in which its people are large enough, or as large as in any.

    Raises FontProblem for text that no typeface covers, and for a photo's credit of which nothing would be seen.
    """
    if len(sketches) == 1:
        return _Desk(card, look).lay_out(sketches[0])
    covers = [_cover(card, look, sketch) for sketch in sketches]
    enough = min(LISTED, max(covers)) if card.people else NEARLY * max(covers)
    chosen = [sketch for sketch, cover in zip(sketches, covers, strict=True) if cover >= enough][-1]
    return _Desk(card, look).lay_out(chosen)


def _cover(card: Card, look: Look, sketch: Sketch) -> float:
    """How well the name would fill its place with lines of like size, and how much of its size the statement keeps.

    Of a digest: the size of its people in pixels per em.
    """
    desk = _Desk(card, look, planned=True)
    runs = desk.lay_out(sketch).runs
    if card.people:
        return float(min((run.ink.style.size for run in runs if run.role in ("person", "people")), default=0))
    said = [run.ink.style.size for run in runs if run.role == "statement"]
    if desk.fit is None:
        return 1.0
    sizes = desk.fit.sizes
    area = sum(span * size for span, size in zip(desk.fit.spans, sizes, strict=True))
    return area * sqrt(min(sizes) / max(sizes) * min(said, default=64) / 64)


class _Desk:
    """Lays out one card. A `planned` one only foresees the name, as `fit`, and does not draw it."""

    def __init__(self, card: Card, look: Look, *, planned: bool = False) -> None:
        self.card, self.look, self.planned = card, look, planned
        self.fit: Fit | None = None
        self.set = Setter(look, card.lang)
        self.boxes: dict[str, Box] = {}
        self.runs: list[Run] = []

    def lay_out(self, sketch: Sketch) -> Layout:
        for column in sketch.columns:
            self._column(column)
        return Layout(tuple(self.runs), self.boxes, sketch)

    def _column(self, column: Column) -> None:
        bottom = self.boxes[column.bottom][1] - column.lift if isinstance(column.bottom, str) else column.bottom
        frame = (column.left, column.top, column.right, bottom)
        items = [item for item in column.items if self._said(item)]
        sets = self._sets(items, frame, grows=not column.stands)
        height = sum(one.height + item.gap for one, item in zip(sets, items, strict=True))
        height -= items[-1].gap if items else 0
        top = bottom - height if column.stands else column.top
        self.boxes[column.name] = (column.left, top, column.right, bottom)
        for one, item in zip(sets, items, strict=True):
            if isinstance(item, Space | Stack):
                self.boxes[item.name] = (column.left, top, column.right, top + one.height)
            self.runs += one.put(top)
            top += one.height + item.gap

    def _sets(self, items: list[Item], frame: Box, *, grows: bool) -> list[_Set]:
        """Fixed items first; then names and rolls share what is left; then spaces."""
        done: dict[int, _Set] = {at: one for at, item in enumerate(items) if (one := self._fixed(item, frame))}
        free = frame[3] - frame[1] - sum(one.height for one in done.values()) - sum(item.gap for item in items[:-1])
        names = [at for at, item in enumerate(items) if isinstance(item, Name | Roll)]
        spaces = [at for at, item in enumerate(items) if at not in done and at not in names]
        for left, at in zip(range(len(names), 0, -1), names, strict=True):
            fills = grows and not spaces and left == 1
            done[at] = self._growing(items[at], frame, free if left == 1 else free // 2, fills=fills)
            free -= done[at].height
        for at in spaces:
            done[at] = _Set(max(0, free // len(spaces)), lambda _top: [])
        return [done[at] for at in range(len(items))]

    def _fixed(self, item: Item, frame: Box) -> _Set | None:
        """The item if its height does not depend on the others'."""
        if isinstance(item, Text):
            return self._text(item, frame)
        if isinstance(item, Pair):
            return self._pair(item, frame)
        if isinstance(item, Alike):
            return self._alike(item, frame)
        if isinstance(item, Stack):
            return self._stack(item, frame)
        if isinstance(item, Space) and item.height:
            return _Set(item.height, lambda _top: [])
        return None

    def _growing(self, item: Item, frame: Box, free: int, *, fills: bool) -> _Set:
        """A name or a roll in at most `free` pixels; `fills`: it stands in the middle of all of them."""
        left, right, ink = frame[0], frame[2], getattr(self.look, str(getattr(item, "ink", "ink")))
        if isinstance(item, Roll):
            roll = set_roll(self.card.people, self.set, right - left, min(item.most, free))
            seat = getattr(self.look, item.seat_ink)
            return _Set(free if fills else roll.height, lambda top: roll.put(left, top, ink, seat, frame))
        assert isinstance(item, Name)
        room = max(LEAST_NAME, min(item.most, free - 2 * item.air))
        style = self.set.style("name", self.card.name)
        if self.planned:
            self.fit = fit_name(self.card.name, style, right - left, float(room))
            foreseen = round(self.fit.height)
            return _Set(max(foreseen, free) if fills else foreseen + 2 * item.air, lambda _top: [])
        block = set_name(self.card.name, style, right - left, room)
        height = max(block.height, free) if fills else block.height + 2 * item.air

        def put(top: int) -> list[Run]:
            slot = (left, top, right, top + height)
            return place("name", block, left, top + (height - block.height) // 2, ink, slot)

        return _Set(height, put)

    def _text(self, item: Text, frame: Box) -> _Set:
        left, right = frame[0] + item.indent, frame[2] - item.inset
        block = self.set.fitted(item.role, self._words(item), right - left, item.most)
        slot = (left, frame[1], right, frame[3])
        ink = getattr(self.look, item.ink)
        return _Set(block.height, lambda top: place(item.role, block, left, top, ink, slot))

    def _alike(self, item: Alike, frame: Box) -> _Set:
        one = item.first
        left, right = frame[0] + one.indent, frame[2] - one.inset
        texts = [(text.role, self._words(text)) for text in (one, item.second) if self._words(text)]
        blocks = self.set.alike(texts, right - left, one.most)
        slot = (left, frame[1], right, frame[3])
        inks = [getattr(self.look, text.ink) for text in (one, item.second)]

        def put(top: int) -> list[Run]:
            runs: list[Run] = []
            for (role, _), block, ink in zip(texts, blocks, inks, strict=False):
                runs += place(role, block, left, top, ink, slot)
                top += block.height + one.gap
            return runs

        return _Set(sum(block.height for block in blocks) + one.gap * (len(blocks) - 1), put)

    def _pair(self, item: Pair, frame: Box) -> _Set:
        left, right = frame[0], frame[2]
        first = self.set.fitted(item.first.role, self._words(item.first), right - left, item.first.most)
        inks = [getattr(self.look, one.ink) for one in (item.first, item.second)]
        slot = (left, frame[1], right, frame[3])
        if not self._words(item.second).strip():
            return _Set(first.height, lambda top: place(item.first.role, first, left, top, inks[0], slot))
        second = self.set.fitted(item.second.role, self._words(item.second), right - left, item.second.most)
        beside = first.width + GUTTER + second.width <= right - left
        at = right - second.width if beside else left
        base = first.tops[-1] + first.lines[-1].rise
        drop = base - second.lines[-1].rise - second.tops[-1] if beside else first.height + item.first.gap

        lower = max(0, -drop)  # a second text that is larger begins higher than the first
        ahead = (left, slot[1], left + first.width if beside else right, slot[3])

        def put(top: int) -> list[Run]:
            runs = place(item.first.role, first, left, top + lower, inks[0], ahead)
            return runs + place(item.second.role, second, at, top + lower + drop, inks[1], (at, *slot[1:]))

        return _Set(lower + max(first.height, drop + second.height), put)

    def _stack(self, item: Stack, frame: Box) -> _Set:
        parts = [(one, set_) for one in item.items if self._said(one) and (set_ := self._fixed(one, frame))]
        height = sum(set_.height + one.gap for one, set_ in parts)
        least = max(item.least, height)

        def put(top: int) -> list[Run]:
            runs: list[Run] = []
            top += least - height
            for one, set_ in parts:
                runs += set_.put(top)
                top += set_.height + one.gap
            return runs

        return _Set(least, put)

    def _words(self, item: Text) -> str:
        words: str = item.says or getattr(self.card, item.role)
        if item.role != "disclaimer" or not self.card.photo or not self.card.photo.credit:
            return words
        credit = self.card.photo.credit
        if not shows(credit, self.set.style(item.role)):
            raise FontProblem("the photo's credit has no letter that can be seen: give it as it is to be printed")
        return f"{words} {credit}".strip()

    def _said(self, item: Item) -> bool:
        if isinstance(item, Text):
            return bool(self._words(item).strip())
        if isinstance(item, Alike):
            return self._said(item.first) or self._said(item.second)
        return not isinstance(item, Roll) or bool(self.card.people)
