"""What a look at a source tells: columns, words, a proposed map, problems in plain words, and what a poll would do."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from publisher.models import Source
from publisher.tracker.compare import Comparison, compare
from publisher.tracker.mapping import lacking
from publisher.tracker.roster import Roster
from publisher.tracker.synonyms import suggested
from publisher.tracker.understood import Understood
from publisher.tracker.values import RULE_WORDS, Quarantine, Reading, Rule, SourceSpec
from publisher.truth.judging import beside, judge
from publisher.truth.matching import Doubt
from publisher.truth.reading import table_of, understood_of
from publisher.truth.roster import Astray
from publisher.truth.roster import beside as beside_roster

FEW = 20
"""A column with at most so many values may be one of answers; so many of its words are shown."""
SHOWN = 200

_VARIES = re.compile(r"“[^”]*”|\b[A-Z]{2}\b|\d+")
"""What is another in each row that is held for the same reason: quoted cells, states and numbers."""


def report(
    spec: SourceSpec, reading: Reading, source: Source | None = None, roster: Roster | None = None
) -> dict[str, Any]:
    """The document of `publisher source check` and of its page. Raises `tracker.Quarantine` if it is no table.

    Without a map nothing is understood: the document proposes one. `source` is the stored one, if it is. Rows are set
    beside `roster`, else beside the source's own.
    """
    columns, values, total = _cells(spec, reading)
    proposed = suggested(columns, {column: list(found) for column, found in values.items()})
    told: dict[str, Any] = {
        "ok": False,
        "rows": total,
        "columns": list(columns),
        "seconds": round(reading.seconds, 3),
        "proposed_map": proposed,
        "map": dict(spec.columns),
    }
    status = spec.columns.get("status") or proposed.get("status", "")
    told["status_words"] = dict(values.get(status, Counter()).most_common(FEW))
    if not status:
        told["few_values"] = {name: dict(c.most_common(FEW)) for name, c in values.items() if _chooses(c)}
    if missing := lacking(spec.columns):
        why = f"The map lacks {', '.join(missing)}: look at the proposed map, then give it with --map FIELD=COLUMN."
        return told | {"problem": why, "problems": [why], "next_poll": "nothing: it has no map yet"}
    try:
        understood = understood_of(reading, spec)
    except Quarantine as cause:
        return told | _quarantined(str(cause), _besides(spec, reading, cause))
    astray = Astray(source, beside_roster(source, roster))
    return told | _of_rows(source, understood, _misplaced(astray.doubts(understood.rows)))


def _misplaced(doubts: Iterable[Doubt]) -> list[str]:
    """How many rows stand in another seat than in the roster, with an example."""
    count, example = 0, ""
    for count, doubt in enumerate(doubts, start=1):  # noqa: B007 - the last number is how many
        example = example or doubt.reason
    words = RULE_WORDS[Rule.ROSTER].capitalize()
    return [f"{words} in {count} {'row' if count == 1 else 'rows'}: {example}"] if count else []


def _chooses(counts: Counter[str]) -> bool:
    """True for a column of words to choose from: a few that stand there again and again."""
    return 1 < len(counts) <= FEW and sum(count for word, count in counts.items() if word) > len(counts)


def _besides(spec: SourceSpec, reading: Reading, cause: Quarantine) -> list[str]:
    """What else is wrong in a table whose status words nobody has mapped yet."""
    if cause.rule is not Rule.VOCABULARY:
        return []
    return _problems(understood_of(reading, replace(spec, unknown_words=1.0)), leave_out=Rule.VOCABULARY)


def _cells(spec: SourceSpec, reading: Reading) -> tuple[tuple[str, ...], dict[str, Counter[str]], int]:
    """The columns, how often each value occurs in them (up to a few hundred each), and how many rows there are."""
    table = table_of(reading, replace(spec, columns={}))
    values: dict[str, Counter[str]] = {}
    total = 0
    for _, record in table:
        total += 1
        for column, cell in table.raw(record).items():
            found = values.setdefault(column, Counter())
            if cell in found or len(found) < SHOWN:
                found[cell] += 1
    return table.columns, values, total


def _of_rows(source: Source | None, understood: Understood, misplaced: list[str]) -> dict[str, Any]:
    stored = source is not None and source.pk is not None
    baseline = not stored or source is None or not source.baseline_at
    comparison = beside(source, understood) if stored and source else compare({}, understood)
    held = list(islice(understood.held, SHOWN))
    stop = judge(source or Source(), comparison, baseline=baseline)
    changed = [] if baseline else _changed(comparison)
    told: dict[str, Any] = {
        "ok": True,
        "statuses": dict(Counter(row.status for row in understood.rows)),
        "held": [{"key": row.key, "reason": row.reason, "raw": dict(row.raw)} for row in held],
        "problems": _problems(understood) + misplaced,
        "next_poll": "a silent baseline" if baseline else f"{len(changed)} status changes",
        "changed": changed,
    }
    return told | _quarantined(stop.reason, told["problems"]) if stop else told


def _changed(comparison: Comparison) -> list[str]:
    moved = [change.row for change in comparison.changed if change.row.status != change.before.status]
    moved += [row for row in comparison.new if row.status != "pending"]  # it came with its answer
    return [row.name for row in moved]


def _problems(understood: Understood, leave_out: Rule | None = None) -> list[str]:
    """Each kind of trouble that holds rows, how many, and an example."""
    counts: Counter[tuple[Rule, str]] = Counter()
    example: dict[tuple[Rule, str], str] = {}
    for row in understood.held:
        kind = row.rule, _VARIES.sub("", row.reason)
        counts[kind] += row.rule is not leave_out
        example.setdefault(kind, row.reason)
    return [
        f"{RULE_WORDS[kind[0]].capitalize()} in {count} {'row' if count == 1 else 'rows'}: {example[kind]}"
        for kind, count in counts.most_common(FEW)
        if count
    ]


def _quarantined(reason: str, besides: Sequence[str] = ()) -> dict[str, Any]:
    problems = [reason, *besides]
    return {"ok": False, "next_poll": f"quarantined: {reason}", "problem": reason, "problems": problems}
