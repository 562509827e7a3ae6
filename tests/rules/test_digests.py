"""When the turn of a digest comes."""

from datetime import UTC, datetime

import pytest

from publisher.rules.digests import turns


@pytest.mark.parametrize(
    ("rhythm", "now", "turn"),
    [
        ("daily", "2026-11-27 21:00", "2026-11-27 21:00"),  # 4 PM in New York, a Friday: it is due
        ("daily", "2026-11-27 20:59", "2026-11-26 21:00"),
        ("daily", "2026-07-03 20:00", "2026-07-03 20:00"),  # in summer that is an hour earlier
        ("weekly", "2026-11-27 20:59", "2026-11-20 21:00"),
        ("weekly", "2026-11-29 12:00", "2026-11-27 21:00"),
        ("weekly", "2026-11-06 21:00", "2026-11-06 21:00"),  # the week in which the clocks went back
    ],
)
def test_the_last_turn_is_that_of_the_clock_on_the_wall(rhythm: str, now: str, turn: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert turns("16:00 America/New_York friday").last(rhythm, at) == datetime.fromisoformat(turn).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", ["", "16:00", "24:00 UTC friday", "16:00 Mars/Olympus friday", "16:00 UTC freitag", "4 PM UTC friday"]
)
def test_a_slip_in_the_setting_says_how_to_write_it(wrong: str) -> None:
    with pytest.raises(ValueError, match="write them like 16:00 America/New_York friday"):
        turns(wrong)
