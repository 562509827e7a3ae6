"""Text that is read from right to left: in which order its words are."""

from dataclasses import replace

import pytest

from graphics import SIZES, TEMPLATES, Card, Look, Signer, check
from graphics.compose import layout
from graphics.fonts import FACES
from graphics.text import Run, Style, pieces
from tests.graphics.cards import card

STYLE = Style(FACES["archivo"], 120, 840, 80, leftward=True)
each = pytest.mark.parametrize("template", TEMPLATES)


def of(made: Card, role: str, template: str, size: str) -> list[Run]:
    return [run for run in layout(made, SIZES[size], Look(), template).runs if run.role == role]


@pytest.mark.parametrize("role", ["place", "note", "statement"])
@each
def test_a_sentence_that_begins_with_a_leftward_name_still_runs_as_its_language(role: str, template: str) -> None:
    english = card("Ana Sample", **{role: "أمل مثال is no longer counted"})
    arabic = card("Ana Sample", **{role: "أمل مثال"})
    first, alone = (of(made, role, template, "1080x1350")[0] for made in (english, arabic))
    assert pieces(first.ink.text, first.ink.style)[0].text.startswith("أ")
    assert (first.ink.style.leftward, alone.ink.style.leftward) == (False, True)


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
