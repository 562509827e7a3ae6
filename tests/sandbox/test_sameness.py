"""What counts as saying the same."""

import pytest

from publisher.sandbox.sameness import code_of, repeats, wording


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Signed. neighbors.example/a/Q7wX\n#Promise", "Q7wX"),
        ("https://neighbors.example/a/Q7wX/1080x1350.en.jpg", "Q7wX"),
        ("Read it at https://neighbors.example/a/Q7wX.", "Q7wX"),
        ("Signed, and no address", ""),
    ],
)
def test_the_code_stands_in_the_address(text: str, code: str) -> None:
    assert code_of(text) == code


def test_the_words_are_what_is_left_without_address_and_space() -> None:
    assert wording("Ana Sample signed.\n\nhttps://neighbors.example/a/Q7wX\n#Promise") == "Ana Sample signed. #Promise"
    assert wording("Ana  Sample signed. /a/ZZZ #Promise") == "Ana Sample signed. #Promise"


def test_each_repetition_counts_once_whatever_it_repeats() -> None:
    assert repeats([{"code 1", "words 1"}, {"code 2", "words 2"}, {"code 1", "words 2"}, {"code 3"}, set()]) == [2]
    assert repeats([{"a"}, {"a"}, {"a"}]) == [1, 2]
