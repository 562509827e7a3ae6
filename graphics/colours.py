"""Colours as "#rrggbb": how far apart two are, and which are red."""

from collections.abc import Sequence
from colorsys import rgb_to_hsv

RED, STRONG, LIGHT = 20 / 360, 0.45, 0.3
"""How near a hue is to pure red as a part of the circle, and the saturation and value from which it is a red."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours "#rrggbb", 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_within(colours: Sequence[str]) -> float:
    """The contrast between the darkest and the lightest of them."""
    levels = sorted(colours, key=_luminance)
    return contrast(levels[0], levels[-1])


def is_red(colour: str) -> bool:
    """Whether people would call it a red: its hue is near pure red, and it is neither pale nor nearly black."""
    hue, strength, value = rgb_to_hsv(*_parts(colour))
    return min(hue, 1 - hue) < RED and strength > STRONG and value > LIGHT


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
