"""What a test can measure on a finished picture: on its decoded JPEG and on the text's masks.

Layout numbers are not trusted: a line that was painted over, cut, or run into its neighbour shows here.
A fault is told once: what a point finds wrong with a line is left out by the points that it would mislead.
The thresholds are those of WCAG 2.2 (1.4.3, contrast) and of Instagram's profile grid (3:4).
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from PIL import Image

from graphics.banding import longest_band
from graphics.card import Point
from graphics.ends import UNEVEN, torn, unevenness
from graphics.measure import boxed, clearance, cut, margin, measured_size, meet, outside, start
from graphics.seen import Seen, look, lost, strange, text_contrast, text_lightness
from graphics.sizes import Size
from graphics.text import Run

CONTRAST = 4.5
SMALLEST = 32.0
SMALLEST_NAME = 44.0
LINE_DISTANCE = 0.05  # of the size, between the ink of neighbouring lines
NEIGHBOUR = 1.0  # of the size: lines further apart are no neighbours
EDGE = 2  # pixels by which left edges may differ
NEAR_EDGE = 16  # pixels: edges that lie further apart are meant to
LISTS = ("person", "people")
SPECKS = 4  # pixels that may be off, as JPEG makes them
BAND = 32  # pixels of one colour in a gradient, from where it is seen as a stripe


def on_texts(image: Image.Image, runs: Sequence[Run], size: Size) -> tuple[Point, ...]:
    """The points that concern the text and the ground it stands on; `image` is the decoded JPEG."""
    boxes = [run for run in runs if boxed(run)]
    seen = [look(image, run, runs) for run in runs]
    broken = [one for one in seen if one.run not in boxes and (cut(one.run) or lost(one) > SPECKS)]
    whole = [one for one in seen if one not in broken]
    contrasts = [(text_contrast(one), one) for one in whole]
    return (
        _contrast(contrasts),
        _clear_ground([one for level, one in contrasts if level >= CONTRAST]),
        _safe_zone(runs, size),
        _smallest([run for run in runs if run not in boxes and not any(one.run is run for one in broken)]),
        _clip([one.run for one in broken], runs),
        _no_box(boxes),
        _overlap(runs),
        _line_distance(runs),
        _line_breaks(runs),
        _left_edges(runs),
        _banding(image),
    )


def on_layout(runs: Sequence[Run], size: Size) -> tuple[Point, ...]:
    """The points that need no picture: what the text's own masks show of size, place, distance and breaks."""
    return (
        _safe_zone(runs, size),
        _smallest(runs),
        _clip([run for run in runs if cut(run)], runs),
        _overlap(runs),
        _line_distance(runs),
        _line_breaks(runs),
        _left_edges(runs),
    )


def _contrast(contrasts: Sequence[tuple[float, Seen]]) -> Point:
    """The text's own pixels against the nearest of what surrounds them but for 2 % at each end, line by line."""
    if not contrasts:
        return Point("contrast", True, "no whole line to measure")
    worst, seen = min(contrasts, key=lambda one: one[0])
    lightness = text_lightness(seen)
    detail = f"least contrast {worst:.1f} (APCA Lc {lightness:.0f}) at {_quote(seen.run)}, wanted {CONTRAST} or more"
    return Point("contrast", worst >= CONTRAST, detail, worst)


def _clear_ground(lines: Sequence[Seen]) -> Point:
    """Text stands on one field: no ornament and no photo comes near its ink."""
    found = [(strange(seen), seen.run) for seen in lines]
    over = ", ".join(_quote(run) for pixels, run in found if pixels > SPECKS)
    detail = f"something else stands behind or beside {over}: move it away" if over else "text stands on plain fields"
    return Point("clear ground", not over, detail)


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
        return Point("smallest text", False, f"too small to read: {names}; {_shorten([run for _, run in small])}")
    least, role = min(((size, run.role) for size, run in measured), default=(0.0, ""))
    detail = f"smallest is the {role} with {least:.0f} px" if role else "no whole line"
    return Point("smallest text", True, detail, least)


def _shorten(small: Sequence[Run]) -> str:
    """What to do; of a list, whose lines share one size, it names the widest: that one keeps all of them small."""
    listed = [run for run in small if run.role in LISTS]
    if not listed:
        return "shorten its text"
    widest = max(listed, key=lambda run: run.ink.mask.width / run.ink.style.size)
    return f"the longest line is {_quote(widest)}: give a shorter form of that name, or show fewer people"


def _clip(broken: Sequence[Run], runs: Sequence[Run]) -> Point:
    lines = ", ".join(_quote(run) for run in runs if run in broken or outside(run))
    detail = f"cut off or covered: {lines}; shorten the text" if lines else "every letter is whole"
    return Point("no clip", not lines, detail)


def _no_box(boxes: Sequence[Run]) -> Point:
    lines = ", ".join(map(_quote, boxes))
    detail = f"a box stands for a letter in {lines}: give its Latin spelling" if boxes else "no box stands for a letter"
    return Point("no box", not boxes, detail)


def _overlap(runs: Sequence[Run]) -> Point:
    pairs = [(one, other) for one, other in combinations(runs, 2) if meet(one, other)]
    lines = ", ".join(f"{_quote(one)} and {_quote(other)}" for one, other in pairs)
    detail = f"lines meet: {lines}; shorten the text" if pairs else "no two lines meet"
    return Point("no overlap", not pairs, detail)


def _line_distance(runs: Sequence[Run]) -> Point:
    """For each two neighbours, of one text or of two: the distance of their ink in em of the lower line."""
    least, line = float("inf"), ""
    for one, other in combinations(runs, 2):
        above, below = (one, other) if one.box[3] - one.ink.mask.height // 2 < other.box[3] else (other, one)
        em = below.ink.style.size
        if below.y - above.box[3] < NEIGHBOUR * em and not meet(above, below):
            distance = clearance(above, below) / em
            least, line = min((least, line), (distance, _quote(below)))
    detail = f"{least:.2f} em above {line}, wanted {LINE_DISTANCE} or more" if line else "no neighbouring lines"
    return Point("line distance", least >= LINE_DISTANCE, detail)


def _line_breaks(runs: Sequence[Run]) -> Point:
    """No part of a name is torn off, and no other breaks would make the promise's lines more even.

    The lines of a name may differ: each has the size that fills its place.
    """
    name, promise = ([run for run in runs if run.role == role] for role in ("name", "promise"))
    if fault := torn([run.ink.text for run in name]):
        return Point("line breaks", False, f"{fault} by a line break: glue them with a no-break space")
    worst = unevenness([run.ink for run in promise])
    detail = f"the longest line of the promise is {worst:.2f} times as long as at the most even breaks"
    return Point("line breaks", worst <= UNEVEN, detail)


def _left_edges(runs: Sequence[Run]) -> Point:
    """Ink starts at its margin, and lines that nearly share a margin share it."""
    off = [abs(start(run) - margin(run)) for run in runs]
    for leftward in (False, True):
        alike = [run for run in runs if bool(run.ink.style.leftward) == leftward]
        starts = sorted(start(run) for run in alike if run.role != "seat")  # a seat follows its name
        off += [b - a for a, b in pairwise(starts) if b - a <= NEAR_EDGE]
    worst = max(off, default=0)
    return Point("left edges", worst <= EDGE, f"ink starts up to {worst} px from its edge, wanted {EDGE} or less")


def _banding(image: Image.Image) -> Point:
    longest = longest_band(image)
    detail = (
        f"a gradient has flat bands of {longest} px: lay grain over it" if longest else "no flat bands in a gradient"
    )
    if 0 < longest <= BAND:
        detail = f"the longest flat band in a gradient has {longest} px, wanted {BAND} or less"
    return Point("banding", longest <= BAND, detail)


def _quote(run: Run) -> str:
    return f"“{run.ink.text if len(run.ink.text) <= 40 else run.ink.text[:39] + '…'}”"
