"""Relative luminance and contrast as WCAG 2.2 and APCA define them, measured on pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageMath


@dataclass(frozen=True, slots=True)
class Scale:
    """How sRGB channels (0 to 255) become a luminance: a curve to linear light, and each channel's share."""

    linear: tuple[float, ...]
    shares: tuple[float, float, float]


def _wcag(value: int) -> float:
    return value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4


# WCAG 2.2, "relative luminance"; APCA 0.0.98G-4g, the W3 licensed constants.
WCAG = Scale(tuple(map(_wcag, range(256))), (0.2126, 0.7152, 0.0722))
APCA = Scale(tuple((value / 255) ** 2.4 for value in range(256)), (0.2126729, 0.7151522, 0.0721750))
GAMMA = 2.4  # levels are kept in 8 bits along a curve that spends them where the eye sees them


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two relative luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def perceived(text: float, ground: float) -> float:
    """The lightness contrast Lc of two luminances on APCA's scale: up to 106, and negative for light text on dark."""
    text, ground = (level + max(0.0, 0.022 - level) ** 1.414 for level in (text, ground))
    if abs(ground - text) < 0.0005:
        return 0.0
    dark = ground > text
    raw = 1.14 * (ground**0.56 - text**0.57 if dark else ground**0.65 - text**0.62)
    return 0.0 if abs(raw) < 0.1 else 100 * (raw - 0.027 if dark else raw + 0.027)


def levels(image: Image.Image, mask: Image.Image, shares: Sequence[float], scale: Scale = WCAG) -> list[float]:
    """Luminances below which the given shares of the pixels under `mask` (0 or 255) lie.

    Without any pixel under the mask every level is 0.
    """
    return marks(curve(image, scale), mask, shares)


def curve(image: Image.Image, scale: Scale = WCAG) -> Image.Image:
    """The picture's luminance in 8 bits, for `marks`."""
    tables = [[value * share for value in scale.linear] for share in scale.shares]
    red, green, blue = (band.point(table, "F") for band, table in zip(image.split(), tables, strict=True))
    light: Image.Image = ImageMath.lambda_eval(
        lambda one: one["convert"]((one["r"] + one["g"] + one["b"]) ** (1 / GAMMA) * 255 + 0.5, "L"),
        r=red,
        g=green,
        b=blue,
    )
    return light


def marks(light: Image.Image, mask: Image.Image, shares: Sequence[float]) -> list[float]:
    """`levels` of what `curve` gave."""
    counts = light.histogram(mask)
    return [(_percentile(counts, share) / 255) ** GAMMA for share in shares]


def _percentile(counts: Sequence[int], share: float) -> int:
    left = sum(counts) * share
    for level, count in enumerate(counts):
        left -= count
        if left < 0:
            return level
    return 0
