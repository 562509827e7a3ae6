"""Portraits on cards: cropped by a focus point, a face or a rule; and uploads prepared once for every card."""

import io
from dataclasses import dataclass, field, replace
from functools import lru_cache

from PIL import Image

from graphics import faces
from graphics.card import Photo
from graphics.crop import Box, crop
from graphics.faces import Face
from graphics.upload import MARGIN, PhotoProblem, decode, pixels, read_header, upright_size

__all__ = ["PhotoProblem", "Portrait", "Prepared", "Shown", "portrait", "prepare"]

LEAST = 540  # pixels of the shorter side: the largest slot that cards have, in stories
LARGEST = (1080, 1920)  # the largest slot that a card can have: all of it
AT_MOST = 3000  # pixels a side of what is kept: a panorama need not cover a story
NEAR = 1.05  # times the wanted pixels that a kept picture, decoded at half its size, must still have
FILTER = Image.Resampling.HAMMING  # half the time of LANCZOS; on photographs above 45 dB of it (decision 0017)
NARROW = 1.25  # times the wanted pixels below which LANCZOS takes over: it has few to weigh there, and HAMMING blurs
KEPT = 4_000_000  # pixels of a picture that may stay in memory, decoded, for the next size: any that was prepared


@dataclass(frozen=True, slots=True)
class Portrait:
    """The crop at the slot's size; `scale` above 1 means that it had to be enlarged so many times.

    `face` and `focus` are those of the photo, as fractions of the slot; the face may reach beyond it.
    """

    image: Image.Image
    scale: float
    face: Face | None = None
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A portrait on a card: the `slot` that it fills (left, top, right, bottom), and what of it is seen.

    `mask` (L, of the slot's size) is white where it is seen; without one all of it is.
    """

    portrait: Portrait
    slot: tuple[int, int, int, int]
    mask: Image.Image | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An upload made ready: a clean JPEG of `width` x `height` pixels, and the face that was found in it.

    `note` says in a sentence how a card will crop it.
    """

    data: bytes = field(repr=False)
    width: int
    height: int
    face: Face | None
    note: str


def prepare(data: bytes) -> Prepared:
    """Decodes an upload once, and keeps of it what the largest slot of a card needs; equal input, equal bytes.

    Nothing of the file but its pixels survives. Raises PhotoProblem for what cannot be used or is too small.
    """
    picture = read_header(data)
    width, height = upright_size(picture)
    if min(width, height) < LEAST:
        raise PhotoProblem(
            f"the photo has {width} x {height} pixels, too few to be sharp on a card: "
            f"upload one with at least {LEAST} pixels a side"
        )
    share = max(LARGEST[0] / width, LARGEST[1] / height)
    share = min(1, share, max(AT_MOST / max(width, height), LEAST / min(width, height)))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    upright = decode(picture, size)
    if upright.size != size:
        upright = upright.resize(size, Image.Resampling.LANCZOS)
    face = faces.find(upright)
    buffer = io.BytesIO()
    pixels(upright).save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    return Prepared(buffer.getvalue(), upright.width, upright.height, face, _note(face))


def _note(face: Face | None) -> str:
    if face:
        return "a face was found, and the crop follows it"
    if faces.available():
        return "no face was found: the crop follows a rule for portraits; set the focus between the eyes"
    return f"{faces.ABSENT}; until then the crop follows a rule for portraits"


@lru_cache(maxsize=8)
def portrait(photo: Photo, width: int, height: int) -> Portrait:
    """The photo cropped to `width` x `height` pixels, RGB; raises PhotoProblem for what cannot be used."""
    header = read_header(photo.data)
    whole = upright_size(header)
    box = crop(whole, (width, height), photo.face, photo.focus)
    upright = _decoded(photo.data, header, (width * whole[0] / box.width, height * whole[1] / box.height))
    part = [side * upright.size[at % 2] / whole[at % 2] for at, side in enumerate(box)]
    inside = (part[0], part[1], min(part[2], upright.width), min(part[3], upright.height))
    sampling = FILTER if part[2] - part[0] >= NARROW * width else Image.Resampling.LANCZOS
    image = upright.resize((width, height), sampling, inside)
    image.info = {}  # its pixels are new, but what the file told came with them
    return _seen(Portrait(image, width / box.width), photo, box, whole)


def _seen(shown: Portrait, photo: Photo, box: Box, whole: tuple[int, int]) -> Portrait:
    """The portrait with face and focus in the slot's fractions."""

    def place(x: float, y: float) -> tuple[float, float]:
        return (x * whole[0] - box.left) / box.width, (y * whole[1] - box.top) / box.height

    face = photo.face
    if face:
        (left, top), (right, bottom) = place(face.left, face.top), place(face.right, face.bottom)
        face = Face(left, top, right, bottom, place(*face.eyes))
    return replace(shown, face=face, focus=place(*photo.focus) if photo.focus else None)


def _decoded(data: bytes, header: Image.Image, least: tuple[float, float]) -> Image.Image:
    """The decoded picture; a small one is kept, so that the other sizes of the same card need not decode again."""
    if header.width * header.height > KEPT:
        return decode(header, least)
    room = min(side / wanted for side, wanted in zip(upright_size(header), least, strict=True))
    return _kept(data, half=room >= 2 * NEAR)


@lru_cache(maxsize=2)
def _kept(data: bytes, *, half: bool) -> Image.Image:
    picture = read_header(data)
    width, height = upright_size(picture)
    return decode(picture, (width / 2 / MARGIN, height / 2 / MARGIN) if half else None)
