"""Stops a poll that looks like an accident in the tracker rather than like news.

The limits come from accidents and ordinary weeks of four real trackers: accidents touched about 80 % of the rows,
ordinary weeks 1 to 2 %.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one poll may change: the larger of a number of rows and a share of them (0 to 1)."""

    changed_rows: int = 10
    changed_share: float = 0.02
    missing_rows: int = 5
    missing_share: float = 0.01
    fall_rows: int = 1
    fall_share: float = 0.05
    held_rows: int = 1
    held_share: float = 0.01


@dataclass(frozen=True, slots=True)
class Counts:
    """One poll against the last good one, in rows.

    `before` is 0 at the first read. `changed`: status changes, with new rows that are not pending. `held`: rows that
    fail their type checks; `now` counts them too.
    """

    before: int
    now: int
    missing: int
    changed: int
    held: int


_TODO = "look at the rows, then accept the poll or wait until the tracker is corrected"


def reason_to_stop(counts: Counts, limits: Limits | None = None) -> str | None:
    """Why the poll must wait for a person, in one sentence, or None if it may pass.

    The first read is a silent baseline, so that only its shape is judged.
    """
    limits = limits or Limits()
    most_held = _most(limits.held_rows, limits.held_share, counts.now)
    if counts.held > most_held:
        return f"Expected at most {most_held} rows with wrong fields, came {counts.held} of {counts.now}: {_TODO}."
    before = counts.before
    if not before:
        return None
    if not counts.now:
        return f"Expected about {before} rows, came none: look whether the tracker is complete, the last rows stay."
    most_missing = _most(limits.missing_rows, limits.missing_share, before)
    if counts.missing > most_missing:
        return f"Expected at most {most_missing} rows to be gone, came without {counts.missing} of {before}: {_TODO}."
    fewest = before - _most(limits.fall_rows, limits.fall_share, before)
    if counts.now < fewest:
        return f"Expected at least {fewest} rows after {before} last time, came {counts.now}: {_TODO}."
    most_changed = _most(limits.changed_rows, limits.changed_share, before)
    if counts.changed > most_changed:
        return f"Expected at most {most_changed} status changes, came {counts.changed} in {before} rows: {_TODO}."
    return None


def _most(rows: int, share: float, of: int) -> int:
    """The larger limit, in whole rows."""
    return max(rows, int(share * of))
