"""What a poll says that the last good one did not."""

from collections.abc import Mapping

from publisher.tracker.values import Changed, Comparison, Known, Row, Understood


def compare(before: Mapping[str, Known], now: Understood) -> Comparison:
    """Rows by what became of them. `before` is the last good poll, by key.

    A row that is held now is still there: it is neither missing nor changed, and what was known of it stands.
    """
    new: list[Row] = []
    changed: list[Changed] = []
    same: list[Row] = []
    for row in now.rows:
        known = before.get(row.key)
        if known is None:
            new.append(row)
        elif known.digest == row.digest:
            same.append(row)
        else:
            changed.append(Changed(known, row))
    present = {row.key for row in now.rows} | {row.key for row in now.held}
    missing = tuple(key for key in before if key not in present)
    return Comparison(tuple(new), tuple(changed), missing, tuple(same))
