from hypothesis import given
from hypothesis import strategies as st

from publisher.public.phrases import choose

BOTH = ("en", "es")


def test_what_is_asked_for_beats_what_is_accepted():
    assert choose("es", "en", BOTH) == "es"


def test_the_best_accepted_language_that_there_is():
    assert choose("", "fr, en;q=0.3, es-PR;q=0.8", BOTH) == "es"


def test_a_language_with_weight_zero_is_not_wanted():
    assert choose("", "es;q=0", BOTH) == "en"


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_comes_a_page_has_one_of_its_languages(asked, accepted):
    assert choose(asked, accepted, BOTH) in BOTH
