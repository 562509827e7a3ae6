"""Values as plain text for people: what a command prints without `--json`."""

from collections.abc import Mapping, Sequence
from typing import Any


def plain(document: Any) -> str:
    """A list of rows as a table, a mapping as lines, anything else as it is."""
    if isinstance(document, Mapping):
        return "\n".join(f"{_title(key)}: {_cell(value)}" for key, value in document.items())
    if isinstance(document, Sequence) and not isinstance(document, str):
        if document and all(isinstance(row, Mapping) for row in document):
            return table(document)
        return "\n".join(_cell(row) for row in document) or "Nothing here."
    return _cell(document)


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows with the same keys, in columns wide enough for all of them."""
    cells = [[_title(key) for key in rows[0]], *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def piece(item: Mapping[str, Any]) -> str:
    """One piece of evidence in a line."""
    what = item["url"] or item["title"] or item["kind"]
    quote = f" “{item['note']}”" if item["note"] else ""
    return f"{what}{quote} ({item['sentence']})"


def _title(key: Any) -> str:
    return str(key).replace("_", " ")


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_cell(part) for part in value) or "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(part)}" for key, part in value.items()) or "-"
    return str(value)
