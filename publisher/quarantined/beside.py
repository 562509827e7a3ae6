"""What stood there before beside what came now, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publisher.models import Poll, QuarantinedRow, RowVersion, StatusChange
from publisher.tracker.values import FIELDS, Rule
from publisher.truth.same_name import seat_words


@dataclass(frozen=True, slots=True)
class Cell:
    """One column. None where the row has no such cell; `mapped` when one of our fields is read from it."""

    column: str
    before: str | None
    now: str | None
    mapped: bool

    @property
    def differs(self) -> bool:
        """True when somebody should look at it."""
        return (self.before or "") != (self.now or "")


@dataclass(frozen=True, slots=True)
class Beside:
    """One row. `cells` are the mapped ones and those that differ, `rest` the others; `was` and `came`: is it there."""

    key: str
    name: str
    was: bool
    came: bool
    cells: tuple[Cell, ...]
    rest: tuple[Cell, ...]

    @property
    def both(self) -> bool:
        """True when there is something to compare."""
        return self.was and self.came


def of_poll(poll: Poll) -> list[Beside]:
    """The rows concerned, as far as they were noted, each in brief: there may be hundreds."""
    columns: Mapping[str, str] = poll.source.columns
    return [
        beside(row.get("before") or {}, row.get("now") or {}, columns, row.get("key"), row.get("name"), brief=True)
        for row in poll.details.get("rows", [])
    ]


def more_of(poll: Poll) -> int:
    """How many rows are concerned besides those that were noted."""
    return int(poll.details.get("more") or 0)


def of_row(row: QuarantinedRow) -> Beside:
    """The quarantined row beside what is known, see `raw_before`."""
    return beside(raw_before(row), row.raw, row.source.columns, row.key, row.name)


def of_roster(row: QuarantinedRow) -> list[Beside]:
    """The row beside each other seat that the roster has for its name; where both say the same, the row's own cell.

    The columns are those of the seat. Empty for a row that was held for another reason.
    """
    columns, seat = row.source.columns, row.data.get("seat") or []
    found = []
    for entry in row.data.get("roster") or []:
        cells: dict[str, list[str]] = {}
        for field, ours in zip(("office", "state", "district"), seat, strict=False):
            if field in columns and entry[field] != ours:
                cells.setdefault(columns[field], []).append(_in_words(entry[field]))
        now = {columns[f]: row.raw.get(columns[f], "") for f in ("office", "state", "district") if f in columns}
        before = now | {column: "-".join(parts) for column, parts in cells.items()}
        place = seat_words(entry["office"], entry["state"], entry["district"])
        found.append(beside(before, now, columns, place, entry["name"]))
    return found


def _in_words(value: str | int | None) -> str:
    """A part of a seat as a tracker may have it; the Senate has no district."""
    return {"house": "House", "senate": "Senate", "None": "", "0": "0 (at large)"}.get(str(value), str(value))


def raw_before(row: QuarantinedRow) -> dict[str, Any]:
    """The row that it is compared with; empty if there is none.

    The last good one of its key; for a status that went back, the row that was told of; for somebody who may be known
    by another name, the row of the one who is known.
    """
    told = row.data.get("told") if row.rule == Rule.FLIP else None
    change = StatusChange.objects.select_related("row_version").filter(pk=told).first() if told else None
    last = change.row_version if change and change.row_version else row.before
    if last is None and row.candidacy_id and row.rule == Rule.SAME_PERSON:
        versions = RowVersion.objects.filter(candidacy_id=row.candidacy_id, source=row.source)
        last = versions.order_by("-first_seen", "-pk").first()
    return dict(last.raw) if last else {}


def beside(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    columns: Mapping[str, str],
    key: Any = "",
    name: Any = "",
    *,
    brief: bool = False,
) -> Beside:
    """Both rows under their columns: those that our fields are read from first, in the order of the fields.

    In `brief` the cells are those that differ; of a row that is new or gone, its status.
    """
    mapped = [columns[field] for field in FIELDS if field in columns]
    order = list(dict.fromkeys([*mapped, *before, *now]))
    cells = [
        Cell(column, _text(before, column), _text(now, column), column in mapped)
        for column in order
        if column in before or column in now
    ]
    both = bool(before) and bool(now)
    differing = {cell.column for cell in cells if both and cell.differs}
    wanted = (differing or {columns.get("status", "")}) if brief else differing | set(mapped)
    shown = [cell for cell in cells if cell.column in wanted] or cells
    rest = [cell for cell in cells if cell not in shown]
    return Beside(_said(key), _said(name), bool(before), bool(now), tuple(shown), tuple(rest))


def _text(row: Mapping[str, Any], column: str) -> str | None:
    return str(row[column]) if column in row else None


def _said(value: Any) -> str:
    return "" if value is None else str(value)
