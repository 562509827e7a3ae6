"""Drawn faces of nobody, in several skins, for what looks for faces."""

from typing import Any

from PIL import Image, ImageDraw

SKINS = {
    "pale": (245, 215, 190),
    "fair": (225, 180, 145),
    "tan": (190, 140, 100),
    "brown": (140, 95, 65),
    "dark": (95, 62, 42),
    "black": (65, 42, 32),
}
HAIR = (30, 20, 18)


def sitter(
    skin: tuple[int, int, int] = SKINS["brown"],
    *,
    size: tuple[int, int] = (1200, 1500),
    at: tuple[int, int] = (600, 650),
    radius: int = 240,
    beard: bool = False,
    glasses: bool = False,
) -> Image.Image:
    """A portrait: `at` is the point between the eyes; the face is about 2.4 `radius` high."""
    image = Image.new("RGB", size, (120, 140, 160))
    draw, (x, y), r = ImageDraw.Draw(image), at, radius
    shade = tuple(int(value * 0.8) for value in skin)

    def oval(left: float, top: float, right: float, bottom: float, fill: Any) -> None:
        draw.ellipse((x + left * r, y + top * r, x + right * r, y + bottom * r), fill=fill)

    draw.rectangle((x - 0.35 * r, y + 0.8 * r, x + 0.35 * r, y + 1.7 * r), fill=shade)
    oval(-1.9, 1.35, 1.9, 4, (40, 50, 90))
    oval(-1.05, -1.45, 1.05, 0.6, HAIR)
    oval(-0.85, -1.1, 0.85, 1.25, skin)
    draw.pieslice((x - 0.95 * r, y - 1.35 * r, x + 0.95 * r, y + 0.1 * r), 185, 355, fill=HAIR)
    if beard:
        draw.chord((x - 0.85 * r, y - 0.6 * r, x + 0.85 * r, y + 1.27 * r), 15, 165, fill=HAIR)
    for eye in (-0.36, 0.36):
        oval(eye - 0.2, -0.1, eye + 0.2, 0.1, (240, 240, 235))
        oval(eye - 0.1, -0.1, eye + 0.1, 0.1, (50, 30, 20))
        brow = (x + (eye - 0.27) * r, y - 0.38 * r, x + (eye + 0.27) * r, y + 0.1 * r)
        draw.arc(brow, 200, 340, fill=HAIR, width=int(0.08 * r))
        if glasses:
            rim = (x + (eye - 0.3) * r, y - 0.22 * r, x + (eye + 0.3) * r, y + 0.25 * r)
            draw.ellipse(rim, outline=(20, 20, 20), width=int(0.05 * r))
    draw.polygon([(x, y), (x - 0.14 * r, y + 0.42 * r), (x + 0.14 * r, y + 0.42 * r)], fill=shade)
    oval(-0.32, 0.62, 0.32, 0.82, (120, 50, 50))
    return image
