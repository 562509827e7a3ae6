"""Quiet hours and growing intervals."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.rules.timing import QuietHours, after_quiet, growing, quiet_hours

NIGHT = quiet_hours("22:00-07:30 America/New_York")
NEW_YORK = ZoneInfo("America/New_York")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
CLOCK = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        ("2026-03-12 21:59", "2026-03-12 21:59"),
        ("2026-03-12 22:00", "2026-03-13 07:30"),
        ("2026-03-13 02:00", "2026-03-13 07:30"),
        ("2026-03-13 07:29", "2026-03-13 07:30"),
        ("2026-03-13 07:30", "2026-03-13 07:30"),
        ("2026-03-07 23:00", "2026-03-08 07:30"),  # the night in which the clocks go forward
        ("2026-10-31 23:00", "2026-11-01 07:30"),  # and back
    ],
)
def test_a_night_ends_in_the_morning(moment: str, goes: str) -> None:
    assert after_quiet(at(moment), NIGHT) == at(goes)


def test_quiet_hours_within_a_day() -> None:
    siesta = quiet_hours("13:00-15:00 Europe/Madrid")
    noon = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
    assert after_quiet(noon, siesta) == noon + timedelta(minutes=30)


def test_none_delay_nothing() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert quiet_hours(" ") is None
    assert after_quiet(now, None) == now
    assert after_quiet(now, QuietHours(time(8), time(8), NEW_YORK)) == now


@given(MOMENTS, CLOCK, CLOCK)
def test_it_is_a_delay_of_a_day_at_most_and_ends_outside(moment: datetime, start: time, end: time) -> None:
    quiet = QuietHours(start, end, NEW_YORK)
    goes = after_quiet(moment, quiet)
    assert moment <= goes < moment + timedelta(hours=49 if goes.month in (3, 11) else 25)  # when the clocks change
    assert after_quiet(goes, quiet) == goes


CHANGES = [  # a day in whose hours the clocks change, forward or back; by an hour, or by half of one; at midnight too
    ("America/New_York", "2026-11-01"),
    ("America/New_York", "2026-03-08"),
    ("Europe/London", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("America/Havana", "2026-11-01"),
    ("America/Santiago", "2026-04-05"),
    ("America/Santiago", "2026-09-06"),
]


@given(st.sampled_from(CHANGES), st.integers(0, 3 * 24 * 60), CLOCK, CLOCK)
@example(CHANGES[0], 24 * 60 + 6 * 60 + 10, time(22), time(1, 30))  # the second 1:10 of that night
@example(CHANGES[1], 24 * 60 + 6 * 60 + 10, time(3, 15), time(2, 30))  # an end that no clock shows
@example(CHANGES[6], 24 * 60 + 3 * 60 + 40, time(22), time(23, 50))  # the second 23:40
def test_where_clocks_change_quiet_ends_later_and_not_before_the_moment_asked_for(
    change: tuple[str, str], minutes: int, start: time, end: time
) -> None:
    zone, day = change
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(minutes=minutes - 24 * 60)
    quiet = QuietHours(start, end, ZoneInfo(zone))
    goes = after_quiet(moment, quiet)
    clock = goes.astimezone(quiet.zone).time()
    assert moment <= goes < moment + timedelta(hours=49)
    assert start == end or not (start <= clock < end if start < end else clock >= start or clock < end)
    assert after_quiet(moment.astimezone(quiet.zone), quiet).astimezone(UTC) == goes


def test_the_second_of_two_equal_hours_is_quiet_to_its_own_end() -> None:
    quiet = quiet_hours("22:00-01:30 America/New_York")
    first, second = datetime(2026, 11, 1, 5, 10, tzinfo=UTC), datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    assert after_quiet(first, quiet) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert after_quiet(second, quiet) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["22-7", "22:00-07:30", "25:00-07:30 UTC", "22:00-07:30 Nowhere/Land", "22:00-22:00 UTC", "always"]
)
def test_what_is_not_understood_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write them like"):
        quiet_hours(text)


@given(st.floats(0.1, 600), st.integers(0, 10_000))
def test_intervals_grow_and_end_at_an_hour(first: float, times: int) -> None:
    assert growing(first, times) <= growing(first, times + 1) <= timedelta(hours=1)
    assert growing(first, 0) == timedelta(seconds=first)
