"""The second of two equal reads: a tracker's cache may show once what never stood there."""

from publisher.models import Source
from publisher.tracker.compare import Comparison
from publisher.tracker.digests import digester
from publisher.tracker.read import Unreachable
from publisher.tracker.values import Quarantine, Reading, SourceSpec
from publisher.truth.reading import read, table_of


def read_again(source: Source, spec: SourceSpec, first: Reading, comparison: Comparison) -> frozenset[str]:
    """Digests (hex) of the rows with another status that a second read, made now, shows again.

    Empty when nothing asks for it: without a new status, or where a settle time lies between the two reads anyway, the
    next poll is the second read. What the second read does not show again waits for the next poll.
    """
    wanted = {change.row.digest for change in comparison.changed if change.before.status != change.row.status}
    wanted |= {row.digest for row in comparison.new if row.status != "pending"}
    if source.settle_seconds or not wanted:
        return frozenset()
    try:
        second = read(spec)
        if second.sha256 != first.sha256:
            digest = digester(spec.columns)
            wanted &= {digest(cells) for cells, _ in table_of(second, spec) if cells is not None}
    except (Unreachable, Quarantine):
        return frozenset()
    return frozenset(digest.hex() for digest in wanted)
