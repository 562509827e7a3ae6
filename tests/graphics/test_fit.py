"""Fitted names: they stay inside their column and fill it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphics.fit import MOST, fit_name
from graphics.fonts import FACES, FontProblem
from graphics.name import set_name
from graphics.text import Style
from tests.cases import examples

STYLE = Style(FACES["archivo"], 100, 840)
LETTERS = "aeimnortgpjQÅẪřñʻ’"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=14), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=examples(25), deadline=None)
@given(WORDS, st.integers(300, 936), st.integers(90, 420))
def test_any_name_stays_inside_its_column(name, column, height):
    block = set_name(name, STYLE, column, height)
    assert block.width <= column
    assert block.height <= height
    assert "".join(ink.text for ink in block.lines).replace(" ", "") == name.replace(" ", "")


@settings(max_examples=examples(15), deadline=None)
@given(WORDS, st.integers(90, 420))
def test_widths_stay_on_the_faces_axis_and_sizes_below_the_largest(name, height):
    fit = fit_name(name, STYLE, 936, height)
    assert all(62 <= width <= 125 for width in fit.widths)
    assert all(0 < size <= MOST for size in fit.sizes)


@pytest.mark.parametrize("name", ["Mariannette Sample-Meeks", "Demo de la Cruz Candidate"])
def test_long_names_fill_the_column_to_the_pixel(name):
    block = set_name(name, STYLE, 936, 330)
    assert len(block.lines) > 1
    assert all(934 <= ink.mask.width <= 936 for ink in block.lines)


def test_a_short_name_is_as_large_as_its_column_allows():
    block = set_name("Jo Li", STYLE, 936, 330)
    assert [ink.text for ink in block.lines] == ["Jo Li"]
    assert block.height > 270


def test_a_double_name_breaks_at_its_space_rather_than_at_its_hyphen():
    assert fit_name("Mario Sample-Example", STYLE, 936, 400).lines == ("Mario", "Sample-Example")


@pytest.mark.parametrize("name", ["\u0301\u0301", "\u3164", "\u200b\u200b"])
def test_a_name_that_takes_no_room_is_refused_in_words(name):
    with pytest.raises(FontProblem, match="no letter that can be seen"):
        fit_name(name, STYLE, 936, 400)


def test_a_name_for_which_no_pixels_are_left_is_refused_in_words():
    with pytest.raises(FontProblem, match="2000 characters, too many for any card"):
        fit_name("X" * 2000, STYLE, 936, 400)
