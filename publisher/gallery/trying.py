"""Random cards: any name in any template, kind, format and language, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import graphics
from publisher.brand import Brand
from publisher.cards import KINDS, MOST
from publisher.gallery.drawing import Drawn, Job
from publisher.gallery.people import HARD_NAMES
from publisher.gallery.samples import sample


def jobs(brand: Brand, names: Sequence[str], number: int, seed: int) -> Iterator[Job]:
    """`number` of them. Every one of `names` comes up before one comes twice, between hard names in every script.

    A digest has others beside them, one to as many as it holds; in every second one these are of the longest names.
    """
    dice = random.Random(seed)  # noqa: S311 - a choice of samples
    every = [*names, *HARD_NAMES]
    dice.shuffle(every)
    longest = sorted(every, key=len)[-len(every) // 10 :]
    for at in range(number):
        template, size = dice.choice(list(graphics.TEMPLATES)), dice.choice(list(graphics.SIZES))
        kind, language = dice.choice(KINDS), dice.choice(brand.languages)
        name = every[at % len(every)]
        others = dice.choices(dice.choice((every, longest)), k=dice.randrange(1, MOST))
        card = sample(kind, brand, language, name, others)
        who = ", ".join((name, *others)) if kind == "digest" else name
        yield Job(f"{template}/{size}.{language}/{kind} {who}", card, size, template, brand.look)


@dataclass(slots=True)
class Tried:
    """What trying them brought: the extremes of what was measured, with the card where each was."""

    pictures: int = 0
    slowest_ms: int = 0
    smallest_px: float = 0.0
    least_contrast: float = 0.0
    where: dict[str, str] = field(default_factory=dict)

    def take(self, drawn: Drawn) -> None:
        """Counts one picture."""
        self.pictures += 1
        if round(drawn.seconds * 1000) > self.slowest_ms:
            self.slowest_ms = round(drawn.seconds * 1000)
            self.where["slowest"] = drawn.job.name
        for point in drawn.picture.preflight if drawn.picture else ():
            if point.name == "smallest text" and not 0 < self.smallest_px <= point.number:
                self.smallest_px, self.where["smallest"] = point.number, drawn.job.name
            if point.name == "contrast" and not 0 < self.least_contrast <= point.number:
                self.least_contrast, self.where["contrast"] = point.number, drawn.job.name
