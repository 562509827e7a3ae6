"""How often an account may post."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.rules.limits import BY_CHANNEL, DAY, HOUR, UNLIMITED, Limits, Turn, by_channel, lower, read, turn, turns
from publisher.rules.timing import after_quiet, quiet_hours

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NIGHT = quiet_hours("22:00-07:30 America/New_York")
LIMITS = st.builds(
    Limits,
    st.none() | st.integers(1, 6),
    st.none() | st.integers(1, 12),
    st.integers(0, 90).map(lambda n: n * MINUTE),
)
PAST = st.lists(st.integers(0, 3000).map(lambda n: NOON - n * MINUTE), max_size=20)
WAITING = st.lists(st.booleans(), min_size=1, max_size=15)


def opens(at: datetime) -> datetime:
    return after_quiet(at, NIGHT)


def kept(limits: Limits, times: Sequence[datetime], window: timedelta, most: int | None) -> bool:
    """Whether no window of that length holds more than `most`, counted at each of the times."""
    return most is None or all(sum(at - window < one <= at for one in times) <= most for at in times)


def allowed(sent: list[datetime], limits: Limits, at: datetime, *, spaced: bool) -> bool:
    """The rule said once more, plainly."""
    fits = all(
        most is None or sum(at - window < one <= at for one in sent) < most
        for window, most in ((HOUR, limits.per_hour), (DAY, limits.per_day))
    )
    apart = not spaced or all(at - one >= limits.spacing for one in sent)
    return fits and apart and opens(at) == at


def in_order(sent: list[datetime], limits: Limits, spaced: Sequence[bool]) -> list[datetime]:
    """When each of them goes, by the rule under test."""
    return [one.at for one in turns(sent, limits, NOON, spaced, opens)]


def past_of(sent: list[datetime], limits: Limits) -> list[datetime]:
    """Those of the past that the limits would have let go: each was sent when its turn was."""
    found: list[datetime] = []
    for at in sorted(sent):
        if turn(found, limits, at).at == at:
            found.append(at)
    return found


@given(PAST, LIMITS, WAITING)
def test_no_window_ever_holds_more_than_the_limit(sent: list[datetime], limits: Limits, spaced: list[bool]) -> None:
    before = past_of(sent, limits)
    times = before + in_order(before, limits, spaced)
    assert kept(limits, times, HOUR, limits.per_hour)
    assert kept(limits, times, DAY, limits.per_day)


@given(PAST, LIMITS, WAITING)
def test_the_order_and_the_distance_are_kept(sent: list[datetime], limits: Limits, spaced: list[bool]) -> None:
    times = in_order(sent, limits, spaced)
    assert times == sorted(times)
    latest = max(sent, default=None)
    for at, apart in zip(times, spaced, strict=True):
        assert not apart or latest is None or at - latest >= limits.spacing
        latest = at


@given(PAST, LIMITS, WAITING)
def test_nothing_waits_longer_than_it_must(sent: list[datetime], limits: Limits, spaced: list[bool]) -> None:
    """Limits and quiet hours change at whole minutes here, so a minute earlier is as early as it can be told."""
    known, earliest = list(sent), NOON
    for at, apart in zip(in_order(sent, limits, spaced), spaced, strict=True):
        assert allowed(known, limits, at, spaced=apart)
        assert at == earliest or not allowed(known, limits, at - MINUTE, spaced=apart)
        known.append(at)
        earliest = at


@given(PAST, LIMITS, WAITING)
def test_no_turn_is_in_quiet_hours(sent: list[datetime], limits: Limits, spaced: list[bool]) -> None:
    assert all(opens(at) == at for at in in_order(sent, limits, spaced))


def test_it_says_what_it_waits_for() -> None:
    four = [NOON - n * 10 * MINUTE for n in range(4)]
    assert turn(four, Limits(4, None, MINUTE), NOON) == Turn(NOON + 30 * MINUTE, "hour")
    assert turn(four, Limits(9, 3, MINUTE), NOON) == Turn(NOON - 20 * MINUTE + DAY, "day")
    assert turn(four, Limits(9, 9, 2 * MINUTE), NOON) == Turn(NOON + 2 * MINUTE, "spacing")
    assert turn(four, Limits(9, 9, 2 * MINUTE), NOON, spaced=False) == Turn(NOON)
    assert turn(four, UNLIMITED, NOON) == Turn(NOON)


def test_what_is_not_named_stays() -> None:
    base = BY_CHANNEL["instagram"]
    assert read("2/hour", base) == Limits(2, 16, timedelta(minutes=5))
    assert read("", base) == base
    assert read("3/hour 9/day 0s", base) == Limits(3, 9)
    assert read("off", base) == UNLIMITED
    assert by_channel("instagram=30s; elsewhere=1/day") == BY_CHANNEL | {
        "instagram": Limits(4, 16, timedelta(seconds=30)),
        "elsewhere": Limits(None, 1),
    }


@pytest.mark.parametrize("text", ["often", "0/hour", "4/week", "-1s", "4 /hour", "off 3s", "1000000/day"])
def test_what_is_no_limit_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        read(text)
    with pytest.raises(ValueError, match="PUBLISHER_LIMITS"):
        by_channel(f"instagram={text}")


def test_limits_of_a_channel_that_there_is_not_are_told_since_they_would_limit_nobody() -> None:
    assert by_channel("noticeboard=2/hour; instagram=3/hour", ["noticeboard"])["noticeboard"].per_hour == 2
    with pytest.raises(ValueError, match="names 'instagrm', which is no channel here: instagram, instagram_graph"):
        by_channel("instagrm=2/hour", [])


@pytest.mark.parametrize(
    ("own", "service", "day"), [(16, None, 16), (16, 50, 16), (16, 10, 10), (None, 10, 10), (None, None, None)]
)
def test_the_lower_of_two_numbers_a_day_counts(own: int | None, service: int | None, day: int | None) -> None:
    assert lower(Limits(None, own), service).per_day == day
