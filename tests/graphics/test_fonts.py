"""Typefaces: what is missing is said with what to install."""

import pytest
from PIL import features

from graphics.fonts import FACES, Face, FontProblem, load, missing
from graphics.runs import split
from graphics.scripts import SCRIPTS
from tests.graphics.letters import SAMPLES


def test_without_raqm_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: name != "raqm")
    with pytest.raises(FontProblem, match="apt-get install libfribidi0"):
        load(FACES["archivo"], 41.5, 500, 100)


def test_without_its_package_the_error_says_what_to_install():
    with pytest.raises(FontProblem, match="pip install fontpkg-nowhere"):
        load(Face("nowhere", "fontpkg_nowhere", "Nowhere.ttf"), 40, 400, 100)


@pytest.mark.parametrize("name", FACES)
def test_every_face_opens_and_covers_the_languages_of_the_ballot(name):
    load(FACES[name], 40, 400, 100)
    assert not missing(FACES[name], "Nguyễn Příklad Ñandú Łucja Ğ ø ß “’” — ·")


def drawn(text):
    return [(piece.face.name, piece.text) for piece in split(text, FACES["archivo"], "en")]


def test_a_text_beyond_the_face_is_set_whole_in_the_fallback():
    assert drawn("Tsǎ Ꞌx") == [("noto-sans", "Tsǎ Ꞌx")]


def test_letters_and_accents_typed_apart_are_joined():
    assert drawn("Zoe\u0308") == [("archivo", "Zoë")]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_has_its_face_with_its_digits_and_marks(script):
    load(SCRIPTS[script].face, 40, 400, 100)
    assert not missing(SCRIPTS[script].face, SAMPLES.get(script, ""))


def test_the_first_text_that_a_font_measures_is_as_wide_as_ever_after():
    font = load.__wrapped__(FACES["noto-sans"], 395.3906050496843, 840, 80)
    assert len({font.getlength("Й") for _ in range(3)}) == 1
