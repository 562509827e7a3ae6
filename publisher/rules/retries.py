"""How long sending waits before it is tried again, and how often, until a person is asked. Values in, values out."""

from datetime import timedelta

from publisher.rules.timing import growing

ATTEMPTS = 10
"""After so many claims without a stamp a person is asked: a poison delivery must not run for ever."""
LONGEST = timedelta(hours=4)


def wait(after: timedelta, attempts: int) -> timedelta:
    """The wait after so many attempts: `after` what the service asks for, doubled each time, up to `LONGEST`.

    With two minutes at first, which is the usual, the ten attempts span half a day: an outage of an evening fails
    nothing. Never less than `after`.
    """
    longest = max(after, LONGEST)
    return growing(after.total_seconds(), max(attempts - 1, 0), at_most=longest.total_seconds())
