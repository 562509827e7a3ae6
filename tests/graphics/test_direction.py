"""Text that is read from right to left: where it stands, and in which order its lines and words are."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphics import SIZES, TEMPLATES, Card, Look, Signer, check
from graphics.compose import layout
from graphics.fonts import FACES
from graphics.measure import clearance
from graphics.preflight import on_layout
from graphics.text import Run, Style, pieces, place, set_line, stack
from tests.cases import examples
from tests.graphics.cards import card
from tests.graphics.letters import SAMPLES

LEFTWARD = ["أمل مثال النموذج", "שרה דוגמה־לוי", "דנה דוגמה (Dana)", "دانا مثال Example"]
RIGHTWARD = ["Jo Li", "Noor النموذج Example", "Ana Sample (أمل مثال)", "王示例"]
STYLE = Style(FACES["archivo"], 120, 840, 80, leftward=True)
each = pytest.mark.parametrize("template", TEMPLATES)


def of(made: Card, role: str, template: str, size: str) -> list[Run]:
    return [run for run in layout(made, SIZES[size], Look(), template).runs if run.role == role]


@pytest.mark.cross_section(2)
@each
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LEFTWARD)
def test_a_name_that_begins_leftward_ends_at_the_right_edge_of_its_column(name: str, template: str, size: str) -> None:
    lines = of(card(name), "name", template, size)
    column = of(card("Ana Sample"), "name", template, size)[0].slot
    assert {run.box[2] for run in lines} == {column[2]}
    assert not [point for point in check(card(name), SIZES[size], Look(), template) if not point.ok]


@each
@pytest.mark.parametrize("name", RIGHTWARD)
def test_every_other_name_begins_at_the_left_edge(name: str, template: str) -> None:
    assert {run.x - run.slot[0] for run in of(card(name), "name", template, "1080x1350")} == {0}


@pytest.mark.parametrize("role", ["place", "note", "statement"])
@each
def test_a_sentence_that_begins_with_a_leftward_name_still_runs_as_its_language(role: str, template: str) -> None:
    english = card("Ana Sample", **{role: "أمل مثال is no longer counted"})
    arabic = card("Ana Sample", **{role: "أمل مثال"})
    first, alone = (of(made, role, template, "1080x1350")[0] for made in (english, arabic))
    assert first.x == first.slot[0]
    assert pieces(first.ink.text, first.ink.style)[0].text.startswith("أ")
    assert alone.box[2] == alone.slot[2]


@each
def test_a_list_of_people_keeps_its_left_edge(template: str) -> None:
    people = (Signer("أمل مثال", "U.S. House, OH-03"), Signer("Jo Li", "U.S. House, TX-07"))
    made = card("Two candidates", people=people, office="", place="")
    runs = of(made, "person", template, "1080x1350")
    assert {run.x - run.slot[0] for run in runs} == {0}


@each
def test_a_leftward_wordmark_leaves_the_date_its_end_of_the_line(template: str) -> None:
    made = card("Ana Sample", wordmark="קואליציה לדוגמה")
    assert [point.detail for point in check(made, SIZES["1080x1350"], Look(), template) if not point.ok] == []


def words(text: str, leftward: bool) -> list[str]:
    return "".join(f" {part.text} " for part in pieces(text, replace(STYLE, leftward=leftward))).split()


@pytest.mark.parametrize("line", ["סמי Sample", "سامي Sample"])
def test_the_words_of_a_line_stand_in_the_order_of_the_whole_name(line: str) -> None:
    """The second line of “Ana סמי Sample” begins at the left although its first letter does not."""
    first, second = line.split()
    assert words(line, leftward=False) == [first, second]
    assert words(line, leftward=True) == [second, first]


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.text(SAMPLES["Arab"] + SAMPLES["Hebr"], min_size=1, max_size=9), min_size=2, max_size=3))
def test_lines_that_end_at_one_edge_never_come_nearer_than_asked(texts: list[str]) -> None:
    block = stack([set_line(text, STYLE) for text in texts], 0.6, 0.09)
    above, below, *_ = place("name", block, 0, 0, "#000000", (0, 0, 1000, 1000))
    assert above.box[2] == below.box[2] == 1000
    assert clearance(above, below) >= 0.09 * 120 - 1


def test_a_leftward_line_off_its_edge_is_seen_by_the_preflight() -> None:
    size = SIZES["1080x1350"]
    runs = layout(card(LEFTWARD[0]), size, Look()).runs
    moved = [replace(run, x=run.slot[0]) if run.role == "name" else run for run in runs]
    points = {point.name: point.ok for point in on_layout(moved, size)}
    assert {point.name: point.ok for point in on_layout(runs, size)}["left edges"]
    assert not points["left edges"]
