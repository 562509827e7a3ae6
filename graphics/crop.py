"""Which part of a photo a slot shows: the focus that a person set wins, then the face, then a rule for portraits."""

from typing import NamedTuple

from graphics.faces import Face

EYES = (0.5, 0.36)  # where a portrait's eyes usually are, if nobody set the focus and no face was found
EYE_LINE = 0.44  # where they go: as a share of the slot's height
EYE_LINES = (0.38, 0.5)  # where they may be
FACE = 0.42  # the share of the slot's height that a face gets, where there are pixels enough


class Box(NamedTuple):
    """A part of the picture, in its pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top


def crop(
    picture: tuple[int, int], slot: tuple[int, int], face: Face | None = None, focus: tuple[float, float] | None = None
) -> Box:
    """The part of a picture that a slot shows, both in pixels; it has the slot's shape and lies in the picture.

    The eyes come to the eye line and the face to a good size, as far as the picture goes on around them; it is never
    enlarged for that. A focus elsewhere than in the face means another person: then as much as fits is shown.
    """
    ratio = slot[0] / slot[1]
    most = min(picture[1], picture[0] / ratio)
    eyes = focus or (face.eyes if face else EYES)
    meant = face if face and face.holds(*eyes) else None
    x, y = eyes[0] * picture[0], eyes[1] * picture[1]
    height = most
    if meant:
        height = max(_height(meant, picture, y), min(slot[1], most), _least(meant, picture, ratio))
        height = min(height, most)
    width = height * ratio
    left = max(0.0, min(x - width / 2, picture[0] - width))  # in this order: a width may be a hair above the picture's
    top = max(0.0, min(y - height * EYE_LINE, picture[1] - height))
    return Box(left, top, min(left + width, picture[0]), min(top + height, picture[1]))


def _height(face: Face, picture: tuple[int, int], eyes: float) -> float:
    """The height with which the face has its size, and the picture goes far enough for the eye line."""
    wanted = (face.bottom - face.top) * picture[1] / FACE
    return min(wanted, eyes / EYE_LINES[0], (picture[1] - eyes) / (1 - EYE_LINES[1]))


def _least(face: Face, picture: tuple[int, int], ratio: float) -> float:
    """The height below which a part of the face would be cut off that the picture has."""
    top, bottom = max(face.top, 0) * picture[1], min(face.bottom, 1) * picture[1]
    left, right = max(face.left, 0) * picture[0], min(face.right, 1) * picture[0]
    above, below = face.eyes[1] * picture[1] - top, bottom - face.eyes[1] * picture[1]
    side = max(face.eyes[0] * picture[0] - left, right - face.eyes[0] * picture[0])
    return max(above / EYE_LINE, below / (1 - EYE_LINE), 2 * side / ratio, bottom - top)
