"""Rows that could not be read when watching began: corrected later, they are no news, although they look like it."""

from publisher.models import QuarantinedRow, Source
from publisher.tracker.values import Row, Rule
from publisher.truth.identity import folded
from publisher.truth.matching import Doubt, plain


class Firsthand:
    """The rows that the baseline of a source held back."""

    def __init__(self, source: Source) -> None:
        held = QuarantinedRow.objects.filter(source=source, poll__baseline=True).values_list("key", "raw")
        self._keys = {key for key, _ in held if key}
        self._keyless = [folded(" ".join(map(str, raw.values()))).split() for key, raw in held if not key]

    def was_there(self, row: Row) -> bool:
        """True for a row whose key was held back then: whatever it says now, it may have said then."""
        return row.key in self._keys

    def doubt(self, row: Row) -> Doubt | None:
        """A doubt about a new answer of somebody who may have stood in a row that did not even say who it was."""
        if row.status == "pending" or self.was_there(row):
            return None
        name = set(plain(row.name).split())
        if not any(name <= set(words) for words in self._keyless):
            return None
        why = (
            f"Expected a new answer, came {row.name}, who may have stood in a row that could not be read when watching "
            "began: say whether the answer was there before."
        )
        return Doubt(row, Rule.SAME_PERSON, why, 0, 100.0)
