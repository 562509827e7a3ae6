"""Names in every script on every template and format, and what is said when a letter or a library is missing."""

import os
import subprocess
import sys
from dataclasses import replace
from unicodedata import category

import pytest
from PIL import features

from graphics import SIZES, TEMPLATES, Card, FontProblem, Look, Photo, Signer, check, draw, fonts, text
from graphics import type as typesetting
from graphics.compose import layout
from graphics.scripts import SCRIPTS
from tests.cases import ALL
from tests.graphics.cards import ENGLISH, card, picture, saved

NAMES = {
    "diacritics": "Ægir Ǩråłžý Ḫṻẍẩḡ-Ŏȩǟȑñ",
    "heaped marks": "Ọ̀ṣ́un Mẫ̱u",
    "vietnamese": "Nguyễn Thị Mẫu Ví Dụ",
    "hawaiian": "Kaʻōpuaʻula Laʻana-Kūmū",
    "cyrillic": "Анна Образцова-Примерная",
    "greek": "Ελένη Δειγματοπούλου",
    "arabic": "أمل مثال النموذج",
    "hebrew": "שָׂרָה דוגמה־לוי",
    "devanagari": "क्षितिज उदाहरण",
    "chinese": "王示例",
    "korean": "김예시 견본",
    "ethiopic": "አበበ ምሳሌ",
    "khmer": "សុខា ឧទាហរណ៍",
    "emoji": "Sam 🌻 Sample 👩🏽‍⚕️",
    "mixed": "Noor النموذج דוגמה 王 Example, Jr.",
}
EVERY = [(template, size) for template in TEMPLATES for size in SIZES]
LATIN = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if category(chr(code)) in ("Lu", "Ll")]
LOST = "ꆈ"  # Yi: no installed typeface has it
PEOPLE = (Signer("Ana Sample", "U.S. House, OH-03"), Signer("Bo Example", "U.S. Senate, Maine"))
NOTE = "On March 3 we wrote that Bo Example signed the pledge. That was wrong."


def faults(points):
    return [f"{point.name}: {point.detail}" for point in points if not point.ok]


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_passes_the_preflight_on_every_template_and_format(script):
    """Of each template one format is drawn, another one for each script; of all formats the layout is measured.

    Without `PUBLISHER_TEST_CASES=all` it is measured of one format only, the next.
    """
    at = list(NAMES).index(script)
    for number, template in enumerate(TEMPLATES):
        sizes = list(SIZES.values())
        size, after = (sizes[(at + number + more) % len(sizes)] for more in (0, 1))
        for one in sizes if ALL else [after]:
            assert faults(check(card(NAMES[script]), one, Look(), template)) == [], (template, one.name)
        assert faults(draw(card(NAMES[script]), size, Look(), template).preflight) == [], (template, size.name)


@pytest.mark.parametrize("script", NAMES)
def test_places_notes_and_lists_are_set_in_any_script_too(script):
    name = NAMES[script]
    at = list(NAMES).index(script)
    noted = card(name, statement="Correction", status="correction", note=f"{name}: {NOTE}", place=name)
    people = (Signer(name, "U.S. House, OH-03"), PEOPLE[0], Signer(name, name))
    listed = card("Three candidates", people=people, office="", place="")
    for made in (noted, listed):
        every = 3 if ALL else 6
        for template, size in EVERY[at % every :: every]:
            found = faults(check(made, SIZES[size], Look(), template))
            assert [fault for fault in found if not fault.startswith("smallest text")] == [], (template, size)


def test_every_latin_letter_has_its_glyph():
    style = text.Style(fonts.FACES["archivo"], 40, 840, 80)
    marks = [f"q{chr(code)}" for code in range(0x300, 0x370)]
    assert [one for one in LATIN + marks if fonts.missing((piece := text.pieces(one, style)[0]).face, piece.text)] == []


SIGNED, NOTED = card(), card(status="correction", note=NOTE)
LISTED = card("Two candidates", people=PEOPLE, office="", place="")
SLOTS: list[tuple[str, Card]] = [
    *((slot, replace(SIGNED, **{slot: f"Sample {LOST}"})) for slot in ENGLISH if slot not in ("lang", "date")),
    ("name", replace(SIGNED, name=f"Sample {LOST}")),
    ("note", replace(NOTED, note=f"{NOTE} {LOST}")),
    ("place of a note", replace(NOTED, place=f"Ohio {LOST}")),
    ("heading", replace(LISTED, name=f"Two {LOST}")),
    ("person", replace(LISTED, people=(*PEOPLE, Signer(f"Cy {LOST}")))),
    ("seat", replace(LISTED, people=(PEOPLE[0], Signer("Cy Sample", f"House {LOST}")))),
]


@pytest.mark.cross_section(1)
@pytest.mark.parametrize(("template", "size"), EVERY)
@pytest.mark.parametrize(("slot", "made"), SLOTS, ids=[slot for slot, _ in SLOTS])
def test_a_letter_without_a_glyph_is_an_error_wherever_it_stands(slot, made, template, size):
    with pytest.raises(FontProblem, match=r"ꆈ \(U\+A188\).*Latin spelling"):
        layout(made, SIZES[size], Look(), template)


@pytest.mark.parametrize("template", TEMPLATES)
def test_so_it_is_in_the_date_and_in_a_photos_credit(template):
    credited = card(photo=Photo(saved(picture(60, 80)), credit=f"Photo: {LOST}"))
    for made in [card(date=f"March {LOST}"), *([credited] if TEMPLATES[template].photos else [])]:
        with pytest.raises(FontProblem, match=r"U\+A188"):
            layout(made, SIZES["1080x1350"], Look(), template)


@pytest.fixture
def nothing_is_set_yet():
    kept = (fonts.load, text.set_line, text._advance, text._blanks, typesetting._fitted, typesetting._block)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.parametrize(("template", "size"), EVERY)
@pytest.mark.usefixtures("nothing_is_set_yet")
def test_without_raqm_no_card_is_laid_out(template, size, monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: name != "raqm")
    for made in (SIGNED, NOTED, LISTED):
        with pytest.raises(FontProblem, match="apt-get install libfribidi0"):
            layout(made, SIZES[size], Look(), template)


def test_without_the_typeface_of_its_script_the_error_says_which_package_to_install(monkeypatch):
    gone = fonts.Face("noto-sans-khmer", "fontpkg_nowhere", "files/NotoSansKhmer.ttf")
    monkeypatch.setitem(SCRIPTS, "Khmr", replace(SCRIPTS["Khmr"], face=gone))
    with pytest.raises(FontProblem, match=r"NotoSansKhmer\.ttf is not installed: run pip install fontpkg-nowhere"):
        layout(card("សុខាគំរូ"), SIZES["1080x1350"], Look())


def sums():
    """The hash of one card for each script, every template in every format; without `ALL` one of each template."""
    return [
        draw(card(name), SIZES[size], Look(), template).sha256
        for name, (template, size) in list(zip(NAMES.values(), EVERY + EVERY, strict=False))[
            slice(None) if ALL else slice(1, None, 5)
        ]
    ]


def test_the_same_cards_have_the_same_bytes_in_a_second_process():
    again = subprocess.run(
        [sys.executable, "-c", "from tests.graphics.test_every_script import sums; print(*sums())"],
        env=os.environ | {"PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert again.stdout.split() == sums()
