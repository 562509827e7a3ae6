"""How fast: a bucket that fills at a steady rate and holds a second's worth, or one message if that is more.

So within any time there leave at most rate x time + one second's worth. A bucket is one time, when it is full again:
it survives a restart, and several workers share it. Values in, values out; times are aware.
"""

import math
from datetime import datetime, timedelta

_SECONDS = {"s": 1, "m": 60, "h": 3600}


def rate(text: str) -> float:
    """Messages a second, of `20/s`, `600/m` or `5000/h`."""
    number, _, unit = text.partition("/")
    return float(number) / _SECONDS[unit]


def domain_rates(text: str) -> dict[str, float]:
    """Those of `gmail.com=20/s yahoo.com=300/m`, by domain."""
    return {part.partition("=")[0]: rate(part.partition("=")[2]) for part in text.replace(",", " ").split()}


def ready(full_at: datetime, now: datetime, speed: float) -> int:
    """How many may leave now."""
    lacking = max(0.0, (full_at - now).total_seconds()) * speed
    return max(0, math.floor(max(1.0, speed) - lacking + 1e-6))


def paid(full_at: datetime, now: datetime, speed: float, number: int) -> datetime:
    """When it is full again, if so many leave now."""
    return max(full_at, now) + timedelta(seconds=number / speed)


def due(full_at: datetime, now: datetime, speed: float, nth: int) -> datetime:
    """When the nth of those that wait may leave (1: the next)."""
    return max(now, full_at + timedelta(seconds=(nth - max(1.0, speed)) / speed))
