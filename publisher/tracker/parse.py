"""A reading as raw rows: every cell is text, nothing is interpreted, nothing is evaluated."""

from publisher.tracker.formats import load
from publisher.tracker.table import RawRow
from publisher.tracker.values import Reading, SourceSpec


def parse(came: Reading | bytes, spec: SourceSpec) -> list[RawRow]:
    """All rows at once, column -> cell, in their order; entirely blank rows too. `bytes` are a reading of one page.

    Every row has every column of the table. Without `spec.columns` any table comes as it is, for whoever looks for a
    map. A row whose form is broken has `raw.BROKEN` among its keys and says there what is wrong. Raises Quarantine for
    whatever makes the reading as a whole unusable: empty, not UTF-8, a web page, no such list, columns missing.
    """
    reading = Reading(False, (came,), "", "", "", "", 0.0) if isinstance(came, bytes) else came
    table = load(spec.format).table(reading, spec)
    rows = [table.raw(record) for _, record in table]
    lacking = dict.fromkeys(table.columns, "")
    return [lacking | row for row in rows]
