"""Dates as trackers write them, with the precision that they really have."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from publisher.tracker.text import shown
from publisher.tracker.values import Precision

Said = tuple[date | None, Precision, str]
"""The date, how exact it is, and a note for the reviewer ("" if there is nothing to say)."""

_EARLIEST = 1990
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y")
_MONTHS = ("%Y-%m", "%B %Y", "%b %Y")
_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"(?<=^\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*$")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_DOTTED = re.compile(r"(?<=[A-Za-z])\.")


def read_date(text: str, today: date) -> Said:
    """What a cleaned cell says.

    A month or a year becomes its first day. 3/4/2026 may be March or April and stays unknown, as do dates after
    tomorrow (somewhere it is already tomorrow) and before 1990: an announcement then says when the tracker showed it.
    """
    if not text:
        return None, "unknown", ""
    found = _numbers(text) or _written(text)
    if found is None:
        return None, "unknown", f"The date {shown(text)} cannot be read: write it as 2026-03-12."
    said, precision = found
    if said is None:
        return None, "unknown", f"The date {shown(text)} may be day or month first: write it as 2026-03-12."
    if said > today + timedelta(days=1) or said.year < _EARLIEST:
        return None, "unknown", f"The date {shown(text)} cannot be right: correct it in the tracker."
    return said, precision, ""


def _numbers(text: str) -> tuple[date | None, Precision] | None:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    first, second, year = (int(group) for group in match.groups())
    if first != second and first <= 12 and second <= 12:
        return None, "unknown"
    month, day = (first, second) if first <= 12 else (second, first)
    try:
        return date(year, month, day), "day"
    except ValueError:
        return None


@lru_cache(maxsize=4096)  # strptime is slow, and a tracker's dates repeat
def _written(text: str) -> tuple[date, Precision] | None:
    text = _DOTTED.sub("", _ORDINAL.sub("", _TIME.sub("", text)))
    for pattern in _DAYS:
        said = _parsed(text, pattern)
        if said:
            return said, "day"
    for pattern in _MONTHS:
        said = _parsed(text, pattern)
        if said:
            return said, "month"
    if re.fullmatch(r"\d{4}", text, re.ASCII) and int(text) > 0:
        return date(int(text), 1, 1), "year"
    return None


def _parsed(text: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a calendar day, no moment in time
    except ValueError:
        return None
