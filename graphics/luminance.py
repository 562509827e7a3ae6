"""Relative luminance and contrast as WCAG 2.2 defines them, measured on pixels."""

from collections.abc import Sequence

from PIL import Image, ImageMath

# sRGB to linear light: WCAG 2.2, "relative luminance".
LINEAR = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in range(256)]
GAMMA = 2.4  # levels are kept in 8 bits along a curve that spends them where the eye sees them


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two relative luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def levels(image: Image.Image, mask: Image.Image, shares: Sequence[float]) -> list[float]:
    """Relative luminances below which the given shares of the pixels under `mask` (0 or 255) lie.

    Without any pixel under the mask every level is 0.
    """
    red, green, blue = (band.point(LINEAR, "F") for band in image.split())
    curve = ImageMath.lambda_eval(
        lambda one: ((0.2126 * one["r"] + 0.7152 * one["g"] + 0.0722 * one["b"]) ** (1 / GAMMA)) * 255,
        r=red,
        g=green,
        b=blue,
    )
    counts = curve.convert("L").histogram(mask)
    return [(_percentile(counts, share) / 255) ** GAMMA for share in shares]


def _percentile(counts: Sequence[int], share: float) -> int:
    left = sum(counts) * share
    for level, count in enumerate(counts):
        left -= count
        if left < 0:
            return level
    return 0
