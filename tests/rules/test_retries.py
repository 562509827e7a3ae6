"""The waits between two tries grow to hours, and never fall short of what a service asks for."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from publisher.rules.retries import ATTEMPTS, LONGEST, wait

AFTER = st.timedeltas(timedelta(seconds=1), timedelta(days=1))


def test_ten_tries_that_begin_two_minutes_apart_outlast_an_evening() -> None:
    waits = [wait(timedelta(minutes=2), tried) for tried in range(1, ATTEMPTS)]
    assert [one.total_seconds() / 60 for one in waits] == [2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert sum(waits, timedelta()) > timedelta(hours=12)


@given(AFTER, st.integers(0, 100))
def test_they_grow_and_end_at_some_hours_and_what_is_asked_for_is_kept(after: timedelta, tried: int) -> None:
    assert after <= wait(after, tried) <= wait(after, tried + 1) <= max(after, LONGEST)
