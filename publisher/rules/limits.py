"""How often an account may post: so many an hour, so many a day, so far apart. Values in, values out; times are aware.

Sources: instagrapi's older documents name 4 to 16 posts a day for one account and warn of bursts; Meta's page on
publishing names 50 in 24 hours, other pages 25 or 100. Nobody names an hour's number or a distance: those are ours.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTHING = timedelta()
OFF = "off"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most in any 60 minutes and in any 24 hours (None: no limit), and the least time between two."""

    per_hour: int | None = None
    per_day: int | None = None
    spacing: timedelta = NOTHING


@dataclass(frozen=True, slots=True)
class Turn:
    """When the next one may go, and what it waits for: `hour`, `day` or `spacing`, empty if for none of them."""

    at: datetime
    because: str = ""


UNLIMITED = Limits()
BY_CHANNEL = {
    "instagram": Limits(4, 16, timedelta(minutes=5)),
    "instagram_graph": Limits(10, 25, timedelta(minutes=1)),
}
"""What holds where nothing else is set. The official API allows more, and says at run time how many a day."""

_PART = re.compile(r"(\d{1,6})(/hour|/day|s)")
_HOW = "write them like instagram=4/hour 16/day 300s; instagram_graph=off"


def read(text: str, base: Limits = UNLIMITED) -> Limits:
    """Reads `4/hour 16/day 300s`: what is not named stays as in `base`; `off` is no limit. Raises `ValueError`."""
    words = text.replace(",", " ").split()
    if [word.casefold() for word in words] == [OFF]:
        return UNLIMITED
    found = base
    for word in words:
        part = _PART.fullmatch(word)
        number = int(part[1]) if part else 0
        if part is None or (number == 0 and part[2] != "s") or number > 100_000:
            raise ValueError(f"{word!r} is no limit: write 4/hour, 16/day or 300s, or off.")
        if part[2] == "s":
            found = replace(found, spacing=timedelta(seconds=number))
        elif part[2] == "/hour":
            found = replace(found, per_hour=number)
        else:
            found = replace(found, per_day=number)
    return found


def by_channel(text: str, known: Iterable[str] | None = None) -> dict[str, Limits]:
    """Reads the setting: channels with their limits, apart by `;`. Raises `ValueError` that says how to write it.

    `known`: the channels that there are; another one would keep nobody from posting.
    """
    found = dict(BY_CHANNEL)
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        channel, equals, limits = (part.strip() for part in entry.partition("="))
        if not (channel and equals and limits):
            raise ValueError(f"PUBLISHER_LIMITS is {text!r}; {_HOW}.")
        if known is not None and channel not in {*known, *BY_CHANNEL}:
            names = ", ".join(sorted({*known, *BY_CHANNEL}))
            raise ValueError(f"PUBLISHER_LIMITS names {channel!r}, which is no channel here: {names}.")
        try:
            found[channel] = read(limits, BY_CHANNEL.get(channel, UNLIMITED))
        except ValueError as cause:
            raise ValueError(f"PUBLISHER_LIMITS is {text!r}; {_HOW}. {cause}") from None
    return found


def lower(limits: Limits, per_day: int | None) -> Limits:
    """With the day's number that the service itself allows, where that is the lower one."""
    if per_day is None:
        return limits
    return replace(limits, per_day=per_day if limits.per_day is None else min(limits.per_day, per_day))


def turn(sent: Iterable[datetime], limits: Limits, now: datetime, *, spaced: bool = True) -> Turn:
    """The first moment from `now` on at which one more keeps the limits, after those at `sent` (none after `now`).

    `spaced` False leaves the distance out of account. A number below one, which a service may give, is like one.
    """
    known = sorted(sent, reverse=True)
    found = Turn(now)
    for because, most, window in (("hour", limits.per_hour, HOUR), ("day", limits.per_day, DAY)):
        nth = max(most, 1) if most is not None else 0
        if 0 < nth <= len(known) and known[nth - 1] + window > found.at:
            found = Turn(known[nth - 1] + window, because)
    if spaced and known and known[0] + limits.spacing > found.at:
        found = Turn(known[0] + limits.spacing, "spacing")
    return found


def turns(
    sent: Iterable[datetime],
    limits: Limits,
    now: datetime,
    spaced: Sequence[bool],
    opens: Callable[[datetime], datetime] = lambda at: at,
) -> list[Turn]:
    """The turns of several that wait in this order, each as early as the limits and `opens` (quiet hours) allow.

    One that quiet hours, or another's turn alone, put off has no `because`.
    """
    count = max(limits.per_hour or 1, limits.per_day or 1)  # what came before so many can keep nothing back
    known, found, at = sorted(sent)[-count:], list[Turn](), now
    for apart in spaced:
        next_one = turn(known, limits, at, spaced=apart)
        at = opens(next_one.at)
        found.append(next_one if at == next_one.at else Turn(at))
        known = [*known, at][-count:]
    return found
