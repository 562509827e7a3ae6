"""What a poll says that the last good one did not."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from publisher.tracker.understood import LastGood, Understood
from publisher.tracker.values import Changed, Known, Row


@dataclass(slots=True)
class Comparison:
    """How a poll differs from the last good one, by key. A held row is neither missing nor changed.

    `missing` are the rows that were still there in the last good poll.
    """

    understood: Understood
    before: dict[str, Known]
    known: int = 0
    """Rows that were there in the last good poll."""
    missing: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    """Keys that were missing and are there again."""

    @property
    def new(self) -> Iterator[Row]:
        """Rows of a key that the last good poll did not have."""
        return (row for row in self.understood.rows if row.key not in self.before)

    @property
    def changed(self) -> Iterator[Changed]:
        """Rows that say something else than before."""
        for row in self.understood.rows:
            known = self.before.get(row.key)
            if known and (known.digest != row.digest or known.status != row.status):
                yield Changed(known, row)

    @property
    def status_changes(self) -> int:
        """What `rules.brake` counts as changed: rows with another status, and new ones that are not pending."""
        moved = sum(change.before.status != change.row.status for change in self.changed)
        return moved + sum(row.status != "pending" for row in self.new)


def compare(last: LastGood, now: Understood, gone: Container[str] = ()) -> Comparison:
    """Sets a reading beside the last good one, whose seen rows `understand` has marked.

    `gone` are keys that were missing in the last good poll already.
    """
    found = Comparison(now, {})
    gone_before = 0
    for digest, entry in last.items():
        seen = type(entry) is str
        key, status = (entry, "") if isinstance(entry, str) else entry
        gone_before += key in gone
        if key in now.digest_of:
            found.before[key] = Known(status, digest, key in gone)
            if key in gone:
                found.back.append(key)
        elif seen or key in now.spoken_of:
            if seen and key in gone:
                found.back.append(key)
        elif key not in gone:
            found.missing.append(key)
    found.known = len(last) - gone_before
    return found
