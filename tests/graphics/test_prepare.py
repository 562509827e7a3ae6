"""Preparing an upload: every kind that phones and studios make is read, every hostile one refused in a sentence."""

import io
import random
import re
import sys
import zipfile
from functools import cache
from statistics import mean

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageStat, PngImagePlugin

from graphics import Photo, PhotoProblem, prepare
from graphics.photo import portrait
from tests.graphics.cards import picture, saved
from tests.graphics.drawn import sitter
from tests.graphics.test_photo import bomb, chunk

SECRET = b"SECRET-WORDS"
pillow_heif.register_heif_opener()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(one, other, by=12):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


KINDS = [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "1")]
KINDS += [("WEBP", "RGB"), ("AVIF", "RGB"), ("HEIF", "RGB"), ("HEIF", "RGBA"), ("MPO", "RGB")]


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_every_kind_becomes_a_clean_jpeg_in_srgb(kind, mode):
    made = prepare(saved(picture(600, 800, mode), kind))
    image = opened(made.data)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (600, 800))
    assert {part[1:3] for part in image.layer} == {(1, 1)}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    if mode in ("RGB", "CMYK", "RGBA"):
        assert near(image.getpixel((300, 305)), (200, 40, 40), 20)


def test_sixteen_bits_transparency_and_a_wide_colour_space_keep_their_colours():
    assert near(
        opened(prepare(saved(Image.new("I;16", (600, 600), 128 * 257), "PNG")).data).getpixel((9, 9)), [128] * 3
    )
    clear = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    assert near(opened(prepare(saved(clear, "PNG")).data).getpixel((9, 9)), [255] * 3)
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    wrong = prepare(saved(picture(), icc_profile=swapped)).data  # a profile of another kind of picture
    assert near(opened(wrong).getpixel((450, 460)), (200, 40, 40), 20)


def test_a_colour_profile_is_obeyed_and_not_kept():
    """A profile whose red and blue change places: read by it, red is blue."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = [profile.index(sign, 128) for sign in (b"rXYZ", b"bXYZ")]
    fields = [bytes(profile[one + 4 : one + 12]) for one in at]
    for one, other in zip(at, reversed(fields), strict=True):
        profile[one + 4 : one + 12] = other
    made = opened(prepare(saved(picture(), "PNG", icc_profile=bytes(profile))).data)
    assert made.getpixel((450, 460))[2] > 150 > made.getpixel((450, 460))[0]
    assert "icc_profile" not in made.info


TURNED = [(kind, turn) for kind in ("JPEG", "PNG", "WEBP", "AVIF") for turn in range(2, 9)]
TURNED += [("HEIF", 6), ("HEIF", 7)]  # a turn and a mirror: encoding one takes two seconds


@pytest.mark.parametrize(("kind", "orientation"), TURNED)
def test_every_way_a_camera_was_held_ends_upright(kind, orientation):
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]  # the transposition that undoes it
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = picture(540, 720).transpose(Image.Transpose(back))
    image = opened(prepare(saved(turned, kind, exif=exif.tobytes(), quality=95)).data)
    assert image.size == (540, 720)
    assert near(image.getpixel((270, 180)), (200, 40, 40), 30)
    assert near(image.getpixel((270, 660)), (40, 140, 60), 30)


def metadata(kind: str) -> dict[str, object]:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = SECRET.decode()  # where it was taken
    told: dict[str, object] = {"exif": exif.tobytes(), "xmp": b"<x>" + SECRET + b"</x>"}
    if kind == "JPEG":
        told["comment"] = SECRET
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", SECRET.decode())
        told = {"exif": exif.tobytes(), "pnginfo": texts}
    return told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_exif_place_xmp_and_comment_do_not_survive(kind):
    data = saved(picture(600, 800), kind, **metadata(kind))
    assert SECRET in data
    assert SECRET not in prepare(data).data
    assert portrait(Photo(data), 432, 432).image.info == {}


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("run.js", SECRET)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "tail",
    [b"GIF89a" + SECRET, archive(), b"<html><script>" + SECRET, SECRET * 9000],
    ids=["gif", "zip", "html", "any"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_glued_to_a_picture_is_left_behind(kind, tail):
    data = prepare(saved(picture(), kind) + tail).data
    assert SECRET not in data
    assert data.endswith(b"\xff\xd9")
    assert data == prepare(saved(picture(), kind)).data


def wide(width: int, height: int) -> bytes:
    return saved(Image.new("L", (width, height), 99), "PNG")


def text_bomb() -> bytes:
    """A PNG whose comment unpacks to 100 MB."""
    import zlib

    data = saved(Image.new("L", (600, 600)), "PNG")
    return data[:33] + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000)) + data[33:]


SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HOSTILE = {
    "empty": (b"", "is empty"),
    "1x1": (wide(1, 1), "1 x 1 pixels, too few to be sharp.*at least 540"),
    "too small": (saved(picture(500, 700)), "500 x 700 pixels, too few"),
    "50,000 wide": (wide(50_000, 600), "below 20,000 pixels a side"),
    "50,000 wide and thin": (wide(50_000, 1), "50000 x 1 pixels"),
    "64 MP": (bomb(8_000), "below 50 megapixels"),
    "100 MP": (bomb(10_000), "below 50 megapixels"),
    "3600 MP": (bomb(60_000), "below 50 megapixels"),
    "text bomb": (text_bomb(), "damaged"),
    "41 MB": (b"\xff\xd8\xff" + b"\0" * 41_000_000, "41 MB: upload one below 40 MB"),
    "gif": (saved(picture(), "GIF"), "is a GIF: save it as JPEG"),
    "gif with a jpeg behind": (b"GIF89a" + saved(picture()), "is a GIF"),
    "svg with script": (SVG, "is an SVG drawing: save it as JPEG"),
    "html called .jpg": (b"<!doctype html><script>alert(1)</script>", "a web page or other text"),
    "pdf": (b"%PDF-1.7\n", "is a PDF"),
    "zip": (archive(), "is a ZIP archive"),
    "bmp": (saved(picture(), "BMP"), "is a BMP"),
    "zip before a jpeg": (archive() + saved(picture()), "is a ZIP archive"),
    "random": (random.Random(5).randbytes(5000), "no picture that can be read"),
    "heic in name only": (b"\0\0\0\x18ftypheic" + b"\0" * 400, "no picture|damaged"),
}


def refused(data, reason):
    with pytest.raises(PhotoProblem) as told:
        prepare(data)
    sentence = str(told.value)
    assert re.search(reason, sentence), sentence
    assert "upload" in sentence or "choose" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 160


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.filterwarnings("error")
def test_what_is_hostile_is_refused_in_one_sentence_that_says_what_to_do(what):
    refused(*HOSTILE[what])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.filterwarnings("error")
def test_so_is_a_file_that_is_cut_off(kind):
    whole = saved(sitter(), kind)
    for part in (whole[: len(whole) // 2], whole[:40]):
        refused(part, "damaged or cut off|no picture")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_spoilt_file_is_drawn_or_refused_and_never_a_traceback(kind):
    whole, dice = saved(sitter(size=(600, 700), at=(300, 300), radius=120), kind), random.Random(kind)
    for _ in range(25):
        spoilt = bytearray(whole)
        for _ in range(dice.choice((1, 5, 40))):
            spoilt[dice.randrange(len(spoilt) if dice.random() < 0.5 else min(300, len(spoilt)))] = dice.randrange(256)
        try:
            told = ""
            assert prepare(bytes(spoilt)).width >= 540
        except PhotoProblem as problem:
            told = str(problem)
        assert not told or "upload" in told


@pytest.mark.parametrize(
    ("size", "kept"), [((2400, 3000), (1536, 1920)), ((2000, 1500), (2000, 1500)), ((1200, 900),) * 2]
)
def test_a_large_photo_is_reduced_to_what_the_largest_slot_needs_and_a_small_one_is_never_enlarged(size, kept):
    made = prepare(saved(Image.new("RGB", size, "teal")))
    assert (made.width, made.height) == kept == opened(made.data).size


def test_heic_without_its_package_is_refused_in_words(monkeypatch):
    data = saved(picture(600, 800), "HEIF")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(PhotoProblem, match=r"save the photo as JPEG.*or have the extra “heic” installed"):
        prepare(data)
    with pytest.raises(PhotoProblem, match=r"\(JPEG, PNG, WebP or AVIF\)"):
        prepare(b"")
    assert prepare(saved(picture(), "AVIF")).width == 900


def test_preparing_twice_gives_the_same_bytes():
    data = saved(sitter())
    assert prepare(data) == prepare(data)


@cache
def detailed(size: tuple[int, int]) -> bytes:
    """A face with a texture of like strength at every scale, as photographs have it, through a lens."""
    texture = Image.new("L", size, 128)
    for step in (256, 128, 64, 32, 16, 8, 4, 2, 1):
        finer = Image.effect_noise((size[0] // step, size[1] // step), 60).resize(size, Image.Resampling.BICUBIC)
        texture = Image.blend(texture, finer, 0.3)
    face = sitter(size=size, at=(size[0] // 2, size[0] * 52 // 100), radius=size[0] * 22 // 100)
    whole = Image.blend(face.filter(ImageFilter.GaussianBlur(1.5)), texture.convert("RGB"), 0.35)
    return saved(whole.filter(ImageFilter.GaussianBlur(0.7)), quality=95)


@cache
def striped(size: tuple[int, int]) -> bytes:
    """Sharper than any photograph: a drawn face behind fine bright lines, with grain in every pixel."""
    image = sitter(size=size, at=(1000, 1040), radius=440)
    draw = ImageDraw.Draw(image)
    for at in range(0, size[1], 250):
        draw.line((0, at, size[0], size[1] - at), fill=(230, 220, 90), width=4)
    grain = Image.effect_noise(size, 60).convert("RGB")
    return saved(Image.blend(image.filter(ImageFilter.GaussianBlur(1.2)), grain, 0.08), quality=95)


SLOTS = [(240, 240), (345, 345), (540, 540), (600, 600), (640, 800), (720, 720), (1080, 1350)]


@pytest.mark.cross_section(1)
@pytest.mark.parametrize("slot", SLOTS)
@pytest.mark.parametrize("width", [2000, 1536])
@pytest.mark.parametrize(("drawn", "decibels"), [(detailed, 45), (striped, 39)])
def test_the_fast_decoder_shows_the_same_picture(slot, width, drawn, decibels):
    """Checklist point 11: a photograph has 45 dB against full decoding and the slowest filter, what is sharper 39.

    Nothing is enlarged from a draft. A picture as wide as 2000 pixels is decoded small; one of 1536, as uploads are
    stored, is kept and made small.
    """
    height = width * 5 // 4
    data = drawn((width, height))
    fast = portrait(Photo(data, (0.5, 0.44)), *slot)
    left, top, right, bottom = 0.0, 0.0, float(width), width * slot[1] / slot[0]
    top = min(max(0.44 * height - bottom * 0.44, 0), height - bottom)
    exact = opened(data).resize(slot, Image.Resampling.LANCZOS, (left, top, right, top + bottom))
    error = mean(rms**2 for rms in ImageStat.Stat(ImageChops.difference(fast.image, exact)).rms)
    assert error < 255**2 / 10 ** (decibels / 10)
    assert fast.scale == pytest.approx(slot[0] / width)
