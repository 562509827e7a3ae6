"""A picture is known again after a service has encoded it anew; another card of the same layout is not taken for it."""

import io

import pytest
from PIL import Image

from graphics import SIZES, TEMPLATES, draw
from graphics.likeness import ALIKE, LEAST, same, unlike
from publisher.current_brand import brand
from tests.graphics.cards import card, picture, saved


def drawn(template: str, size: str = "1080x1350", **changes: str) -> bytes:
    return draw(card(**changes), SIZES[size], brand().look, template).data


def again(data: bytes, width: int, quality: int) -> bytes:
    """As a service shows it."""
    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB").resize(
            (width, round(image.height * width / image.width)), Image.Resampling.LANCZOS
        )
    return saved(small, quality=quality)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("size", ["1080x1350", "1080x1080"])
def test_it_is_known_again_whatever_the_encoding(template: str, size: str) -> None:
    data = drawn(template, size)
    for width in (1080, 750, 640, LEAST):
        for quality in (90, 70, 50):
            assert unlike(data, again(data, width, quality)) < ALIKE / 2


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("name", ["Ana Simple", "Ana Sampel", "Bob Specimen"])
def test_another_name_on_the_same_card_is_another_picture(template: str, name: str) -> None:
    assert unlike(drawn(template), again(drawn(template, name=name), 640, 70)) > 2 * ALIKE


def test_a_crop_and_another_answer_are_other_pictures() -> None:
    data = drawn("ballot")
    with Image.open(io.BytesIO(data)) as image:
        cropped = saved(image.crop((40, 40, 1040, 1310)).resize(image.size))
    assert not same(data, cropped)
    assert not same(data, drawn("ballot", statement="refused to sign"))


@pytest.mark.parametrize("data", [b"", b"<html>", saved(picture(LEAST - 1, 600)), saved(picture())[:2000]])
def test_what_cannot_be_compared_is_no_difference(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no picture|cannot be compared"):
        same(saved(picture()), data)
