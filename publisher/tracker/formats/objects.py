"""Rows that come as JSON objects, page by page: each page is taken apart alone."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from publisher.tracker import mapping
from publisher.tracker.raw import BROKEN
from publisher.tracker.table import Line, RawRow
from publisher.tracker.text import clean, storable
from publisher.tracker.values import SourceSpec

Item = dict[str, Any]
Rows = Callable[[bytes], list[Any]]
"""The objects of one page."""

_TEXTS = {str}
# Escapes are the only way in which NUL and lone surrogates get into a decoded page.
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is the same for all objects with the same keys in the same order."""

    pick: Callable[[Item], tuple[Any, ...]]
    broken: bool


class ObjectTable:
    """The pages of one reading. `flat` may make another object of each, before its keys are taken for columns."""

    def __init__(
        self, pages: Sequence[bytes], spec: SourceSpec, rows: Rows, flat: Callable[[Item], Item] | None = None
    ) -> None:
        self._pages = pages
        self._mapped = tuple(spec.columns.values())
        self._spec = spec
        self._rows = rows
        self._flat = flat
        self._seen: dict[str, None] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._seen | dict.fromkeys(self._mapped if self._seen else ()))

    def __iter__(self) -> Iterator[Line]:
        shapes: dict[tuple[str, ...], _Shape] = {}
        position = 0
        for page in self._pages:
            unstorable = _UNSTORABLE.search(page) is not None
            for item in self._rows(page):
                position += 1
                if not isinstance(item, dict):
                    yield None, (f"entry {position} is no object", {"(value)": item})
                    continue
                if self._flat:
                    item = self._flat(item)
                keys = tuple(item)
                shape = shapes.get(keys) or shapes.setdefault(keys, self._shape(keys))
                if shape.broken:
                    yield None, (f"entry {position} has two keys that differ only in spaces", item)
                    continue
                cells = shape.pick(item)
                plain = not unstorable and set(map(type, cells)) <= _TEXTS
                yield (cells if plain else tuple(map(text_of, cells))), item
        if self._seen:
            mapping.check_columns(self._seen, self._spec, may_lack=mapping.OPTIONAL)

    def raw(self, record: Any) -> RawRow:
        problem, item = record if isinstance(record, tuple) else ("", record)
        row = dict.fromkeys(self._mapped, "") | {_name(key): text_of(value) for key, value in item.items()}
        return row | {BROKEN: problem} if problem else row

    def _shape(self, keys: tuple[str, ...]) -> _Shape:
        names = tuple(map(_name, keys))
        broken = len(set(names)) < len(names)
        if not broken:
            self._seen |= dict.fromkeys(names)
        by_name = dict(zip(names, keys, strict=True))
        return _Shape(_picker([by_name.get(column) for column in self._mapped]), broken)


def _picker(keys: list[str | None]) -> Callable[[Item], tuple[Any, ...]]:
    there = [key for key in keys if key is not None]
    if len(there) == len(keys) > 1:
        return itemgetter(*there)
    return lambda item: tuple("" if key is None else item[key] for key in keys)


def _name(key: str) -> str:
    return clean(storable(key)) or "(no name)"


def text_of(value: Any) -> str:
    """A JSON value as a cell: null is empty, true is `true`, lists and objects stay JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return storable(json.dumps(value, ensure_ascii=False))
