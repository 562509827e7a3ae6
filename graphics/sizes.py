"""The formats a card can have, in pixels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A format; `name` is "WIDTHxHEIGHT", as channels and commands spell it."""

    name: str
    width: int
    height: int


SIZES = {
    "1080x1350": Size("1080x1350", 1080, 1350),
    "1080x1080": Size("1080x1080", 1080, 1080),
}
