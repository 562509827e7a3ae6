"""When digests are drafted: a set hour each day, and for the weekly one a set weekday. Values in, values out."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

RHYTHMS = ("daily", "weekly")
"""How often a reader may get one; both are drafted at the same hour."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WRITTEN = re.compile(r"(\d{1,2}):(\d\d) (\S+) (\w+)")


@dataclass(frozen=True, slots=True)
class Turns:
    """At `at` on the clock of `zone`: each day, and on `weekday` (0 is Monday) for the weekly one."""

    at: time
    zone: ZoneInfo
    weekday: int

    def last(self, rhythm: str, now: datetime) -> datetime:
        """The turn of that rhythm that came last, at `now` or before it, in UTC."""
        day = now.astimezone(self.zone).date()
        for back in range(9):
            turn = datetime.combine(day - timedelta(days=back), self.at, self.zone)
            if turn <= now and (rhythm == "daily" or turn.weekday() == self.weekday):
                return turn.astimezone(now.tzinfo)
        raise AssertionError("Every weekday comes within nine days.")


def turns(text: str) -> Turns:
    """Reads `16:00 America/New_York friday`. Raises `ValueError` that says how to write it."""
    found = _WRITTEN.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        hour, minute = int(found[1]), int(found[2])
        return Turns(time(hour, minute), ZoneInfo(found[3]), WEEKDAYS.index(found[4].lower()))
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError(f"Digests are set to {text!r}; write them like 16:00 America/New_York friday.") from None
