"""What cameras and programs write beside the pixels is gone, and every pixel is as it was."""

import io
import random
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from publisher.errors import Refusal
from publisher.proof.attachments import from_file, view
from publisher.proof.bare import bare

SECRET = b"SECRET-WORDS"


def scene(mode: str = "RGB") -> Image.Image:
    image = Image.effect_noise((90, 60), 60).convert("RGB")
    ImageDraw.Draw(image).ellipse((10, 10, 50, 40), "#c04020")
    return image.convert(mode)


def told(turned: int) -> bytes:
    """EXIF data with a place, a maker and a small preview, as a phone writes it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0131] = turned, SECRET.decode(), "SECRET-WORDS 2"
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 53.0, 23.0), 29: "SECRET-WORDS"})
    return exif.tobytes()


def saved(kind: str, mode: str = "RGB", turned: int = 1, **more: Any) -> bytes:
    out = io.BytesIO()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET.decode())
        words.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
        more["pnginfo"] = words
    elif kind == "JPEG":
        more["comment"] = SECRET
    if kind != "PNG":
        more["xmp"] = SECRET
    scene(mode).save(out, kind, exif=told(turned), **more)
    return out.getvalue() + SECRET


def pixels(data: bytes) -> tuple[str, bytes, object]:
    with Image.open(io.BytesIO(data)) as image:
        return image.mode, image.tobytes(), image.info.get("icc_profile")


KINDS: list[tuple[str, str, dict[str, Any]]] = [
    ("JPEG", "RGB", {}),
    ("JPEG", "RGB", {"progressive": True, "restart_marker_rows": 1}),
    ("JPEG", "CMYK", {}),
    ("JPEG", "L", {}),
    ("JPEG", "RGB", {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("PNG", "RGB", {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
]


@pytest.mark.parametrize("turned", [1, 6])
@pytest.mark.parametrize(("kind", "mode", "more"), KINDS)
def test_every_pixel_stays_and_everything_else_goes(kind: str, mode: str, more: dict[str, Any], turned: int) -> None:
    data = saved(kind, mode, turned, **more)
    kept = from_file(data, "rally.jpg").data
    assert SECRET in data
    assert SECRET not in kept
    assert pixels(kept) == pixels(data)
    with Image.open(io.BytesIO(kept)) as image:
        exif = image.getexif()
        assert exif.get(0x0112, 1) == turned
        assert set(exif) <= {0x0112}
        assert not exif.get_ifd(0x8825)
    assert view(kept) == view(data)
    assert SECRET not in view(data)
    assert from_file(kept, "rally.jpg").data == kept


def test_the_second_picture_of_a_phone_goes_with_its_place() -> None:
    out = io.BytesIO()
    scene().save(out, "MPO", save_all=True, append_images=[scene()], exif=told(3))
    proof = from_file(out.getvalue(), "portrait.jpg")
    assert (proof.media_type, SECRET in proof.data) == ("image/jpeg", False)
    assert proof.data.count(b"\xff\xd8\xff") == 1


def test_a_small_preview_of_what_it_was_before_goes() -> None:
    data = saved("JPEG")
    at = data.index(b"JFIF\0") + 12
    assert data[at - 14 : at - 12] == b"\xff\xe0" or data[at - 16 : at - 14] == b"\xff\xe0"
    preview = data[: at - 14] + (16 + 12).to_bytes(2, "big") + data[at - 12 : at] + b"\2\2" + SECRET + data[at + 2 :]
    assert pixels(from_file(preview, "x.jpg").data) == pixels(data)


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_spoilt_picture_is_kept_readable_or_refused_and_never_a_traceback(kind: str) -> None:
    whole, dice = saved(kind), random.Random(kind)
    for _ in range(150):
        spoilt = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            spoilt[dice.randrange(min(400, len(spoilt)))] = dice.randrange(256)
        try:
            assert view(from_file(bytes(spoilt), "x").data)
        except Refusal:
            continue


def test_what_is_none_of_the_three_cannot_be_taken_apart() -> None:
    for data in (b"", b"GIF89a", b"\xff\xd8\0\0\0\0", b"\xff\xd8\xff\xe1\xff\xff12"):
        with pytest.raises(ValueError, match=r"segment|neither"):
            bare(data)
