"""What a look at a source found, for a person at a terminal."""

from collections.abc import Mapping
from shlex import quote
from typing import Any

from publisher.tracker.text import clean

SHOWN = 12
"""Words of one column that are listed."""


def explained(report: Mapping[str, Any]) -> str:
    """The document of `source check` in plain lines, with the command that would add what is no source yet."""
    parts = [f"{report['location']}, read as {report['format']}: {report.get('rows', 'no')} rows."]
    columns = report.get("columns") or []
    chosen = report.get("map") or {}
    if columns:
        parts.append(f"Columns: {', '.join(columns)}.")
    if chosen:
        parts.append(f"Map: {_pairs(chosen)}.")
    further = {field: column for field, column in (report.get("proposed_map") or {}).items() if field not in chosen}
    if further:
        parts.append(f"By their names these may be more of it, look at them: {_pairs(further)}.")
    if report.get("status_words"):
        parts.append(f"Words of the status column: {_words(report['status_words'])}.")
    for column, counts in (report.get("few_values") or {}).items():
        parts.append(f"{column} has few words: {_words(counts)}.")
    if report.get("statuses"):
        parts.append(f"Understood: {_words(report['statuses'])}.")
    parts += report.get("problems") or []
    parts.append(f"The next poll: {str(report['next_poll']).rstrip('.')}.")
    if report.get("changed"):
        parts.append(f"With another status: {', '.join(report['changed'][:SHOWN])}.")
    if further and report["source"] == "new":
        parts.append(f"With that map: {_command(report, chosen | further)}")
    return "\n".join(parts)


def _pairs(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{field} = {column}" for field, column in columns.items())


def _words(counts: Mapping[str, int]) -> str:
    listed = [f"{clean(word) or '(empty)'} {count}" for word, count in list(counts.items())[:SHOWN]]
    return ", ".join(listed) + (f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else "")


def _command(report: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    maps = " ".join(f"--map {quote(f'{field}={column}')}" for field, column in columns.items())
    return f"publisher source add NAME {quote(report['location'])} --format {report['format']} {maps}"
