"""Reading a picture that a stranger may have made: by what it is, within limits, upright, in sRGB, pixels alone.

Every refusal is a PhotoProblem: one sentence that says what to upload instead. What a file says of its maker
(EXIF, place, XMP, comments) and what is glued to its end is never carried on: `pixels` alone are.
"""

import importlib.util
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
MAX_BYTES = 40_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
MARGIN = 1.5
"""A JPEG is decoded at 1/2, 1/4 or 1/8 only while this many times the wanted pixels are left: above 45 dB against a
full decode for what a lens and a sensor give (41 dB for lines that are sharp to the pixel)."""

STRIP = 64  # rows of what becomes of it, in which a transparent picture is put on white

SIGNS = {  # what people and attackers send instead, by its first bytes
    b"GIF8": "a GIF",
    b"%PDF": "a PDF",
    b"II*\0": "a TIFF",
    b"MM\0*": "a TIFF",
    b"BM": "a BMP",
    b"8BPS": "a Photoshop file",
    b"PK\x03\x04": "a ZIP archive",
}
HEIF = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
ORIENTATION = 0x0112  # EXIF; from 5 on, width and height change places

# A picture that claims too many pixels is an error wherever it is opened, not a line in a log.
warnings.simplefilter("error", Image.DecompressionBombWarning)


class PhotoProblem(ValueError):
    """The photo cannot be used; the message says why and what to upload instead."""


def heic() -> bool:
    """Whether HEIC, the format of phones, can be read: the extra `heic` is here. All else is read by Pillow alone."""
    return importlib.util.find_spec("pillow_heif") is not None


def accepted() -> str:
    """The kinds of pictures that are read here, in words."""
    return "JPEG, PNG, WebP, AVIF or HEIC" if heic() else "JPEG, PNG, WebP or AVIF"


def read_header(data: bytes) -> Image.Image:
    """The picture, not yet decoded, when its kind and its size are such as are accepted. Raises PhotoProblem."""
    if not data:
        raise PhotoProblem(f"the file is empty: choose the photo again ({accepted()})")
    if len(data) > MAX_BYTES:
        raise PhotoProblem(f"the photo has {len(data) / 1e6:.0f} MB: upload one below 40 MB")
    if other := _other(data):
        raise PhotoProblem(f"the file is {other}: save it as {accepted()} and upload that")
    with _in_words():
        if data[4:8] == b"ftyp" and data[8:12] in HEIF:
            _can_heif()
        known = [one for one in FORMATS if one != "HEIF" or one in Image.OPEN]  # it is there once a HEIC came
        try:
            picture = Image.open(io.BytesIO(data), formats=known)
        except UnidentifiedImageError as cause:
            what = "the file is no picture that can be read"
            raise PhotoProblem(f"{what}: save it as {accepted()} and upload that") from cause
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PhotoProblem(f"the photo has {width} x {height} pixels: upload one below 50 megapixels")
    if max(width, height) > MAX_SIDE:
        raise PhotoProblem(f"the photo has {width} x {height} pixels: upload one below {MAX_SIDE:,} pixels a side")
    return picture


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height after turning; of a JPEG from the header alone."""
    with _in_words():
        if picture.format not in ("JPEG", "MPO"):
            picture.load()  # a PNG may tell behind its pixels that it lies on its side
        turned = picture.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
    return (picture.height, picture.width) if turned else picture.size


def decode(picture: Image.Image, least: tuple[float, float] | None = None) -> Image.Image:
    """All pixels of an opened picture: upright, RGB, sRGB, transparent parts white. Raises PhotoProblem.

    Its `info` may hold what the file told: whoever hands it on takes its `pixels`. The opened picture is used up.

    With `least`, the upright width and height that are wanted of the whole picture, a JPEG is decoded at 1/2, 1/4 or
    1/8 while more than MARGIN times as many pixels are left: fast, and never a reason to enlarge. A picture with
    transparent parts is made smaller as it is put on white.
    """
    with _in_words():
        wanted = list(picture.size)
        if least:
            wanted = [max(1, round(side * MARGIN)) for side in least]
            if upright_size(picture) != picture.size:
                wanted.reverse()
            picture.draft(None, (wanted[0], wanted[1]))
        picture.load()
        if picture.has_transparency_data and not picture.mode.startswith("I"):
            picture = _on_white(picture, max(1, min(picture.width // wanted[0], picture.height // wanted[1])))
        ImageOps.exif_transpose(picture, in_place=True)
        return srgb(picture)


def _on_white(picture: Image.Image, times: int) -> Image.Image:
    """The picture on white, `times` smaller, with what its file told: in strips, for memory holds it once only."""
    small = Image.new("RGB", (-(-picture.width // times), -(-picture.height // times)))
    for top in range(0, picture.height, STRIP * times):
        part = picture.crop((0, top, picture.width, min(picture.height, top + STRIP * times))).convert("RGBA")
        white = Image.new("RGB", part.size, "white")
        white.paste(part, mask=part.getchannel("A"))
        small.paste(white.reduce(times), (0, top // times))
    small.info = {"exif": picture.getexif().tobytes(), "icc_profile": picture.info.get("icc_profile")}
    return small


def pixels(picture: Image.Image) -> Image.Image:
    """A picture with the same pixels and nothing else."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def srgb(picture: Image.Image) -> Image.Image:
    """RGB by the picture's own colour profile, where it is right."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, wanted, outputMode="RGB")
            return converted or picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile of another kind of picture, or none at all
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _other(data: bytes) -> str:
    """What the file is instead of a photo, by its first bytes; empty where they do not tell."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        return "an SVG drawing" if b"<svg" in start else "a web page or other text"
    return next((name for sign, name in SIGNS.items() if data.startswith(sign)), "")


def _can_heif() -> None:
    """Lets Pillow read HEIC. Raises PhotoProblem where the extra is absent."""
    if not heic():
        raise PhotoProblem(
            "HEIC cannot be read here: save the photo as JPEG and upload that, or have the extra “heic” installed"
        )
    import pillow_heif  # only when a HEIC comes: it is an extra, and its decoders are not Pillow's

    pillow_heif.register_heif_opener()


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever a decoder stumbles over becomes a PhotoProblem: decoders raise anything on a crafted file."""
    try:
        yield
    except PhotoProblem:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as cause:
        raise PhotoProblem("the photo unpacks to far too many pixels: upload one below 50 megapixels") from cause
    except Exception as cause:
        raise PhotoProblem(f"the photo is damaged or cut off: save it again as {accepted()} and upload that") from cause
