"""Every defect that was planted in a card is named by the one point that it concerns; its sound twin passes all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageCms

from graphics import Look, Photo, Size, draw
from graphics.grain import weave
from graphics.measure import meet
from tests.graphics.cards import SQUARE, card, picture, saved
from tests.graphics.planting import Plot, masked, missing_letter

PAPER, BRIGHT = Look().paper, Look(paper="#ffffff")
Plant = Callable[[Plot, Any], None]
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SWAPPED = SRGB.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")  # red and blue


def fill(role: str) -> Plant:
    return lambda plot, colour: plot.change(role, fill=colour)


def behind(role: str) -> Plant:
    """The ground under a line in stripes of the colours."""

    def plant(plot: Plot, colours: tuple[str, ...]) -> None:
        left, top, right, bottom = plot.find(role).box
        for at, x in enumerate(range(left - 8, right + 8, 20)):
            plot.ground.paste(colours[at % len(colours)], (x, top - 8, min(x + 20, right + 8), bottom + 8))

    return plant


def photo_behind(plot: Plot, light: int) -> None:
    left, top, right, bottom = plot.find("statement").box
    noise = Image.effect_noise((right - left + 40, bottom - top + 40), 30).point(lambda value: value + light - 128)
    plot.ground.paste(noise.convert("RGB") if light < 255 else PAPER, (left - 20, top - 20, right + 20, bottom + 20))


def ornament_beside(plot: Plot, distance: int) -> None:
    _, top, right, bottom = plot.find("statement").box
    plot.ground.paste("#f9b233", (right + distance, top, right + 30, bottom))


def box_behind_half(plot: Plot, colour: str) -> None:
    left, top, right, bottom = plot.find("name").box
    plot.ground.paste(colour, ((left + right) // 2, top - 20, right + 20, bottom + 20))


def painted(role: str, *, where: str) -> Plant:
    """A part of the line painted over, as many pixels as given; negative: beside its ink."""

    def plant(plot: Plot, pixels: int) -> None:
        left, top, right, bottom = plot.find(role).box
        box = {
            "right": (right - pixels, top - 2, right + 2, bottom + 2),
            "top": (left - 2, top - 2, right + 2, top + pixels),
            "left": (left - 2, top - 2, left + pixels, bottom + 2),
            "middle": (left + 4, bottom - 4 - pixels, left + 4 + pixels, bottom - 4),
        }[where]
        if box[2] > box[0] and box[3] > box[1]:
            plot.over.append((PAPER, box))

    return plant


def stroke(plot: Plot, colour: str) -> None:
    left, top, right, bottom = plot.find("name").box
    if colour:
        plot.over.append((colour, (left, (top + bottom) // 2, right, (top + bottom) // 2 + 1)))


def mask_cut(*sides: int) -> Plant:
    def plant(plot: Plot, pixels: int) -> None:
        width, height = plot.find("statement").ink.mask.size
        at = [side * pixels for side in sides]
        plot.cut("statement", (at[0], at[1], width - at[2], height - at[3]))

    return plant


def slot_ends(plot: Plot, beyond: int) -> None:
    run = plot.find("statement")
    plot.change("statement", slot=(*run.slot[:2], run.box[2] + beyond, run.slot[3]))


def apart(above: str, below: str, *, nth: int = 0, em: float = 0) -> Plant:
    """The lower line moved to where the ink of the two would meet, and down again by so many em and pixels."""

    def plant(plot: Plot, pixels: int) -> None:
        upper, lower = plot.find(above), plot.find(below, nth)
        y = lower.y
        while not meet(upper, replace(lower, y=y)):
            y -= 1
        plot.change(below, nth, y=y + 1 + pixels + round(em * lower.ink.style.size))

    return plant


def letter_missing(role: str) -> Plant:
    def plant(plot: Plot, text: str) -> None:
        ink = plot.find(role).ink
        plot.change(role, ink=missing_letter(ink, text), slot=(plot.find(role).slot[0], 0, 9999, 9999))

    return plant


def moved(role: str, way: str) -> Plant:
    return lambda plot, pixels: plot.move(role, **{way: pixels})


def to_edge(role: str, *, of: str, nth: int = 0) -> Plant:
    """The line so many pixels inside what is always seen, or outside of it where negative."""

    def plant(plot: Plot, inside: int) -> None:
        left, top, right, bottom = plot.find(role, nth).box
        safe = plot.size.safe
        by = {"left": safe[0] - left, "top": safe[1] - top, "right": safe[2] - right, "bottom": safe[3] - bottom}[of]
        signed = inside if of in ("left", "top") else -inside
        plot.move(role, nth, **{"right" if of in ("left", "right") else "down": by + signed})

    return plant


def sized(role: str) -> Plant:
    return lambda plot, size: plot.set(role, [plot.find(role).ink.text], size)


def shrunk(plot: Plot, share: float) -> None:
    """The mask made smaller, while its style still tells the old size."""
    ink = plot.find("disclaimer").ink
    mask = ink.mask.resize((round(ink.mask.width * share), round(ink.mask.height * share)))
    plot.change("disclaimer", ink=masked(ink, mask))


def broken(role: str, size: float = 90) -> Plant:
    return lambda plot, lines: plot.set(role, lines, size)


def gradient(*, upright: bool) -> Plant:
    """Ten levels over the width or height of the picture's upper part, where then no text is."""

    def plant(plot: Plot, grain: bool) -> None:
        slope = Image.linear_gradient("L")
        slope = (slope if upright else slope.rotate(90)).point(lambda level: 30 + level // 26)
        colour = slope.resize((1080, 600), Image.Resampling.NEAREST).convert("RGB")
        plot.ground.paste(weave(colour, BRIGHT) if grain else colour, (0, 0))
        plot.runs = [run for run in plot.runs if run.y > 620]

    return plant


def written(plot: Plot, options: dict[str, Any]) -> None:
    plot.file = {"quality": 92} | options


def exif(**tags: str) -> Image.Exif:
    made = Image.Exif()
    if "place" in tags:
        made.get_ifd(0x8825)[1] = tags["place"]
    else:
        made[0x010F] = tags["camera"]
    return made


def appended(plot: Plot, data: bytes) -> None:
    plot.after = data


def asked(plot: Plot, side: int) -> None:
    plot.size = Size("asked", 1080, side, plot.size.safe)


def segment(kind: int, content: bytes) -> bytes:
    return bytes((0xFF, kind)) + (len(content) + 2).to_bytes(2) + content


TOP, STORY = "1080x1080", "1080x1920"
DEFECTS: dict[str, tuple[str, Plant, Any, Any]] = {  # the point that fails, what is done, with what, and the twin's
    "pale text": ("contrast", fill("statement"), "#d98c5f", "#a63c17"),
    "dark text on the dark field": ("contrast", fill("disclaimer"), "#6a5570", "#f6e3cb"),
    "text over a photo": ("contrast", photo_behind, 110, 255),
    "text between light and dark stripes": ("contrast", behind("date"), ("#000000", PAPER), (PAPER, "#fff6e6")),
    "text over a busy ground": ("clear ground", behind("name"), (PAPER, "#f2a324"), (PAPER, "#f5e6cc")),
    "a photo's box under half a line": ("clear ground", box_behind_half, "#9cc4e4", PAPER),
    "an ornament at a line's end": ("clear ground", ornament_beside, 2, 12),
    "a letter clipped by two pixels": ("no clip", painted("date", where="right"), 2, -3),
    "accents covered": ("no clip", painted("name", where="top"), 12, -3),
    "a hole in a letter": ("no clip", painted("name", where="middle"), 5, 0),
    "half a line painted over": ("no clip", painted("statement", where="right"), 250, -3),
    "a line painted over": ("no clip", painted("office", where="left"), 500, -3),
    "a stroke through a line": ("no clip", stroke, "#f9b233", ""),
    "a mask cut at its right": ("no clip", mask_cut(0, 0, 1, 0), 2, 0),
    "a mask cut at its left": ("no clip", mask_cut(1, 0, 0, 0), 2, 0),
    "a mask cut at its foot": ("no clip", mask_cut(0, 0, 0, 1), 2, 0),
    "a mask cut at its corner": ("no clip", mask_cut(0, 1, 1, 0), 3, 0),
    "a slot that cuts": ("no clip", slot_ends, -3, 0),
    "lines that overlap": ("no overlap", apart("name", "name", nth=1), -12, 12),
    "texts that overlap": ("no overlap", apart("office", "place"), -6, 8),
    "lines that touch": ("line distance", apart("name", "name", nth=1), 0, 12),
    "lines that nearly touch": ("line distance", apart("name", "name", nth=1, em=0.04), 0, 9),
    "texts that nearly touch": ("line distance", apart("office", "place"), 1, 4),
    "a missing letter in the name": ("no box", letter_missing("name"), "Zo\U0010fffd", "Zoë"),
    "a missing letter in small text": ("no box", letter_missing("disclaimer"), "Paid \U0010fffdfor", "Paid for"),
    "text left of the grid": ("safe zone", to_edge("statement", of="left"), -1, 0),
    "text right of the grid": ("safe zone", to_edge("date", of="right"), -1, 0),
    "text in the covered top": ("safe zone", to_edge("date", of="top"), -1, 0),
    "text in the covered foot": ("safe zone", to_edge("disclaimer", of="bottom", nth=-1), -1, 0),
    "a name too small": ("smallest text", sized("name"), 42, 46),
    "a line of 20 px": ("smallest text", sized("disclaimer"), 20, 33),
    "a line smaller than it says": ("smallest text", shrunk, 0.7, 1),
    "an edge off by four pixels": ("left edges", lambda plot, by: plot.change("address", x=72 + by), 4, 1),
    "an edge off with its slot": ("left edges", moved("address", "right"), 4, 1),
    "a lone Jr.": ("line breaks", broken("name"), ["Max Sample", "Jr."], ["Max", "Sample Jr."]),
    "a lone III": ("line breaks", broken("name"), ["Max Sample", "III"], ["Max", "Sample III"]),
    "a particle at a line's end": ("line breaks", broken("name"), ["Eri von", "Muster"], ["Eri", "von Muster"]),
    "particles parted": ("line breaks", broken("name"), ["Demo de", "la Cruz"], ["Demo", "de la Cruz"]),
    "an uneven promise": (
        "line breaks",
        broken("promise", 40),
        ["End detention quotas, and give every", "neighbor a day."],
        ["End detention quotas, and", "give every neighbor a day."],
    ),
    "a banding gradient": ("banding", gradient(upright=False), False, True),
    "a banding gradient downwards": ("banding", gradient(upright=True), False, True),
    "progressive": ("output", written, {"progressive": True}, {}),
    "half the colour": ("output", written, {"subsampling": "4:2:0"}, {}),
    "another quality": ("output", written, {"quality": 75}, {}),
    "CMYK": ("output", written, {"mode": "CMYK"}, {}),
    "PNG": ("output", written, {"format": "PNG"}, {}),
    "EXIF": ("output", written, {"exif": exif(camera="Sample")}, {}),
    "a place": ("output", written, {"exif": exif(place="N")}, {}),
    "XMP": ("output", written, {"xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"}, {}),
    "IPTC": ("output", written, {"extra": segment(0xED, b"Photoshop 3.0\0")}, {}),
    "a comment": ("output", written, {"comment": b"drawn in haste"}, {}),
    "another colour space": ("output", written, {"icc_profile": SWAPPED}, {"icc_profile": SRGB}),
    "a broken profile": ("output", written, {"icc_profile": b"no profile"}, {}),
    "another size": ("output", asked, 1350, 1080),
    "too many bytes": ("output", appended, bytes(8_000_000), b""),
    "something after its end": ("output", appended, b"more", b""),
}
IN_STORIES = {"text in the covered top", "text in the covered foot", "a banding gradient downwards"}


def plot(defect: str, at: int) -> Plot:
    """A card with the defect, or its twin."""
    made = Plot.on(STORY if defect in IN_STORIES else TOP)
    _, plant, *given = DEFECTS[defect]
    plant(made, given[at])
    return made


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_named_by_its_point_and_no_other(defect: str) -> None:
    assert plot(defect, 0).failing() == [DEFECTS[defect][0]]


@pytest.mark.parametrize("defect", DEFECTS)
def test_its_sound_twin_passes_every_point(defect: str) -> None:
    assert plot(defect, 1).failing() == []


@pytest.mark.parametrize(("width", "failing"), [(150, ["photo"]), (1500, [])])
def test_an_enlarged_photo_is_named(width: int, failing: list[str]) -> None:
    made = draw(card(photo=Photo(saved(picture(width, width * 4 // 3)))), SQUARE, Look())
    assert [point.name for point in made.preflight if not point.ok] == failing


def test_a_grey_picture_is_named_by_its_file_and_by_the_colours_that_are_lost() -> None:
    grey = Plot.on(TOP)
    written(grey, {"mode": "L"})
    assert grey.failing() == ["no clip", "output"]
