"""May this reading be believed? The brake, on what it would change; the same for a poll and for a look at a source."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from publisher.models import RowVersion, Source
from publisher.rules.brake import Counts, Limits, Stop, stop
from publisher.tracker.compare import Comparison, compare
from publisher.tracker.understood import LastGood, Understood
from publisher.tracker.values import Rule
from publisher.truth.chunks import chunks
from publisher.truth.known import gone, last_good
from publisher.truth.replaced import news, replaced, strangers

SHOWN = 200
"""Rows that a quarantined poll shows side by side; where more are concerned, it says how many."""


def beside(source: Source, understood: Understood, last: LastGood | None = None) -> Comparison:
    """The reading beside the last good one (`last`, if the caller has it; its seen rows are marked)."""
    return compare(last_good(source) if last is None else last, understood, gone(source))


def judge(source: Source, comparison: Comparison, *, baseline: bool) -> Stop | None:
    """Why this reading must wait for a person, or None. A baseline is judged by its shape alone."""
    limits = Limits(**source.limits)
    others, example = (0, "") if baseline else replaced(source, comparison, limits)
    counts = Counts(
        before=0 if baseline else comparison.known,
        now=comparison.understood.count,
        missing=len(comparison.missing),
        changed=0 if baseline else comparison.status_changes,
        held=comparison.understood.failing,
        replaced=others,
        example=example,
    )
    return stop(counts, limits)


def details(source: Source, why: Stop, comparison: Comparison) -> dict[str, Any]:
    """What a person needs to judge a stopped poll: both numbers, and the rows concerned side by side.

    Where keys name others, `news` says what of it would be news of the persons: status -> how many.
    """
    rows, total = _concerned(source, why, comparison)
    told = {"expected": why.expected, "came": why.came, "rows": rows, "more": max(0, total - len(rows))}
    return told | ({"news": news(source, comparison)} if why.rule == Rule.ROW_NUMBERS else {})


def _concerned(source: Source, why: Stop, comparison: Comparison) -> tuple[list[dict[str, Any]], int]:
    if why.rule == Rule.STORM:
        moved = (change.row for change in comparison.changed if change.before.status != change.row.status)
        came = [(row.key, row.name, dict(row.raw)) for row in islice(moved, SHOWN)]
        fresh = (row for row in comparison.new if row.status != "pending")
        came += [(row.key, row.name, dict(row.raw)) for row in islice(fresh, SHOWN - len(came))]
        return _side_by_side(source, came), comparison.status_changes
    if why.rule == Rule.ROW_NUMBERS:
        others = [one.row.key for one in strangers(source, comparison)]
        shown = set(others[:SHOWN])
        rows = (change.row for change in comparison.changed if change.row.key in shown)
        return _side_by_side(source, [(row.key, row.name, dict(row.raw)) for row in rows]), len(others)
    if why.rule == Rule.TYPE:
        held = [row for row in comparison.understood.held if row.rule in (Rule.TYPE, Rule.DAMAGED)]
        return _side_by_side(source, [(r.key or "", r.name, dict(r.raw)) for r in held[:SHOWN]]), len(held)
    keys = comparison.missing
    return _side_by_side(source, [(key, "", {}) for key in keys[:SHOWN]]), len(keys)


def _side_by_side(source: Source, came: Iterable[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    came = list(came)
    before = {
        row.key: row
        for chunk in chunks(key for key, _, _ in came)
        for row in RowVersion.objects.filter(source=source, key__in=chunk, last_seen=None)
    }
    return [
        {
            "key": key,
            "name": name or (before[key].understood.get("name", "") if key in before else ""),
            "before": before[key].raw if key in before else {},
            "now": now,
        }
        for key, name, now in came
    ]
