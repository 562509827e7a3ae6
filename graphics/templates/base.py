"""What every template gives, and the parts of a layout that they share."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from graphics.card import Card
from graphics.desk import Layout
from graphics.look import BRIGHT, Look
from graphics.photo import Shown
from graphics.sheet import Alike, Item, Name, Pair, Roll, Sketch, Text
from graphics.sizes import Size

MARGIN = 72
GUTTER = 36
MANY = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """The drawn canvas, and the photo in its place, if it shows one."""

    image: Image.Image
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """`sketches` are ways to lay out a card, with the smallest ornament first; `ground` draws all but the text.

    `photos`: it has a place for one. A card that must not show a photo comes without it; see `compose`.
    """

    name: str
    sketches: Callable[[Card, Size], tuple[Sketch, ...]]
    ground: Callable[[Card, Size, Look, Layout], Ground]
    photos: bool = True


def lip(size: Size) -> int:
    """Pixels between the edge of a coloured field and the text on it."""
    return 22 if size.kind == "wide" else 40 if size.height < 1200 else 54


def header(ink: str = "ink", *, gap: int = 0, date: bool = True) -> Pair:
    """The wordmark, and the date at the other end."""
    return Pair(Text("wordmark", ink, 12, 60), Text("date", ink, most=50, says="" if date else " "), gap)


def head_of_note(ink: str, accent: str, *, gap: int = 0) -> Pair:
    """The wordmark, and the statement at the other end: where a note needs the height below."""
    return Pair(Text("wordmark", ink, 12, 60), Text("statement", accent, most=50), gap)


def seat(ink: str, *, inset: int = 0, indent: int = 0, most: int = 150, gap: int = 0) -> Alike:
    """The office, and the state and district."""
    return Alike(Text("office", ink, 12, most, indent, inset), Text("place", ink), gap)


def seat_line(card: Card, ink: str, *, indent: int = 0, gap: int = 0) -> Text:
    """Office, state and district in one text of at most two lines, where height is short."""
    return Text("place", ink, gap, 92, indent, says=", ".join(filter(None, (card.office, card.place))))


def footer(ink: str, accent: str, *, promise: int, gap: int) -> tuple[Item, ...]:
    """What was promised, the address, the disclaimer."""
    return (
        Text("promise", accent, gap, promise),
        Text("address", ink, 16, 50),
        Text("disclaimer", ink),
    )


def said_of_all(card: Card, ink: str, *, gap: int, most: int, indent: int = 0) -> Text:
    """The heading of a digest and what they did in one text, where its people need the height."""
    return Text("statement", ink, gap, most, indent, says=f"{card.name} {card.statement}")


def headline(card: Card, air: int, *, crowded: bool = False) -> tuple[Item, ...]:
    """The name, or of a digest its heading and the people; and the note of a correction."""
    if crowded:
        return said_of_all(card, "accent", gap=air // 2, most=96), Roll("ink", "ink", gap=air // 2)
    if card.people:
        return (
            Name("ink", air // 2, most=190 if air > 40 else 96),
            Text("statement", "accent", air // 2, 70),
            Roll("ink", "ink", gap=air // 2),
        )
    note = (Text("note", "ink", air, 280),) if card.note else ()
    return (Name("ink", air), *note)


def names_of(card: Card) -> str:
    """The people of a digest in running text, where a format has no room for a list; many without their seats."""
    few = len(card.people) <= MANY
    return " · ".join(f"{one.name} ({one.seat})" if one.seat and few else one.name for one in card.people)


def palette(card: Card, look: Look) -> tuple[str, ...]:
    """Bright for who signed, quiet for every other answer: no answer is celebrated but that one."""
    return look.patches if card.status in BRIGHT else look.quiet
