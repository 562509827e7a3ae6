"""Set lines: their pitch, their ink, their distance."""

from itertools import pairwise
from statistics import pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphics.fonts import FACES
from graphics.measure import clearance
from graphics.text import Style, advance, place, set_line, stack
from tests.cases import examples

SMALL = Style(FACES["public-sans"], 32, 400)
LARGE = Style(FACES["archivo"], 120, 840, 80)
SLOT = (0, 0, 2000, 2000)


@pytest.mark.parametrize("size", [32, 34, 36, 40, 48])
def test_small_text_has_an_even_pitch(size):
    """Checklist point 8: the pitch of equal letters deviates by at most 0.15 px."""
    mask = set_line("l" * 12, Style(FACES["public-sans"], size, 400)).mask
    rows = mask.crop((0, mask.height // 2, mask.width, mask.height // 2 + 1)).tobytes()
    centres, weight, moment = [], 0, 0
    for x, value in enumerate(rows + b"\0"):
        if value:
            weight, moment = weight + value, moment + value * x
        elif weight:
            centres.append(moment / weight)
            weight = moment = 0
    steps = [b - a for a, b in pairwise(centres)]
    assert len(steps) == 11
    assert pstdev(steps) <= 0.15


def test_ink_is_cropped_and_its_rise_is_the_capitals_height():
    ink = set_line("HE", LARGE)
    assert ink.mask.getbbox() == (0, 0, *ink.mask.size)
    assert ink.rise == ink.mask.height
    assert 0.66 < ink.rise / 120 < 0.71


def test_kerning_is_on():
    apart = advance("A", LARGE) + advance("V", LARGE)
    assert advance("AV", LARGE) < apart - 2


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(st.text("gjpyÇẪŇÅxo", min_size=1, max_size=8), min_size=2, max_size=3))
def test_stacked_lines_never_come_nearer_than_asked(texts):
    block = stack([set_line(text, LARGE) for text in texts], 0.8, 0.09)
    runs = place("name", block, 0, 0, "#000000", SLOT)
    for above, below in pairwise(runs):
        assert clearance(above, below) >= 0.09 * 120 - 1


def test_the_okina_is_set_without_changing_the_face():
    mapped, plain = set_line("ʻ", LARGE), set_line("‘", LARGE)
    assert mapped.mask.tobytes() == plain.mask.tobytes()
