"""The patchwork: anybody's, anywhere the same."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from graphics import Look
from graphics.quilt import house, patchwork
from tests.cases import examples


@settings(max_examples=examples(20), deadline=None)
@given(st.text(max_size=20))
def test_any_name_gives_one_row_always_the_same(name):
    row = patchwork(name, Look().patches, 4, 60)
    assert row.size == (240, 60)
    assert row.tobytes() == patchwork(name, Look().patches, 4, 60).tobytes()


@settings(max_examples=examples(30), deadline=None)
@given(st.text(max_size=20))
def test_neighbouring_blocks_are_never_alike(name):
    row = patchwork(name, Look().patches, 4, 60)
    blocks = [row.crop((x, 0, x + 60, 60)).tobytes() for x in range(0, 240, 60)]
    assert all(one != other for one, other in pairwise(blocks))


def test_a_house_uses_the_looks_colours_only():
    palette = ("#000000", "#ff0000", "#00ff00", "#0000ff", "#ffffff")
    image = house("Ana Sample", palette, 120)
    counted = sorted(image.getcolors(120 * 120), reverse=True)[:4]
    assert all(set(colour) <= {0, 255} for _, colour in counted)
