"""Whether a brand's own words fit its cards: a long promise, address, wordmark or disclaimer shows here first."""

import graphics
from publisher.brand import Brand
from publisher.cards import KINDS
from publisher.gallery.samples import sample
from publisher.words import WordsError


def unfit(brand: Brand) -> list[str]:
    """What is wrong with the cards of this brand, in words: every kind of a short name, in every format and language.

    Only laid out, not drawn: about a second.
    """
    return [
        f"{kind}, {size}, {lang}: {problem}"
        for lang in brand.languages
        for kind in KINDS
        for size in graphics.SIZES
        for problem in _problems(brand, kind, size, lang)
    ]


def _problems(brand: Brand, kind: str, size: str, lang: str) -> list[str]:
    try:
        points = graphics.check(sample(kind, brand, lang), graphics.SIZES[size], brand.look, brand.template)
    except (graphics.FontProblem, WordsError) as cause:
        return [str(cause)]
    return [f"{point.name}: {point.detail}" for point in points if not point.ok]
