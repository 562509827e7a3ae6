"""Two rows for one candidate: the same twice is one row, a contradiction is for a person."""

from collections.abc import Container, Iterable

from publisher.tracker.values import HeldRow, Row, Rule


def settle(rows: Iterable[Row], held_keys: Container[str]) -> tuple[list[Row], list[HeldRow], int]:
    """Rows that stand alone, rows that contradict another of their key, and how many repetitions were left out.

    A row whose key also belongs to a row held for another reason contradicts it.
    """
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    kept: list[Row] = []
    held: list[HeldRow] = []
    repeated = 0
    for key, group in by_key.items():
        if key not in held_keys and len({row.digest for row in group}) == 1:
            kept.append(group[0])
            repeated += len(group) - 1
        else:
            held += (HeldRow(key, row.raw, _reason(row), Rule.DUPLICATE) for row in group)
    return kept, held, repeated


def _reason(row: Row) -> str:
    return f"Expected one row for {row.name}, came several that differ: leave the right one in the tracker."
