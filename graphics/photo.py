"""Uploaded portraits: read safely, upright, in sRGB, cropped by a focus point or a rule, without metadata."""

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from graphics.card import Photo

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 40_000_000
MAX_PIXELS = 50_000_000
EYES = (0.5, 0.36)  # where a portrait's eyes usually are, if nobody set the focus
EYE_LINE = 0.44  # where they go: as a share of the slot's height


class PhotoProblem(ValueError):
    """The photo cannot be used; the message says why and what to upload instead."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """The crop at the slot's size; `scale` above 1 means that it had to be enlarged so many times."""

    image: Image.Image
    scale: float


@lru_cache(maxsize=8)
def portrait(photo: Photo, width: int, height: int) -> Portrait:
    """The photo cropped to `width` x `height` pixels, RGB; raises PhotoProblem for what cannot be used."""
    picture = _open(photo.data, max(width, height))
    left, top, right, bottom = _crop(picture.size, photo.focus or EYES, width / height)
    image = picture.resize((width, height), Image.Resampling.LANCZOS, (left, top, right, bottom))
    return Portrait(image, width / (right - left))


def _crop(size: tuple[int, int], focus: tuple[float, float], ratio: float) -> tuple[float, float, float, float]:
    """The largest box of the ratio, moved so that the focus comes to the middle of the eye line."""
    width = min(size[0], size[1] * ratio)
    height = width / ratio
    left = min(max(focus[0] * size[0] - width / 2, 0), size[0] - width)
    top = min(max(focus[1] * size[1] - height * EYE_LINE, 0), size[1] - height)
    return left, top, left + width, top + height


def _open(data: bytes, least: int) -> Image.Image:
    if len(data) > MAX_BYTES:
        raise PhotoProblem(f"the photo has {len(data) / 1e6:.0f} MB: upload one below 40 MB")
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise PhotoProblem(
                f"the photo has {picture.width} x {picture.height} pixels: upload one below 50 megapixels"
            )
        # The JPEG decoder may halve the picture while decoding, never below twice the slot: fast, and above
        # 45 dB against a full decode.
        picture.draft(None, (2 * least, 2 * least))
        picture.load()
        return _srgb(ImageOps.exif_transpose(picture))
    except PhotoProblem:
        raise
    except UnidentifiedImageError as error:
        raise PhotoProblem(
            "the photo is not a JPEG, PNG or WebP picture: save it as one and upload it again"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoProblem("the photo unpacks to far too many pixels: upload one below 50 megapixels") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PhotoProblem(f"the photo is damaged or cut off ({error}): upload it again") from error


def _srgb(picture: Image.Image) -> Image.Image:
    """RGB by the picture's own colour profile; transparent parts become white."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, wanted, outputMode="RGB")
            return converted if converted else picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        under = Image.new("RGB", over.size, "white")
        under.paste(over, mask=over.getchannel("A"))
        return under
    return picture.convert("RGB")
