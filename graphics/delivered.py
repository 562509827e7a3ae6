"""What is wrong with a finished file: read from its bytes, segment by segment (JPEG, ITU-T T.81 annex B)."""

import io
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageCms

from graphics.jpeg import encode
from graphics.sizes import Size

MAX_BYTES = 8_000_000  # Instagram, IG User Media reference
BASELINE, SCAN, END, COMMENT = 0xC0, 0xDA, b"\xff\xd9", 0xFE
HIDDEN = {
    b"Exif\0": "EXIF",
    b"http://ns.adobe.com/x": "XMP",
    b"Photoshop": "IPTC",
    b"MPF\0": "further pictures (MPF)",
}
PLAIN = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe\0")
GPS = 0x8825  # the EXIF directory of a place
SHIFT = 2  # levels of 255 by which an sRGB profile may change a colour


def faults(data: bytes, size: Size) -> list[str]:
    """Each in a few words; none for a baseline RGB JPEG of the size, 4:4:4, quality 92, up to 8 MB, no metadata."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            found = _of_picture(image, size)
    except (OSError, SyntaxError) as error:
        return [f"it cannot be opened ({error})"]
    if len(data) > MAX_BYTES:
        found.append(f"it has {len(data)} bytes, more than {MAX_BYTES}")
    if image.format == "JPEG":
        found += [f"it has {name}" for kind, content in segments(data) if (name := _metadata(kind, content))]
        found += [] if data.endswith(END) else ["it is cut off, or something stands after its end"]
    return list(dict.fromkeys(found))


def _of_picture(image: Image.Image, size: Size) -> list[str]:
    found = []
    if (image.format, image.mode, image.size) != ("JPEG", "RGB", (size.width, size.height)):
        found.append(f"it is {image.format} {image.mode} {image.width} x {image.height}")
    if image.info.get("progressive"):
        found.append("it is progressive")
    if any(part[1:3] != (1, 1) for part in getattr(image, "layer", [])):
        found.append("its colours have less resolution than its light")
    elif image.mode == "RGB" and getattr(image, "quantization", None) not in (None, _tables()):
        found.append("it is not of quality 92")
    if GPS in image.getexif():
        found.append("it tells a place (GPS)")
    profile = image.info.get("icc_profile")
    if profile and not _is_srgb(profile):
        found.append("its colour profile is not sRGB")
    return found


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and content of each segment of a JPEG before its first scan."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != SCAN:
        length = int.from_bytes(data[at + 2 : at + 4])
        yield data[at + 1], data[at + 4 : at + 2 + length]
        at += 2 + length


def _metadata(kind: int, content: bytes) -> str:
    if kind == COMMENT:
        return "a comment"
    if not 0xE0 <= kind <= 0xEF or content.startswith(PLAIN):
        return ""
    return next((name for start, name in HIDDEN.items() if content.startswith(start)), f"metadata (APP{kind - 0xE0})")


@lru_cache
def _tables() -> dict[int, list[int]]:
    """The quantization that the encoder writes."""
    with Image.open(io.BytesIO(encode(Image.new("RGB", (8, 8))))) as image:
        return dict(image.quantization)  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def _is_srgb(profile: bytes) -> bool:
    """Whether turning colours of the profile into sRGB leaves them as they are."""
    cube = Image.new("RGB", (27, 1))
    cube.putdata([(r, g, b) for r in (20, 128, 240) for g in (20, 128, 240) for b in (20, 128, 240)])
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        seen = ImageCms.profileToProfile(cube, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return False
    return seen is not None and all(abs(a - b) <= SHIFT for a, b in zip(cube.tobytes(), seen.tobytes(), strict=True))
