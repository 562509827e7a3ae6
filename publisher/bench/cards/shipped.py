"""The templates that cards are really drawn with, and what looking at the finished picture costs."""

import sys
from collections.abc import Callable
from dataclasses import replace

import graphics
from graphics import DEFAULT, SIZES, TEMPLATES, Card, Look, Photo, Size
from graphics.compose import compose
from graphics.jpeg import encode
from publisher.bench.cards import work
from publisher.bench.cards.plan import people
from publisher.bench.cards.rounds import Work, compared, cpu
from publisher.bench.cards.sitter import another, portrait
from publisher.bench.pairs import Timed

FEED, LOOK = SIZES["1080x1350"], Look()
NAMES = people(5000)[2000:]
CARD = Card(
    "Ana Sample",
    "signed the pledge",
    "U.S. House",
    "Ohio, 3rd District",
    "End detention quotas, and give every neighbor a day in court.",
    "Sample Coalition",
    "samplecoalition.example",
    "Paid for by Sample Coalition. Not authorized by any candidate or candidate’s committee.",
    "en",
    "March 12, 2026",
)


def drawn(card: Card, template: str = DEFAULT, size: Size = FEED) -> bytes:
    """The card's JPEG, without its preflight."""
    return encode(compose(card, size, LOOK, template).image)


def templates(rounds: int) -> dict[str, Work]:
    """Each template with the photo that it has a place for, and each without; and the floor of each: a decode of the
    same stored photo, as small as its slot allows, and the JPEG of such a picture."""
    stored = graphics.prepare(portrait())
    turns: dict[str, Work] = {}
    for at, (name, template) in enumerate(TEMPLATES.items()):
        turns |= _both(f"{name}, type only", name, at * 2 * rounds, None)
        if template.photos:
            files = [another(stored.data, at * rounds + number) for number in range(rounds)]
            photos = [Photo(file, face=stored.face) for file in files]
            turns |= _both(f"{name}, portrait", name, (at * 2 + 1) * rounds, photos)
    return turns


def _both(what: str, template: str, first: int, photos: list[Photo] | None) -> dict[str, Work]:
    plain = compose(replace(CARD, photo=photos[0] if photos else None), FEED, LOOK, template)
    slot = plain.shown.portrait.image.size if plain.shown else None

    def ours(number: int) -> None:
        photo = photos[number] if photos else None
        drawn(replace(CARD, name=NAMES[first + number], photo=photo), template)

    def floor(number: int) -> None:
        if photos:
            work.decode(photos[number].data, slot)
        work.encode(plain.image)

    return {what: ours, f"{what}, floor": floor}


def preflight(rounds: int, first: int = 2500) -> Timed:
    """What `draw` takes beyond drawing the same card, against drawing it from its original photo with nothing kept."""
    looked, cold = [], []
    for number in range(rounds + 1):
        card = replace(CARD, name=NAMES[first + number], photo=Photo(another(portrait(), number)))
        forget()
        alone = cpu(lambda card=card: drawn(card))  # type: ignore[misc]
        drawn_again = cpu(lambda card=card: drawn(card))  # type: ignore[misc]
        checked = cpu(lambda card=card: graphics.draw(card, FEED, LOOK))  # type: ignore[misc]
        if number:
            looked.append(checked - drawn_again)
            cold.append(alone)
    return compared("preflight / a cold render of the same card from its original photo", looked, cold, most=1.0)


def forget() -> None:
    """Everything that drawing has kept in this process: fonts, lines, ornaments, photos."""
    for module in [one for name, one in sys.modules.items() if name.partition(".")[0] == "graphics"]:
        for value in vars(module).values():
            clear: Callable[[], None] | None = getattr(value, "cache_clear", None)
            if clear:
                clear()
