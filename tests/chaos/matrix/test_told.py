"""The judge of sentences: what is true of one delivery is called untrue of another."""

import pytest

from tests.chaos.matrix.told import Known, judge

SENT = "The post was sent, but no receipt came back. Instagram could not be reached. (ReadTimeout)"
NOT_FOUND = f"{SENT} The last look for it: It was not found yet; the feed may lag."
UNLISTED = f"{SENT} The last look for it: Instagram says that it is published, but does not list it yet."
BLOCKED = "The post was sent, but no receipt came back. Instagram blocked this. It says: “No. No.” (FeedbackRequired)"
LOST = frozenset({"drop_after"})
LIVE, ABSENT = Known(sent=1, effects=1, stands=1, struck=LOST), Known(sent=1, struck=frozenset({"drop"}))
HIDDEN = Known(sent=1, effects=1, stands=1, listed=False, struck=LOST)


@pytest.mark.parametrize(
    ("text", "so", "not_so"),
    [
        (SENT, LIVE, Known(cut=1)),
        (SENT, ABSENT, Known(sent=1, struck=frozenset({"feedback_required"}))),
        (BLOCKED, Known(sent=1, struck=frozenset({"feedback_required_after"})), LIVE),
        (NOT_FOUND, ABSENT, LIVE),
        (NOT_FOUND, HIDDEN, LIVE),
        (UNLISTED, HIDDEN, LIVE),
        (UNLISTED, HIDDEN, ABSENT),
        ("The worker ended while it was being sent.", Known(killed=1), Known()),
        ("The worker ended before anything was sent; it is tried again.", Known(killed=1), Known(1, 1, 1, killed=1)),
        ("It was tried 10 times without success.", Known(), LIVE),
        ("It is still live: https://www.instagram.com/p/X/", LIVE, Known(effects=1)),
        ("It is not there.", ABSENT, HIDDEN),
        ("It appears twice on the account: https://x.example/p/X/ is a post of it too.", Known(2, 2, 2), LIVE),
    ],
)
def test_a_sentence_is_true_of_the_one_and_not_of_the_other(text: str, so: Known, not_so: Known) -> None:
    assert judge(text, so) == []
    assert judge(text, not_so)


@pytest.mark.parametrize("text", ["Something went wrong.", f"{SENT} It is surely there.", "Error"])
def test_what_nobody_knows_is_no_sentence(text: str) -> None:
    assert judge(text, LIVE)
