"""Whatever the name, in whatever scripts: nothing on the card overflows, is cut, or touches."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphics import SIZES, TEMPLATES, Card, Look, Signer, check
from tests.cases import examples
from tests.graphics.cards import ENGLISH, card
from tests.graphics.letters import NAMES

MAY_FAIL = {"smallest text"}
"""A name may be too long to be read: the preflight says so, and the card is not published."""


def broken(made: Card, template: str, size: str) -> list[tuple[str, str]]:
    points = check(made, SIZES[size], Look(), template)
    return [(point.name, point.detail) for point in points if not point.ok and point.name not in MAY_FAIL]


@pytest.mark.parametrize("template", TEMPLATES)
@settings(max_examples=examples(8), deadline=None)
@given(name=st.lists(NAMES, min_size=1, max_size=4).map(" ".join), size=st.sampled_from(sorted(SIZES)))
@example(name="W" * 60, size="1200x630")
@example(name="Q\u0323\u0302\u0309 " * 8, size="1080x1080")
def test_no_name_overflows_is_cut_or_touches(template: str, name: str, size: str) -> None:
    assert broken(card(name), template, size) == []


@pytest.mark.parametrize("template", TEMPLATES)
@settings(max_examples=examples(5), deadline=None)
@given(names=st.lists(NAMES, min_size=1, max_size=5), size=st.sampled_from(sorted(SIZES)))
@example(names=["A", "A A A AAAAAAA 강강강강강강", "A"], size="1200x630")
def test_no_digest_does_either(template: str, names: list[str], size: str) -> None:
    people = tuple(Signer(name, "U.S. House, OH-03") for name in names)
    made = Card(name="Several candidates", people=people, **(ENGLISH | {"office": "", "place": ""}))
    assert broken(made, template, size) == []
