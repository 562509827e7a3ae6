"""What a reader sees of a line: the decoded picture under and around the ink that the renderer kept for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageColor, ImageFilter

from graphics.luminance import APCA, contrast, curve, levels, marks, perceived
from graphics.text import Run

REACH = 4  # pixels around the ink that count as its ground
INKED = 96  # of 255: from here a pixel counts as ink, below it is the softened edge
LOST = 106  # of 255: no colour that a letter can be read on has all channels so near to the letter's
OTHER = 64  # of 255: by so much neither JPEG nor the weave changes a channel of the ground
SHARES = 0.02, 0.98  # of the ground: between these levels it lies, but for specks


@dataclass(frozen=True, slots=True)
class Seen:
    """A line in the picture. `core` is its whole pixels and `halo` its ground, as masks of 0 and 255.

    Ink of other lines belongs to neither: where lines meet, that is a fault of its own.
    """

    run: Run
    image: Image.Image
    core: Image.Image
    halo: Image.Image


def look(image: Image.Image, run: Run, runs: Sequence[Run]) -> Seen:
    """The line `run` of `runs` in the decoded picture."""
    left, top, right, bottom = run.box
    frame = left - REACH, top - REACH, right + REACH, bottom + REACH
    ink = Image.new("L", (frame[2] - frame[0], frame[3] - frame[1]), 0)
    ink.paste(run.ink.mask, (REACH, REACH))
    core = _at_least(ink, 250)
    if not core.getbbox():
        core = _at_least(ink, INKED)
    near, edge = _grown(ink, REACH), _grown(ink, 1)
    for other in runs:
        if other is not run and _share(frame, other.box):
            foreign = Image.new("L", ink.size, 0)
            foreign.paste(other.ink.mask, (other.x - frame[0], other.y - frame[1]))
            foreign = _grown(foreign, 1)
            edge = ImageChops.lighter(edge, foreign)
            core = ImageChops.subtract(core, foreign)
    return Seen(run, image.crop(frame), core, ImageChops.subtract(near, edge))


def lost(seen: Seen) -> int:
    """How many of the line's whole pixels do not have its colour: 0 where every letter is whole."""
    fill = ImageColor.getrgb(seen.run.fill)
    return max(
        _off(band.histogram(seen.core), level, LOST) for band, level in zip(seen.image.split(), fill, strict=False)
    )


def text_contrast(seen: Seen) -> float:
    """WCAG contrast of the line against the nearest level of its ground; 1 where the ground is on both sides of it."""
    light = curve(seen.image)
    letter, low, high = *marks(light, seen.core, (0.5,)), *marks(light, seen.halo, SHARES)
    return 1.0 if low <= letter <= high else min(contrast(letter, ground) for ground in (low, high))


def text_lightness(seen: Seen) -> float:
    """The same on APCA's scale: the smaller Lc of both ends of the ground, without its sign."""
    (letter,) = levels(seen.image, seen.core, (0.5,), APCA)
    return min(abs(perceived(letter, ground)) for ground in levels(seen.image, seen.halo, SHARES, APCA))


def strange(seen: Seen) -> int:
    """How many pixels of the ground have another colour than most of it: 0 on one field, woven or not."""
    counts = [band.histogram(seen.halo) for band in seen.image.split()]
    return max(_off(band, _middle(band), OTHER) for band in counts)


def _off(counts: Sequence[int], level: int, by: int) -> int:
    """How many pixels of a histogram are so far or farther from a level."""
    return sum(counts[: max(0, level - by + 1)]) + sum(counts[level + by :])


def _middle(counts: Sequence[int]) -> int:
    total = sum(counts)
    passed = 0
    for level, count in enumerate(counts):
        passed += count
        if 2 * passed >= total:
            return level
    return 0


def _share(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _grown(mask: Image.Image, by: int) -> Image.Image:
    return _at_least(mask.filter(ImageFilter.BoxBlur(by)), 1)


def _at_least(mask: Image.Image, level: int) -> Image.Image:
    return mask.point([255 if value >= level else 0 for value in range(256)])
