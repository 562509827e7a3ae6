"""Contact sheets."""

import pytest
from PIL import Image

from graphics.contact import GAP, LINE, Labelled, contact_sheet, small


def test_pictures_stand_in_rows_as_high_as_their_highest() -> None:
    tall, wide = Image.new("RGB", (100, 200), "#ff0000"), Image.new("RGB", (100, 50), "#0000ff")
    sheet = contact_sheet([Labelled(tall, "tall"), Labelled(wide, "wide"), Labelled(wide, "again")], columns=2)
    assert sheet.size == (GAP + 2 * (100 + GAP), 3 * GAP + 200 + 50 + 2 * LINE)
    assert sheet.getpixel((GAP + 5, GAP + 195)) == (255, 0, 0)
    assert sheet.getpixel((GAP + 5, 2 * GAP + 200 + LINE + 5)) == (0, 0, 255)


def test_a_label_is_drawn_and_cut_to_its_picture() -> None:
    one = Image.new("RGB", (120, 40), "#ffffff")
    bare = contact_sheet([Labelled(one, " ")], columns=1)
    named = contact_sheet([Labelled(one, "A very long label " * 9)], columns=1)
    assert bare.size == named.size
    assert bare.tobytes() != named.tobytes()
    edge = (named.width - GAP + 4, 0, named.width, named.height)
    assert bare.crop(edge).tobytes() == named.crop(edge).tobytes()


def test_small_keeps_the_proportions() -> None:
    assert small(Image.new("L", (1080, 1350)), 320).size == (320, 400)


def test_no_picture_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="needs a picture"):
        contact_sheet([], 3)


def test_the_number_leads_a_label_in_any_direction() -> None:
    one = Image.new("RGB", (300, 10), "#ffffff")
    latin, hebrew = (contact_sheet([Labelled(one, f"29  {name}")], columns=1) for name in ("Ana", "דוגמה"))
    number = (GAP, GAP + 10, GAP + 20, latin.height)
    assert latin.crop(number).tobytes() == hebrew.crop(number).tobytes()
