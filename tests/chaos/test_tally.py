"""The tally of a storm finds what stands twice, also under two codes: else a storm without any proves nothing."""

from collections.abc import Iterator

import pytest

from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account, Slide
from tests.chaos import tally

SLIDE = Slide("images/none.jpg", 1080, 1350, "A card")


@pytest.fixture
def sandbox() -> Iterator[InstagramSandbox]:
    with InstagramSandbox() as running:
        yield running


def post(sandbox: InstagramSandbox, account: str, code: str, words: str) -> None:
    caption = f"{words}\n\nhttps://neighbors.example/a/{code}\n#Promise"
    sandbox.store.add_post(Account(account, "x"), caption, "17", (SLIDE,))


def test_each_announcement_once_on_each_account_is_nothing_twice(sandbox: InstagramSandbox) -> None:
    for code, words in (("A1", "Ada Sample signed."), ("B2", "Bea Example signed.")):
        for account in ("north", "south"):
            post(sandbox, account, code, words)
    assert tally.twice(sandbox.url) == []


def test_the_same_announcement_is_found(sandbox: InstagramSandbox) -> None:
    for words in ("Ada Sample signed.", "Ada Sample has signed."):
        post(sandbox, "north", "A1", words)
    assert (tally.twice(sandbox.url), tally.duplicates(sandbox.url)) == (["A1 on north"], 1)


def test_another_announcement_in_the_same_words_is_found_by_its_own_code(sandbox: InstagramSandbox) -> None:
    for account, code in (("north", "A1"), ("north", "B2"), ("south", "C3")):
        post(sandbox, account, code, "Ada Sample signed.")
    assert tally.twice(sandbox.url) == ["B2 on north"]
