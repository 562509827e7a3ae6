"""The rest of the preflight: the file, its letters and its photo."""

from collections.abc import Sequence

from graphics.card import Point
from graphics.delivered import faults
from graphics.photo import Shown
from graphics.runs import missing
from graphics.sizes import Size
from graphics.text import Run, pieces


def on_file(data: bytes, size: Size) -> Point:
    """Exact size, RGB, baseline, full colour resolution, quality 92, at most 8 MB, no metadata."""
    found = faults(data, size)
    good = f"baseline JPEG, RGB 4:4:4, {size.width} x {size.height}, {len(data) / 1000:.0f} kB, no metadata"
    return Point("output", not found, "; ".join(found) or good)


def on_letters(runs: Sequence[Run]) -> Point:
    """No glyph is missing; setting a line raises before, so this guards against a text put by other ways."""
    boxes = [letter for run in runs for letter in missing(pieces(run.ink.text, run.ink.style))]
    detail = f"no glyph for {', '.join(boxes)}" if boxes else "every letter has its glyph, shaped by raqm"
    return Point("missing glyph", not boxes, detail)


def on_photo(shown: Shown | None) -> Point:
    """A photo is never enlarged unseen."""
    if shown is None:
        return Point("photo", True, "no photo")
    enlarged = round(shown.portrait.scale, 3)
    detail = f"photo shown at {enlarged:.0%} of its own size"
    if enlarged > 1:
        detail += f": upload one at least {enlarged:.1f} times as large, or none"
    return Point("photo", enlarged <= 1, detail)
