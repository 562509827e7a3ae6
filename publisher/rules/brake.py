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
    replaced_rows: int = 5
    replaced_share: float = 0.01

    def most_replaced(self, before: int) -> int:
        """How many of so many ids may name somebody else than before."""
        return _most(self.replaced_rows, self.replaced_share, before)


@dataclass(frozen=True, slots=True)
class Counts:
    """One poll against the last good one, in rows.

    `before` is 0 at the first read. `changed`: status changes, with new rows that are not pending. `held`: rows that
    fail their type checks; `now` counts them too. `replaced`: ids that name somebody else than before, with one of them
    told as an `example`.
    """

    before: int
    now: int
    missing: int
    changed: int
    held: int
    replaced: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a poll must wait for a person. `rule` is one of `tracker.values.Rule`; the sentence holds both numbers.

    `said` is the sentence where the usual one would not be plain.
    """

    rule: str
    expected: str
    came: str
    todo: str
    said: str = ""

    @property
    def reason(self) -> str:
        """One sentence: what was expected, what came, what to do."""
        return self.said or f"Expected {self.expected}, came {self.came}: {self.todo}."


_TODO = "look at the rows, then accept the poll or wait until the tracker is corrected"


def stop(counts: Counts, limits: Limits | None = None) -> Stop | None:
    """Why the poll must wait for a person, or None if it may pass.

    The first read is a silent baseline, so that only its shape is judged.
    """
    limits = limits or Limits()
    before, now = counts.before, counts.now
    most_held = _most(limits.held_rows, limits.held_share, now)
    if counts.held > most_held:
        return Stop("type", f"at most {most_held} rows with wrong fields", f"{counts.held} of {now}", _TODO)
    if not before:
        return None
    if not now:
        todo = "look whether the tracker is complete, the last rows stay"
        return Stop("empty", f"about {before} rows", "none", todo)
    # Before all that counts keys: where these name others, neither gone rows nor changes are what they seem.
    if counts.replaced > limits.most_replaced(before):
        return _row_numbers(counts, limits.most_replaced(before))
    most_missing = _most(limits.missing_rows, limits.missing_share, before)
    if counts.missing > most_missing:
        return Stop(
            "missing", f"at most {most_missing} rows to be gone", f"without {counts.missing} of {before}", _TODO
        )
    fewest = before - _most(limits.fall_rows, limits.fall_share, before)
    if now < fewest:
        return Stop("fall", f"at least {fewest} rows after {before} last time", f"{now}", _TODO)
    most_changed = _most(limits.changed_rows, limits.changed_share, before)
    if counts.changed > most_changed:
        came = f"{counts.changed} in {before} rows"
        return Stop("storm", f"at most {most_changed} status changes", came, _TODO)
    return None


def _row_numbers(counts: Counts, most: int) -> Stop:
    came = f"{counts.replaced} of {counts.before} ids name somebody else than before, such as {counts.example}"
    todo = (
        "map a column that stays with the person as id, or leave the id out, so that race and name identify; or accept "
        "it as it is if the tracker really renumbered its rows"
    )
    said = f"The ids look like row numbers: {came}. {todo[0].upper()}{todo[1:]}."
    return Stop("row_numbers", f"at most {most} ids that name somebody else than before", came, todo, said)


def _most(rows: int, share: float, of: int) -> int:
    """The larger limit, in whole rows."""
    return max(rows, int(share * of))
