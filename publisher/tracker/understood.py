"""What became of the rows of one reading: every one of them is in it, or counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from publisher.tracker.pile import Pile
from publisher.tracker.values import FAILING, HeldRow, Row, Rule

LastGood = dict[bytes, tuple[str, str] | str]
"""The rows of the last good read: digest -> (key, status). A row that is seen again unchanged leaves its key alone in
its place: so 100,000 rows need one dictionary and no second pass over their keys."""


@dataclass(slots=True)
class Understood:
    """All raw rows accounted for: `rows` + `held` + `same` + `blank` + `repeated` + `ignored` is their number.

    `same` rows are those of the last good read, unchanged; they were not understood again.
    """

    fresh: Pile[Row] = field(default_factory=Pile)
    awry: Pile[HeldRow] = field(default_factory=Pile)
    same: int = 0
    blank: int = 0
    repeated: int = 0
    ignored: int = 0
    digest_of: dict[str, bytes] = field(default_factory=dict)
    """Key -> digest of the row that counts, of all fresh rows."""
    contradicted: set[str] = field(default_factory=set)
    """Keys of fresh rows that another row contradicts."""
    spoken_of: set[str] = field(default_factory=set)
    """Keys of rows that are held or ignored: they are there, and say nothing."""
    rules: Counter[Rule] = field(default_factory=Counter)

    @property
    def rows(self) -> Iterator[Row]:
        """The fresh rows that count, in their order."""
        for row in self.fresh:
            if row.key not in self.contradicted and self.digest_of[row.key] == row.digest:
                yield row

    @property
    def held(self) -> Iterator[HeldRow]:
        """Every row that a person must look at, with its reason."""
        yield from self.awry
        if self.contradicted:
            for row in self.fresh:
                if row.key in self.contradicted and self.digest_of.get(row.key) == row.digest:
                    yield contradiction(row)

    @property
    def held_count(self) -> int:
        """How many rows are held."""
        return len(self.awry) + len(self.contradicted & self.digest_of.keys())

    @property
    def count(self) -> int:
        """How many rows speak of a candidate: all but the blank, the repeated and the ignored ones."""
        return self.same + len(self.digest_of.keys() - self.contradicted) + self.held_count

    @property
    def failing(self) -> int:
        """How many rows failed a type check or came damaged: what `rules.brake` takes as `held`."""
        return sum(self.rules[rule] for rule in FAILING)

    def hold(self, row: HeldRow) -> None:
        """Takes in a row that is held."""
        self.awry.append(row)
        self.rules[row.rule] += 1
        if row.key is not None:
            self.spoken_of.add(row.key)


def contradiction(row: Row) -> HeldRow:
    """A row that another one of its key contradicts."""
    why = f"Expected one row for {row.name}, came several that differ: leave the right one in the tracker."
    return HeldRow(row.key, row.raw, why, Rule.DUPLICATE, row.digest, row.name, row)
