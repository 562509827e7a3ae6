"""Names in every script: each letter drawn, shaped, in order, and broken only where it may be."""

from itertools import pairwise

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from graphics.bidi import levels, visual
from graphics.breaks import atoms, even, partitions
from graphics.fonts import FACES, FontProblem, load, missing
from graphics.measure import clearance
from graphics.name import set_name
from graphics.runs import split
from graphics.scripts import clusters
from graphics.text import Style, advance, pieces, place, set_line, stack
from tests.cases import examples
from tests.graphics.letters import ANY_ORDER, NAMES, SAMPLES

STYLE = Style(FACES["archivo"], 120, 840, 80)
SMALL = Style(FACES["public-sans"], 40, 600)


@settings(max_examples=examples(60), deadline=None)
@given(NAMES | ANY_ORDER, st.sampled_from([STYLE, SMALL]))
def test_any_text_is_drawn_in_one_line_with_no_letter_lost(text, style):
    parts = pieces(text, style)
    assert not [letter for part in parts for letter in missing(part.face, part.text)]
    ink = set_line(text, style)
    assert ink.mask.getbbox() == (0, 0, *ink.mask.size)
    assert ink.mask.width <= advance(text, style) + 0.5 * style.size


@settings(max_examples=examples(30), deadline=None)
@given(NAMES | ANY_ORDER)
def test_ink_is_not_cut_at_the_edge_of_its_canvas(text):
    """The same line at half the size has the same shape: nothing of it stood outside."""
    large, small = set_line(text, STYLE), set_line(text, Style(STYLE.face, 60, STYLE.weight, STYLE.width))
    assert abs(large.mask.height - 2 * small.mask.height) <= 5
    assert abs(large.mask.width - 2 * small.mask.width) <= 8 + 2 * len(text)


@settings(max_examples=examples(30), deadline=None)
@given(NAMES, st.floats(20, 400))
def test_the_width_is_linear_in_the_size(text, size):
    font_size = Style(STYLE.face, size, STYLE.weight, STYLE.width)
    spans = [
        load(part.face, size * part.face.scale, STYLE.weight, STYLE.width).getlength(
            part.text, direction="rtl" if part.level % 2 else None, language=part.lang
        )
        for part in pieces(text, font_size)
    ]
    assert advance(text, font_size) == pytest.approx(sum(spans), abs=0.5 + 0.05 * len(text))


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(NAMES, min_size=2, max_size=3))
def test_lines_in_any_script_never_come_nearer_than_asked(texts):
    block = stack([set_line(text, STYLE) for text in texts], 0.8, 0.09)
    for above, below in pairwise(place("name", block, 0, 0, "#000000", (0, 0, 1, 1))):
        assert clearance(above, below) >= 0.09 * 120 - 1


@settings(max_examples=examples(20), deadline=None)
@given(NAMES, st.integers(300, 936), st.integers(120, 420))
def test_any_name_stays_inside_its_column(name, column, height):
    block = set_name(name, Style(FACES["archivo"], 100, 840), column, height)
    assert (block.width <= column, block.height <= height) == (True, True)
    assert "".join(ink.text for ink in block.lines).replace(" ", "") == name.replace(" ", "")


def test_arabic_letters_are_joined():
    assert advance("سارة", STYLE) < 0.9 * sum(advance(letter, STYLE) for letter in "سارة")


def test_devanagari_conjuncts_are_shaped():
    assert advance("क्ष", STYLE) < 0.9 * (advance("क", STYLE) + advance("ष", STYLE))


def test_a_vowel_sign_is_drawn_before_its_letter_where_the_script_wants_it():
    assert set_line("कि", STYLE).mask.tobytes() != set_line("िक", STYLE).mask.tobytes()


def seen(text, lang="en"):
    return ["".join(reversed(p.text)) if p.level % 2 else p.text for p in split(text, FACES["archivo"], lang)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Sami סמי Sample", "Sami ימס Sample"),
        ("דנה Dana 2026", "Dana 2026 הנד"),
        ("דנה 2026 דוגמה", "המגוד 2026 הנד"),
        ("Dana (דנה) Example, Jr.", "Dana (הנד) Example, Jr."),
        ("سارة 12-3", "3-12 ةراس"),
    ],
)
def test_mixed_directions_are_in_the_order_of_the_bidirectional_algorithm(text, order):
    assert "".join(seen(text)) == order


def test_the_ink_of_a_mixed_line_stands_where_it_is_read():
    """In a line that begins with Hebrew, the digits after it stand at its left."""
    digits, hebrew, both = (set_line(text, STYLE).mask for text in ("11", "םםם", "םםם 11"))
    assert both.crop((0, 0, digits.width, both.height)).getbbox() is not None
    left = both.crop((0, 0, digits.width, both.height))
    assert left.crop(left.getbbox()).tobytes() == digits.tobytes()
    right = both.crop((both.width - hebrew.width, 0, both.width, both.height))
    assert right.crop(right.getbbox()).height == pytest.approx(hebrew.height, abs=1)


@settings(max_examples=examples(300), deadline=None)
@given(st.text("abאבجد019 .,-+%()[]\u0301\u05b7\u0660", min_size=1, max_size=12), st.sampled_from([0, 1]))
def test_the_order_is_that_of_an_independent_implementation(text, base):
    found = levels(text, base)
    assert "".join(text[at] for at in visual(found)) == get_display(text, base_dir="LR"[base])


@pytest.mark.parametrize(
    ("text", "code"), [("Sample \ue000", r"U\+E000"), ("王\uf8ff", r"U\+F8FF"), ("سا\ue123", r"U\+E123")]
)
def test_a_character_that_no_face_has_is_refused_with_its_code(text, code):
    with pytest.raises(FontProblem, match=code + ".*Latin spelling"):
        set_line(text, STYLE)


def test_letters_that_would_turn_a_name_around_have_no_effect():
    assert seen("Ana \u202eelpmaS\u202c") == seen("Ana elpmaS")


@pytest.mark.parametrize("emoji", ["🌻", "⭐", "1️⃣", "👩🏽‍⚕️", "🇺🇸", "👨‍👩‍👧"])
def test_an_emoji_is_one_sign_in_the_ink_of_its_line(emoji):
    ink = set_line(emoji, STYLE)
    assert ink.mask.width < 1.6 * 120
    assert 60 < ink.mask.height < 160
    (piece,) = split(emoji, STYLE.face, "en")
    assert piece.face.name == "noto-emoji"


def test_a_space_beside_an_emoji_is_as_wide_as_any():
    alone = advance("Ana", STYLE) + advance("🌻", STYLE)
    assert advance("Ana 🌻", STYLE) - alone < 0.3 * 120


def test_fallback_scripts_stand_as_high_as_latin_letters():
    capital = set_line("H", STYLE).rise
    for letter in "ادאकកअ국王አ":
        assert 0.6 * capital < set_line(letter, STYLE).rise < 1.45 * capital, letter


def test_chinese_breaks_between_any_two_characters():
    text = "".join(SAMPLES["Hani"])
    assert even(text, len, 1) == list(text)
    assert [part.strip() for part in atoms("李小样")] == ["李", "小", "样"]


def test_a_line_begins_with_no_closing_sign_and_ends_with_no_opening_one():
    assert even("我们，「承诺」。", len, 2) == ["我", "们，", "「承", "诺」。"]


@settings(max_examples=examples(60), deadline=None)
@given(st.text(SAMPLES["Khmr"] + "្", min_size=1, max_size=12) | st.text("👩🏽‍⚕️🇺🇸🌻é王\u0301", min_size=1, max_size=9))
def test_no_cluster_is_parted_by_a_line_break(text):
    whole = clusters(text)
    for line in even(text, len, 1):
        while line:
            assert line.startswith(whole[0])
            line = line.removeprefix(whole.pop(0))


def test_khmer_breaks_where_it_has_zero_width_spaces():
    assert even("សុខា\u200bគំរូ", len, 2) == ["សុខា", "គំរូ"]


@pytest.mark.parametrize("cluster", ["ក្ខ", "က္က", "क्ष", "ಕ್ಷ", "ක්‍ෂ", "ਕ੍ਰ"])
def test_a_letter_under_another_stays_with_it(cluster):
    assert clusters(cluster) == [cluster]


@pytest.mark.parametrize("mark", ["\u0301", "\u0323"])
def test_marks_heaped_on_a_letter_are_not_cut_off(mark):
    six, sixteen = (set_line("Q" + mark * count, STYLE).mask.height for count in (6, 16))
    assert sixteen - six == pytest.approx(2 * (six - set_line("Q" + mark, STYLE).mask.height), abs=3)


def test_a_korean_name_breaks_at_its_spaces_only():
    assert list(partitions(atoms("김예시 견본"))) == [("김예시 견본",), ("김예시", "견본")]


def test_chinese_characters_take_the_forms_of_their_language():
    faces = [split("直", FACES["archivo"], lang)[0].face.name for lang in ("en", "ja", "ko", "zh-TW")]
    assert faces == [f"noto-sans-cjk-{region}" for region in ("sc", "jp", "kr", "tc")]
