"""What a tracker's status word means."""

from collections.abc import Mapping

from publisher.tracker.vocabulary import Vocabulary


def meaning(statuses: Mapping[str, str], cell: str) -> str:
    """The status of a cell under a source's map of words; empty if nobody mapped it."""
    return Vocabulary(statuses).read(cell)[0] or ""
