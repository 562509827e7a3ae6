"""What a tracker's status word means."""

from collections.abc import Mapping

from publisher.tracker.text import word
from publisher.tracker.vocabulary import vocabulary


def meaning(statuses: Mapping[str, str], cell: str) -> str:
    """The status of a cell under a source's map of words; empty if nobody mapped it."""
    return vocabulary(statuses).get(word(cell), "")
