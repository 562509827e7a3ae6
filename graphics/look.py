"""Colours and typefaces of a coalition: what its brand file may change without touching the template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from graphics.colours import contrast_within, is_red
from graphics.fonts import FACES

BRIGHT = ("signed",)
"""The statuses with the bright colours: a signature is news to be glad of, everything else is told calmly."""
SPREAD = 3.0  # between the darkest and the lightest patch, as a ratio of contrast: else the patchwork is not seen
HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as "#rrggbb"; typefaces by their names in `graphics.fonts.FACES`.

    `paper`, `ink`, `accent` are the field of the name, its text and the statement; `panel`, `panel_ink`,
    `panel_accent` are the field of the promise, its footer and the promise itself. `patches` colours the
    patchwork of a signed card: four colours or more, dark and light. Every other status is told calmly: its patchwork
    has the colours of `quiet`, its statement is in `quiet_accent`, and none of them may be a red.
    """

    paper: str = "#fbf0dc"
    ink: str = "#2b1231"
    accent: str = "#a63c17"
    quiet_accent: str = "#5c4666"
    panel: str = "#2b1231"
    panel_ink: str = "#f6e3cb"
    panel_accent: str = "#f9b233"
    patches: tuple[str, ...] = ("#f2a324", "#2f5a3c", "#f6c3a8", "#d4602f", "#5a2a5e", "#fbe3b4")
    quiet: tuple[str, ...] = ("#b9a58f", "#6d5f6b", "#d9c8b2", "#8f7f78", "#4a3a4d", "#e9dcc8")
    name_font: str = "archivo"
    text_font: str = "public-sans"

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> Self:
        """A look from a brand file's table; what it leaves out keeps its default.

        Raises ValueError, naming the key, for a key that does not exist or a value that cannot be used.
        """
        known = {field.name for field in fields(cls)}
        for key in table:
            if key not in known:
                raise ValueError(f"look.{key} is not a setting; use one of {', '.join(sorted(known))}")
        texts = {key: _text(key, value) for key, value in table.items() if key not in ("patches", "quiet")}
        lists = {key: _colours(key, table[key]) for key in ("patches", "quiet") if key in table}
        look = cls(**texts, **lists)  # type: ignore[arg-type]
        look._check()
        return look

    def of(self, status: str) -> Self:
        """The look of a card with this status: the accent of a quiet one is the quiet one."""
        return self if status in BRIGHT else replace(self, accent=self.quiet_accent)

    def _check(self) -> None:
        for colour in (*self.quiet, self.quiet_accent):
            if is_red(colour):
                key = "quiet_accent" if colour == self.quiet_accent else "quiet"
                raise ValueError(f"look.{key} has the red {colour}; what is not a signature is told in a calm colour")
        for key in ("patches", "quiet"):
            ratio = contrast_within(getattr(self, key))
            if ratio < SPREAD:
                raise ValueError(
                    f"look.{key} are too alike (contrast {ratio:.1f}); choose dark and light ones, {SPREAD:g} or more"
                )


def _text(key: str, value: object) -> str:
    if key.endswith("_font"):
        if value not in FACES:
            raise ValueError(f"look.{key} is {value!r}; use one of {', '.join(FACES)}")
        return str(value)
    return _colour(key, value)


def _colour(key: str, value: object) -> str:
    if not isinstance(value, str) or not HEX.fullmatch(value):
        raise ValueError(f"look.{key} is {value!r}; write a colour as #rrggbb")
    return value


def _colours(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) < 4:
        raise ValueError(f"look.{key} needs a list of at least 4 colours as #rrggbb")
    return tuple(_colour(key, item) for item in value)
