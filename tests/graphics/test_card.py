"""Cards refuse what no card can show."""

import pytest

from tests.graphics.cards import card


@pytest.mark.parametrize("field", ["statement", "office", "promise", "wordmark", "address"])
def test_an_empty_text_is_refused_by_name(field):
    with pytest.raises(ValueError, match=f"no {field}"):
        card(**{field: "  "})


def test_a_long_promise_is_refused_with_its_count():
    with pytest.raises(ValueError, match="13 words"):
        card(promise="word " * 13)
