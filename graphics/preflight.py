"""What a test can measure on a finished picture: on its decoded JPEG and on the text's masks.

Layout numbers are not trusted: a line that was painted over, cut, or run into its neighbour shows here.
The thresholds are those of WCAG 2.2 (1.4.3, contrast) and of Instagram's profile grid (3:4).
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from PIL import Image

from graphics.card import Point
from graphics.measure import clearance, left_edge, measured_size, meet, outside, shown, text_contrast
from graphics.sizes import Size
from graphics.text import Run

CONTRAST = 4.5
SMALLEST = 32.0
SMALLEST_NAME = 44.0
LINE_DISTANCE = 0.05  # of the size, between the ink of neighbouring lines
EDGE = 2  # pixels by which left edges may differ
SHOWN = 0.99  # share of a line's inner pixels that must have its colour


def on_texts(image: Image.Image, runs: Sequence[Run], size: Size) -> tuple[Point, ...]:
    """The points that concern the text; `image` is the decoded JPEG."""
    return (
        _contrast(image, runs),
        _safe_zone(runs, size),
        _smallest(runs),
        _clip(image, runs),
        _overlap(runs),
        _line_distance(runs),
        _left_edges(runs),
    )


def on_layout(runs: Sequence[Run], size: Size) -> tuple[Point, ...]:
    """The points that need no picture: what the text's own masks show of size, place and distance."""
    cut = [run for run in runs if outside(run)]
    detail = f"cut off: {', '.join(map(_quote, cut))}; shorten the text" if cut else "every line is inside its slot"
    clip = Point("no clip", not cut, detail)
    return (_safe_zone(runs, size), _smallest(runs), clip, _overlap(runs), _line_distance(runs), _left_edges(runs))


def _contrast(image: Image.Image, runs: Sequence[Run]) -> Point:
    """The text's own pixels against the nearest 2 % of what surrounds them, run by run."""
    worst, where = min(((text_contrast(image, run), _quote(run)) for run in runs), default=(21.0, "nothing"))
    detail = f"least contrast {worst:.1f} at {where}, wanted {CONTRAST} or more"
    return Point("contrast", worst >= CONTRAST, detail, worst)


def _safe_zone(runs: Sequence[Run], size: Size) -> Point:
    """All ink stays where the format is never cropped or covered."""
    left, top, right, bottom = size.safe
    inner = [(run.box[0] - left, run.box[1] - top, right - run.box[2], bottom - run.box[3]) for run in runs]
    least, where = min(((min(room), run) for room, run in zip(inner, runs, strict=True)), key=lambda one: one[0])
    detail = f"ink keeps {least} px from the edge of what is always seen"
    if least < 0:
        detail = f"{_quote(where)} reaches {-least} px out of what is always seen: shorten the text"
    return Point("safe zone", least >= 0, detail)


def _smallest(runs: Sequence[Run]) -> Point:
    measured = [(measured_size(run), run) for run in runs]
    small = [one for one in measured if one[0] < (SMALLEST_NAME if one[1].role == "name" else SMALLEST) - 0.5]
    if small:
        names = ", ".join(dict.fromkeys(f"the {run.role} has {size:.0f} px" for size, run in small))
        return Point("smallest text", False, f"too small to read: {names}; shorten its text")
    least, run = min(measured, key=lambda one: one[0])
    return Point("smallest text", True, f"smallest is the {run.role} with {least:.0f} px", least)


def _clip(image: Image.Image, runs: Sequence[Run]) -> Point:
    cut = [run for run in runs if outside(run) or shown(image, run) < SHOWN]
    lines = ", ".join(map(_quote, cut))
    detail = f"cut off or covered: {lines}; shorten the text" if cut else "every letter is whole"
    return Point("no clip", not cut, detail)


def _overlap(runs: Sequence[Run]) -> Point:
    pairs = [(one, other) for one, other in combinations(runs, 2) if meet(one, other)]
    lines = ", ".join(f"{_quote(one)} and {_quote(other)}" for one, other in pairs)
    return Point("no overlap", not pairs, f"lines meet: {lines}" if pairs else "no two lines meet")


def _line_distance(runs: Sequence[Run]) -> Point:
    """For each two lines of one text: the ink's distance in em of the lower line."""
    pairs = [(above, below) for above, below in pairwise(runs) if above.role == below.role]
    distances = [(clearance(above, below) / below.ink.style.size, _quote(below)) for above, below in pairs]
    least, line = min(distances, default=(1.0, ""))
    detail = f"{least:.2f} em above {line}, wanted {LINE_DISTANCE} or more" if pairs else "single lines"
    return Point("line distance", least >= LINE_DISTANCE, detail)


def _left_edges(runs: Sequence[Run]) -> Point:
    off = max((abs(left_edge(run) - run.slot[0]) for run in runs), default=0)
    return Point("left edges", off <= EDGE, f"ink starts up to {off} px from its edge, wanted {EDGE} or less")


def _quote(run: Run) -> str:
    return f"“{run.ink.text if len(run.ink.text) <= 40 else run.ink.text[:39] + '…'}”"
