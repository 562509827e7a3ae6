"""The benchmark card by takumi (`pytakumi`), tuned: its fonts registered once, and for the photo it gets what we make.

Pillow decodes the photo small and crops it, by the filter that our own cards use for such a photo; the rest, its JPEG
too, is its own.
"""

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytakumi
from PIL import Image, ImageFont

from graphics import fonts
from publisher.bench.cards.plan import BOTTOM, BRIGHT, LEADING, LIGHT, STAMP, TOP, TURN, Plan, fitted

OTHER = 4  # last bytes of a photo, in which those of the rounds differ
FAMILIES = {"archivo": "Archivo", "public-sans": "Public Sans"}


def card(plan: Plan, name: str, photo: bytes) -> bytes:
    """The finished JPEG, by its own encoder (4:4:4)."""
    portrait = {"src": "portrait", "data": _small(photo, plan.across)}
    done: bytes = _renderer().render(
        _tree(plan, name), width=plan.width, height=plan.height, format="jpeg", quality=92, images=[portrait]
    )
    return done


def _tree(plan: Plan, name: str) -> Any:
    left, top, _, _ = plan.name
    size, lines = fitted(name, plan, _width)
    parts = [
        pytakumi.image_node(
            "portrait",
            width=plan.across,
            height=plan.across,
            style={**_at(*plan.corner), "borderRadius": plan.across / 2, "objectFit": "cover"},
        ),
        pytakumi.text_node(
            STAMP,
            style={
                **_at(plan.stamp[0] - 160, plan.stamp[1] - 50),
                **_type("archivo", 64, 840, BRIGHT),
                "border": f"8px solid {BRIGHT}",
                "borderRadius": 12,
                "padding": "16px 24px",
                "transform": f"rotate(-{TURN}deg)",
            },
        ),
    ]
    for number, line in enumerate(lines):
        style = _at(left, top + number * size * LEADING) | _type("archivo", size, 840, LIGHT)
        parts.append(pytakumi.text_node(line, style=style | {"lineHeight": LEADING}))
    for text in plan.lines:
        style = _at(text.x, text.y - text.size) | _type(text.face, text.size, text.weight, text.colour)
        parts.append(pytakumi.text_node(text.text, style=style))
    ground = {"backgroundImage": f"linear-gradient(180deg, {TOP}, {BOTTOM})", "display": "flex", "position": "relative"}
    return pytakumi.container(parts, style={"width": plan.width, "height": plan.height, **ground})


def _at(left: float, top: float) -> dict[str, Any]:
    return {"position": "absolute", "left": left, "top": top, "whiteSpace": "nowrap"}


def _type(face: str, size: float, weight: int, colour: str) -> dict[str, Any]:
    return {"fontFamily": FAMILIES[face], "fontSize": size, "fontWeight": weight, "color": colour}


def _small(photo: bytes, across: int) -> bytes:
    with Image.open(io.BytesIO(photo)) as opened:
        opened.draft("RGB", (across, across))
        edge = (opened.height - opened.width) / 2
        box = (0, edge, opened.width, opened.width + edge)
        picture = opened.resize((across, across), Image.Resampling.HAMMING, box)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue() + photo[-OTHER:]  # it keeps decoded pictures by their bytes, and everybody has another


@cache
def _renderer() -> Any:
    renderer = pytakumi.Renderer(cache_max_bytes=64_000_000)
    for face, family in FAMILIES.items():
        renderer.register_font(Path(fonts.file_of(fonts.FACES[face])).read_bytes(), name=family)
    return renderer


def _width(text: str) -> float:
    return _font().getlength(text) / 100


@cache
def _font() -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(fonts.file_of(fonts.FACES["archivo"]), 100)
    font.set_variation_by_axes([840, 100])
    return font
