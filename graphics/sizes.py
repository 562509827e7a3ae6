"""The formats a card can have, in pixels, and where in them nobody may put text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A format; `name` is "WIDTHxHEIGHT", as channels and commands spell it.

    `safe` is the box (left, top, right, bottom) that stays visible: Instagram's profile grid crops a feed picture to
    3:4, and its buttons cover a story's top and bottom. `kind` says how a template composes it: "feed" (upright or
    square), "story" or "wide".
    """

    name: str
    width: int
    height: int
    safe: tuple[int, int, int, int]
    kind: str = "feed"


SIZES = {
    size.name: size
    for size in (
        Size("1080x1350", 1080, 1350, (34, 0, 1046, 1350)),
        Size("1080x1080", 1080, 1080, (34, 0, 1046, 1080)),
        Size("1080x1920", 1080, 1920, (34, 250, 1046, 1580), "story"),
        Size("1200x630", 1200, 630, (30, 24, 1170, 606), "wide"),
    )
}
