"""Pictures as Instagram shows them: never the bytes that came, but encoded anew, in several widths."""

import io
from pathlib import Path

import PIL.Image

from publisher.sandbox.instagram_things import Slide

QUALITY = 70


def shown(slide: Slide, width: int) -> str:
    """The path of a slide's picture in that width (pixels)."""
    return slide.image.replace("images/", f"shown/{width}/")


def encoded(file: Path, width: int) -> bytes:
    """What that path gives. Raises OSError for a file that is no picture."""
    with PIL.Image.open(file) as picture:
        height = max(1, round(picture.height * width / picture.width))
        again = io.BytesIO()
        picture.convert("RGB").resize((width, height)).save(again, "JPEG", quality=QUALITY)
    return again.getvalue()
