"""When: quiet hours, growing intervals. Values in, values out; all times are aware."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_QUIET = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d) (\S+)")


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
        return QuietHours(time(a, b), time(c, d), ZoneInfo(found[5]))
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError(f"Quiet hours are {text!r}; write them like 22:00-07:30 America/New_York.") from None


def after_quiet(at: datetime, quiet: QuietHours | None) -> datetime:
    """`at`, or the end of the quiet hours it falls into. A delay, never a refusal."""
    if quiet is None or quiet.start == quiet.end:
        return at
    local = at.astimezone(quiet.zone)
    clock = local.time().replace(tzinfo=None)
    over_midnight = quiet.start > quiet.end
    inside = (clock >= quiet.start or clock < quiet.end) if over_midnight else quiet.start <= clock < quiet.end
    if not inside:
        return at
    day = local.date() + timedelta(days=1 if over_midnight and clock >= quiet.start else 0)
    return datetime.combine(day, quiet.end, quiet.zone).astimezone(at.tzinfo)


def growing(first: float, times: int, *, at_most: float = 3600.0) -> timedelta:
    """The wait after `times` tries: doubled each time from `first` seconds, at most `at_most` seconds."""
    return timedelta(seconds=min(first * 2 ** min(times, 20), at_most))
