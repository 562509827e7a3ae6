"""Uploads: every hazard is handled or refused in words, and the crop is where it should be."""

import struct
import zlib

import pytest
from PIL import Image, ImageCms

from graphics import Look, Photo, PhotoProblem, draw, prepare
from graphics.photo import portrait
from tests.graphics.cards import TALL, card, picture, saved


def red(image):
    """The box of the red head."""
    bands = image.split()
    return bands[0].point(lambda value: 255 if value > 120 else 0).getbbox()


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "JPEG"), ("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("RGB", "WEBP")],
)
def test_every_common_kind_of_picture_becomes_rgb(mode, kind):
    found = portrait(Photo(saved(picture(mode=mode), kind)), 360, 360)
    assert (found.image.mode, found.image.size) == ("RGB", (360, 360))
    assert found.scale < 1


def test_sixteen_bits_keep_their_tones():
    deep = Image.new("I;16", (400, 400), 128 * 257)
    assert portrait(Photo(saved(deep, "PNG")), 360, 360).image.getpixel((9, 9)) == (128, 128, 128)


def test_transparent_parts_become_white():
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    assert portrait(Photo(saved(clear, "PNG")), 360, 360).image.getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize("space", ["sRGB", "LAB"])
def test_a_colour_profile_right_or_wrong_does_not_shift_the_colours(space):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()
    plain, tagged = (
        portrait(Photo(saved(picture(), **options)), 360, 360).image for options in ({}, {"icc_profile": profile})
    )
    pairs = zip(plain.getpixel((180, 180)), tagged.getpixel((180, 180)), strict=True)
    assert all(abs(one - other) <= 2 for one, other in pairs)


def test_a_picture_taken_sideways_stands_upright():
    upright = portrait(Photo(saved(picture())), 360, 360).image
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = saved(picture().transpose(Image.Transpose.ROTATE_90), exif=exif)
    turned = portrait(Photo(sideways), 360, 360).image
    assert turned.getbbox() == upright.getbbox()
    assert all(abs(a - b) <= 3 for a, b in zip(red(turned), red(upright), strict=True))


def test_without_a_focus_a_portraits_head_is_whole_and_in_the_middle():
    left, top, right, bottom = red(portrait(Photo(saved(picture())), 400, 400).image)
    assert abs(left + right - 400) <= 4
    assert top > 8
    assert bottom < 392


def test_the_focus_comes_to_the_eye_line():
    wide = Image.new("RGB", (3000, 1000), (40, 140, 60))
    wide.paste((200, 40, 40), (2290, 390, 2310, 410))
    left, top, right, bottom = red(portrait(Photo(saved(wide), (2300 / 3000, 0.4)), 400, 400).image)
    assert abs((left + right) / 2 - 200) <= 4
    assert 0.36 <= (top + bottom) / 2 / 400 <= 0.5


@pytest.mark.parametrize("focus", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.9)])
def test_a_focus_at_the_edge_never_leaves_the_picture(focus):
    image = portrait(Photo(saved(picture()), focus), 360, 360).image
    assert image.getchannel("G").getextrema()[0] > 20  # nothing black from beyond the edge


def test_a_photo_that_had_to_be_enlarged_is_refused_by_the_preflight():
    points = {point.name: point for point in draw(card(photo=Photo(saved(picture(300, 300)))), TALL, Look()).preflight}
    assert not points["photo"].ok
    assert "upload one" in points["photo"].detail


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side):
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved(picture())[:9000], "damaged or cut off"),
        (saved(picture(), "PNG")[:900], "damaged or cut off"),
        (bomb(8_000), "50 megapixels"),
        (bomb(10_000), "50 megapixels"),
        (bomb(60_000), "50 megapixels"),
        (saved(picture(), "TIFF"), "is a TIFF: save it as JPEG"),
        (b"", "is empty"),
        (b"\xff\xd8\xff" + b"\0" * 41_000_000, "below 40 MB"),
    ],
    ids=["cut jpeg", "cut png", "64 MP", "100 MP", "3600 MP", "tiff", "empty", "41 MB"],
)
@pytest.mark.filterwarnings("error")
def test_what_cannot_be_used_is_refused_in_words(data, reason):
    with pytest.raises(PhotoProblem, match=reason):
        portrait(Photo(data), 360, 360)


def test_what_is_no_picture_is_called_so_also_before_the_first_heic_came(monkeypatch):
    monkeypatch.delitem(Image.OPEN, "HEIF", raising=False)
    with pytest.raises(PhotoProblem, match="no picture that can be read"):
        prepare(b"name,state\nAna Sample,OH\n")
