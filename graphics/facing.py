"""The preflight of a face: the eyes on their line and the whole face in the slot, measured on the final picture."""

from PIL import Image, ImageChops, ImageDraw, ImageStat

from graphics import faces
from graphics.card import Point
from graphics.crop import EYE_LINES
from graphics.faces import FOREHEAD, Face
from graphics.photo import Shown

OVER = 0.02  # of the slot by which a box may reach beyond it: it is a guess to the pixel
MORE = "move the focus, or choose a photo with more around the head"


def on_face(image: Image.Image, shown: Shown | None) -> Point:
    """The eye line at 38 to 50 % of the slot and no part of the face cut off; `image` is the decoded JPEG.

    Faces are looked for in the final pixels; where none is seen there, the one of the upload counts. A focus that
    a person set is where the eyes are.
    """
    if shown is None:
        return Point("face", True, "no photo")
    photo = shown.portrait
    seen = faces.find(image.crop(shown.slot)) or photo.face
    face = seen if seen and (not photo.focus or seen.holds(*photo.focus)) else None
    if not photo.focus and face is None:
        return Point("face", True, "no face was found, and the crop follows a rule for portraits: look at it yourself")
    eyes = photo.focus[1] if photo.focus else face.eyes[1] if face else 0.0
    faults = [] if EYE_LINES[0] <= round(eyes, 2) <= EYE_LINES[1] else ["wanted 38 to 50 %"]
    if face and (cut := _cut(face, shown.mask)):
        faults.append(f"the face is cut off {cut}")
    detail = ", ".join([f"the eyes are at {eyes:.0%} of the photo’s height", *faults])
    if seen and not face:
        detail += ", and the face that is seen is elsewhere than the focus"
    return Point("face", not faults, f"{detail}: {MORE}" if faults else detail)


def _cut(face: Face, mask: Image.Image | None) -> str:
    """Where brows, cheeks or chin leave what is seen of the slot, in words; the forehead is a guess and may."""
    brows = face.top + (face.bottom - face.top) * FOREHEAD / (1 + FOREHEAD)
    beyond = {"above": -brows, "below": face.bottom - 1, "on the left": -face.left, "on the right": face.right - 1}
    sides = [side for side, by in beyond.items() if by > OVER]
    if not sides and mask and _hidden((face.left, brows, face.right, face.bottom), mask) > OVER:
        sides = ["by the frame"]
    return " and ".join(sides)


def _hidden(box: tuple[float, float, float, float], mask: Image.Image) -> float:
    """The share of the oval in a box, given as fractions of the slot, that its frame covers."""
    oval = Image.new("L", mask.size)
    ImageDraw.Draw(oval).ellipse([share * mask.size[at % 2] for at, share in enumerate(box)], 255)
    whole, covered = (ImageStat.Stat(part).sum[0] for part in (oval, ImageChops.subtract(oval, mask)))
    return float(covered / whole) if whole else 0.0
