"""What is kept of each attempt: by it all of them are looked for and counted, however often it was sent again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.rules.attempts import after_hand, attempts, before_again, earlier, in_doubt_again, posted_at
from publisher.rules.marks import EARLIER

FIRST = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(hours=1), FIRST + timedelta(hours=2)


def sent_twice() -> dict[str, Any]:
    again = before_again({"upload_id": "one"}, FIRST)
    return before_again(again | {"upload_id": "two"}, SECOND)


def test_every_attempt_is_kept_with_what_it_is_found_by() -> None:
    found = attempts(sent_twice() | {"upload_id": "three"}, THIRD)
    assert [(one.since, one.checkpoint) for one in found] == [
        (THIRD, {"upload_id": "three"}),
        (SECOND, {"upload_id": "two"}),
        (FIRST, {"upload_id": "one"}),
    ]
    assert posted_at(THIRD, None, sent_twice()) == {FIRST, SECOND, THIRD}


def test_one_that_is_kept_already_is_kept_once() -> None:
    kept = {"upload_id": "one"} | before_again({"upload_id": "one"}, FIRST)
    assert [one.since for one in attempts(kept, FIRST)] == [FIRST]
    assert [one.since for one in earlier(before_again(kept, FIRST))] == [FIRST]


def test_what_an_earlier_version_kept_is_read() -> None:
    """That was the oldest alone, and no list."""
    known = {EARLIER: {"since": FIRST.isoformat(), "checkpoint": {"upload_id": "one"}}}
    assert [(one.since, one.checkpoint) for one in earlier(known)] == [(FIRST, {"upload_id": "one"})]
    assert [one.since for one in earlier(before_again(known, SECOND))] == [SECOND, FIRST]


def test_in_doubt_again_it_is_as_if_the_newest_had_just_been_sent() -> None:
    again = in_doubt_again(sent_twice())
    assert again
    assert (again.since, again.checkpoint["upload_id"]) == (SECOND, "two")
    assert [one.since for one in attempts(again.checkpoint, again.since)] == [SECOND, FIRST]
    assert in_doubt_again({"upload_id": "one"}) is None


def test_what_a_person_posted_is_one_attempt_more_in_its_place() -> None:
    kept = after_hand(sent_twice(), FIRST + timedelta(minutes=5))
    assert [one.since for one in earlier(kept)] == [SECOND, FIRST + timedelta(minutes=5), FIRST]
    assert [one.checkpoint for one in earlier(kept)] == [{"upload_id": "two"}, {}, {"upload_id": "one"}]
