"""Which column feeds which field. A column is found by its name, never by its position."""

from collections.abc import Collection
from difflib import get_close_matches

from publisher.tracker.text import shown, word
from publisher.tracker.values import FIELDS, Quarantine, Rule, SourceSpec

OPTIONAL = frozenset({"party", "date", "evidence", "photo", "handle", "district", "standing", "special"})
"""Fields that a JSON document may leave out of every row."""


def proposed(header: Collection[str]) -> dict[str, str]:
    """The map for a tracker whose columns have our own field names, in any case; other columns stay unmapped.

    No person needs to confirm it. `synonyms.suggested` goes further, for somebody who does.
    """
    by_word = {word(column): column for column in header}
    return {field: by_word[field] for field in FIELDS if field in by_word}


def lacking(columns: Collection[str]) -> list[str]:
    """What a map of these fields lacks before it can make a candidate."""
    needed = [field for field in ("status", "office", "state") if field not in columns]
    return needed if {"name", "last"} & set(columns) else [*needed, "name (or first and last)"]


def check_map(spec: SourceSpec) -> None:
    """Refuses a map that cannot make a candidate. Raises Quarantine."""
    if needed := lacking(spec.columns):
        raise Quarantine(
            f"Expected a map for {', '.join(needed)}, came none: add it with --map FIELD=COLUMN, "
            "`publisher source check LOCATION` proposes one.",
            Rule.COLUMNS,
        )


def check_columns(header: Collection[str], spec: SourceSpec, may_lack: Collection[str] = ()) -> None:
    """Refuses a table in which a mapped column is missing; without a map any table passes. Raises Quarantine."""
    free = [name for name in header if name not in spec.columns.values()]
    for field, column in spec.columns.items():
        if column not in header and field not in may_lack:
            came = ", ".join(shown(name) for name in get_close_matches(column, free, n=1) or free[:8])
            raise Quarantine(
                f"Expected the column {shown(column)} for {field}, came {came or 'no other columns'} in its place: "
                "restore the column in the tracker or map the new one.",
                Rule.COLUMNS,
            )
