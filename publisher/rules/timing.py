"""When: quiet hours, growing intervals. Values in, values out; all times are aware."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_QUIET = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d) (\S+)")
_LONGEST = 4
"""Days: today's end may be past, and tomorrow's fall into an hour that is quiet again, or a day that a zone skipped."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` on the clock of `zone`, over midnight if `end` is earlier."""

    start: time
    end: time
    zone: ZoneInfo


def quiet_hours(text: str) -> QuietHours | None:
    """Reads `22:00-07:30 America/New_York`; empty text is none. Raises `ValueError` that says how to write it."""
    if not text.strip():
        return None
    found = _QUIET.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        a, b, c, d = (int(part) for part in found.groups()[:4])
        if (a, b) == (c, d):
            raise ValueError  # all day, or never? Whoever wrote it knows
        return QuietHours(time(a, b), time(c, d), ZoneInfo(found[5]))
    except (ValueError, ZoneInfoNotFoundError):
        how = "write them like 22:00-07:30 America/New_York, with an end that is not the beginning"
        raise ValueError(f"Quiet hours are {text!r}; {how}.") from None


def after_quiet(at: datetime, quiet: QuietHours | None) -> datetime:
    """`at`, or the end of the quiet hours it falls into. A delay, never a refusal, and never before `at`.

    Compared in UTC, since a clock that is put back shows an hour twice: the second one is quiet to its own end.
    """
    if quiet is None or not _inside(at, quiet):
        return at
    today = at.astimezone(quiet.zone).date()
    ends = (_shows(today + timedelta(days=day), quiet, fold) for day in range(_LONGEST) for fold in (0, 1))
    return next(end for end in ends if end > at.astimezone(UTC) and not _inside(end, quiet)).astimezone(at.tzinfo)


def _inside(at: datetime, quiet: QuietHours) -> bool:
    clock = at.astimezone(quiet.zone).time()
    if quiet.start > quiet.end:
        return clock >= quiet.start or clock < quiet.end
    return quiet.start <= clock < quiet.end


def _shows(day: date, quiet: QuietHours, fold: int) -> datetime:
    """When (UTC) the clock shows the end of the quiet hours on that day; of two such moments the one of `fold`.

    Of an end that no clock shows, since it is put forward over it, the moment as long after the change.
    """
    return datetime.combine(day, quiet.end, quiet.zone).replace(fold=fold).astimezone(UTC)


def growing(first: float, times: int, *, at_most: float = 3600.0) -> timedelta:
    """The wait after `times` tries: doubled each time from `first` seconds, at most `at_most` seconds."""
    return timedelta(seconds=min(first * 2 ** min(times, 20), at_most))
