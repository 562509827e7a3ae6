"""How a template describes its layout: columns of items from top to bottom, which `desk` measures and places.

All lengths are pixels. `ink` is a colour of the look by its name, `gap` the distance to what stands below.
"""

from dataclasses import dataclass

HIGH = 4000
"""More height than any format has: no limit."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in its role's type, smaller where it must be to stay within `most` pixels of height.

    It says `says`, else the card's field of the role's name; nothing is placed for an empty one. `indent` and `inset`
    keep its edges off the column's left and right.
    """

    role: str
    ink: str
    gap: int = 0
    most: int = HIGH
    indent: int = 0
    inset: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one line each, at both ends of the column; under each other where they are long."""

    first: Text
    second: Text
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts under each other in the one size that suits both; the first one's edges count for both."""

    first: Text
    second: Text
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """The name, as large as the column's free height allows, at most `most`; `air` is kept above and below it."""

    ink: str
    air: int = 0
    most: int = HIGH
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """The people of a digest, one line each with the seat beside or below, in what height is free, at most `most`."""

    ink: str
    seat_ink: str
    most: int = HIGH
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Space:
    """Room for drawing, `height` high; 0 takes what is free. `name` finds its box in the layout."""

    name: str
    height: int = 0
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Stack:
    """Items that stand at the bottom of a part at least `least` high; `name` finds its box in the layout."""

    name: str
    items: tuple[Text | Alike, ...]
    least: int = 0
    gap: int = 0


Item = Text | Pair | Alike | Name | Roll | Space | Stack


@dataclass(frozen=True, slots=True)
class Column:
    """Items between `left` and `right`, from `top` on. One that `stands` is as high as its items, at its bottom.

    `bottom` is a height on the page, or the name of a column before it: then it ends `lift` above that one's top.
    """

    name: str
    left: int
    right: int
    top: int
    bottom: int | str
    items: tuple[Item, ...]
    lift: int = 0
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """One way to lay out a card; `unit` is the measure of its ornament, for the template that draws it."""

    columns: tuple[Column, ...]
    unit: int = 0
