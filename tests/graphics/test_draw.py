"""Whole cards: hard names in both sizes and languages, and the file."""

import hashlib
import io

import pytest
from PIL import Image

from graphics import SIZES, TEMPLATES, FontProblem, Look, Photo, check, draw, render
from tests.graphics.cards import SPANISH, SQUARE, TALL, card, picture, saved

NAMES = [
    "Jo Li",
    "Ana Sample",
    "Maximiliana Featherstonhaugh-Candidate Jr.",
    "Nguyễn Thị Mẫu",
    "Zoë Ñandú Příklad",
    "Keoni Kaʻaʻawa-Placeholder",
    "Demo de la Cruz Candidate",
    "Robert C. “Bobby” Example, Jr.",
    "Ọlá Ẹ̀wà-Sample",
    "X",
]


def faults(picture):
    return [f"{point.name}: {point.detail}" for point in picture.preflight if not point.ok]


@pytest.mark.parametrize("size", [TALL, SQUARE], ids=lambda size: size.name)
@pytest.mark.parametrize("name", NAMES)
def test_hard_names_pass_the_preflight(name, size):
    assert faults(draw(card(name), size, Look())) == []


@pytest.mark.parametrize("size", [TALL, SQUARE], ids=lambda size: size.name)
def test_spanish_cards_with_a_photo_pass_the_preflight(size):
    photo = Photo(saved(picture()), credit="Foto: Sample Studio.")
    assert faults(draw(card(NAMES[2], **SPANISH, photo=photo), size, Look())) == []


@pytest.mark.parametrize("credit", ["\u200b", "\u3164", "\u202e\u2066", "\u0301\u0301", "\xad ", "   "])
@pytest.mark.parametrize("template", [name for name, one in TEMPLATES.items() if one.photos])
def test_a_photo_whose_credit_nobody_would_see_is_not_drawn(template, credit):
    shown = card(photo=Photo(saved(picture()), credit=credit))
    for size in SIZES.values():
        for made in (draw, check):
            with pytest.raises(FontProblem, match="credit has no letter that can be seen"):
                made(shown, size, Look(), template)


@pytest.mark.parametrize("changes", [{"date": ""}, {"place": ""}, {"disclaimer": ""}, {"status": "refused"}])
def test_what_may_be_missing_may_be_missing(changes):
    assert faults(draw(card(**changes), TALL, Look())) == []


def test_the_twelve_longest_words_still_fit():
    promise = " ".join(["representatives"] * 6 + ["neighborhoods"] * 6)
    assert faults(draw(card(promise=promise), TALL, Look())) == []


def test_a_name_that_cannot_be_legible_is_refused():
    found = faults(draw(card("Wolfeschlegelsteinhausenbergerdorff" * 2), SQUARE, Look()))
    assert [fault for fault in found if fault.startswith("smallest text: too small to read: the name")]


def test_a_disclaimer_that_fills_the_card_is_refused():
    assert not draw(card(disclaimer="Paid for by somebody. " * 40), SQUARE, Look()).ok


def test_a_letter_without_a_glyph_is_an_error_that_names_it():
    with pytest.raises(FontProblem, match=r"ꆈ \(U\+A188\).*Latin spelling"):
        draw(card("Sample ꆈ"), TALL, Look())


def test_the_file_is_what_it_says():
    result = draw(card(), SQUARE, Look())
    image = Image.open(io.BytesIO(result.data))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1080, 1080))
    assert (result.width, result.height) == image.size
    assert result.sha256 == hashlib.sha256(result.data).hexdigest()
    assert not {"exif", "comment", "icc_profile", "progressive"} & image.info.keys()


def test_no_metadata_of_the_photo_reaches_the_card():
    source = picture()
    exif = source.getexif()
    exif[0x010F] = "SecretCamera"
    data = saved(source, exif=exif, comment=b"SecretComment")
    assert b"Secret" in data
    assert b"Secret" not in render(card(photo=Photo(data)), TALL)


def test_every_person_gets_a_patchwork_of_their_own():
    one, other = (
        Image.open(io.BytesIO(render(card(name), TALL))).crop((0, 800, 1080, 960)).tobytes()
        for name in ("Ana Sample", "Eva Sample")
    )
    assert one != other
