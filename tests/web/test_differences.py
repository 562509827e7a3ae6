from hypothesis import given
from hypothesis import strategies as st

from publisher.web.differences import Piece, between, differences

TEXTS = st.text(alphabet="ab cñ.\n", max_size=40)


@given(TEXTS, TEXTS)
def test_the_pieces_join_to_both_texts(before, after):
    pieces = between(before, after)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after


@given(TEXTS)
def test_equal_texts_have_nothing_added_or_removed(text):
    assert all(piece.kind == "kept" for piece in between(text, text))


def test_whole_words_change():
    assert between("She signed it.", "She sighed it.") == (
        Piece("kept", "She "),
        Piece("removed", "signed"),
        Piece("added", "sighed"),
        Piece("kept", " it."),
    )


def test_neighbouring_words_change_together():
    assert [piece.text for piece in between("one two three.", "one red blue.")] == [
        "one ",
        "two three",
        "red blue",
        ".",
    ]


def test_only_texts_that_change_are_listed_in_their_order():
    found = differences({"b": "1", "a": "2", "c": "3"}, {"a": "x", "b": "y", "c": "3"})
    assert [difference.name for difference in found] == ["b", "a"]
