"""A look at a source in words: which column means what, what its status words mean, and what the next read would do."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.errors import Refusal
from publisher.models import Source
from publisher.pipeline import sources
from publisher.tracker.mapping import proposed
from publisher.tracker.values import FIELDS, STATUSES
from publisher.truth.meaning import meaning
from publisher.web.words import STATUS_WORDS

LABELS = {
    "id": lazy("The tracker’s own key"),
    "name": lazy("Full name"),
    "first": lazy("First name"),
    "last": lazy("Last name"),
    "office": lazy("Office"),
    "state": lazy("State"),
    "district": lazy("District"),
    "party": lazy("Party"),
    "status": lazy("Status"),
    "date": lazy("When they said so"),
    "evidence": lazy("Evidence"),
    "photo": lazy("Photo"),
    "handle": lazy("Instagram name"),
}
NEEDED = ("office", "state", "status")
NOT_ANNOUNCEABLE = "not_announceable"
"""A choice on the page: presumed, likely, promised. It is stored as `pending`, so that nothing is announced of it."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One of our fields and the column that it is read from; `lost` is a column that was mapped and is gone."""

    field: str
    label: Any
    column: str
    needed: bool
    lost: str


@dataclass(frozen=True, slots=True)
class WordLine:
    """A word of the status column, in how many rows it stands, and what it means (empty: nobody said)."""

    word: str
    count: int
    means: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows. `columns` are those that were found, `chosen` the map that the report is about."""

    ok: bool
    problems: list[str]
    rows: int | None
    columns: list[str]
    chosen: dict[str, str]
    fields: list[FieldLine]
    words: list[WordLine]
    statuses: list[tuple[Any, int]]
    held: list[Mapping[str, Any]]
    next_poll: str


def look(source: Source, *, as_given: bool) -> Look:
    """Reads the source and reports; changes nothing. Raises `Refusal` for an address or a map that cannot be.

    Unless the map is to be taken `as_given`, a field without its column gets the one that bears its name.
    """
    report = _checked(source)
    columns = list(report.get("columns") or _checked(_with(source, {})).get("columns") or [])
    chosen = {field: column for field, column in source.columns.items() if column in columns or not columns}
    if not as_given and columns:
        free = {f: c for f, c in _proposed(report, columns).items() if f not in chosen and c not in chosen.values()}
        chosen |= free
    if chosen != source.columns and columns:
        report = _checked(_with(source, chosen))
    return _look(report, source, columns, chosen)


def _checked(source: Source) -> dict[str, Any]:
    """The report; words that may not mean what was chosen are one of its problems."""
    try:
        return sources.check(source)
    except Refusal as refusal:
        bare = copy(source)
        bare.statuses = {}
        return sources.check(bare) | {"ok": False, "problem": str(refusal)}


def _with(source: Source, columns: Mapping[str, str]) -> Source:
    other = copy(source)
    other.columns = dict(columns)
    return other


def _proposed(report: Mapping[str, Any], columns: list[str]) -> dict[str, str]:
    given = report.get("proposed_map") or report.get("map") or {}
    return {field: column for field, column in (proposed(columns) | dict(given)).items() if column in columns}


def _look(report: Mapping[str, Any], source: Source, columns: list[str], chosen: dict[str, str]) -> Look:
    counted: Mapping[str, int] = report.get("status_words", {}) if "status" in chosen else {}
    problem = _unmapped(chosen) if columns else ""
    problem = problem or str(report.get("problem") or "")
    extra = [str(said) for said in report.get("problems", []) if said != problem]
    means = dict(report.get("proposed_statuses") or {})
    return Look(
        ok=bool(report.get("ok")),
        problems=[problem, *extra] if problem else extra,
        rows=report.get("rows"),
        columns=columns,
        chosen=chosen,
        fields=[_field(field, chosen.get(field, ""), source.columns.get(field, "")) for field in FIELDS],
        words=[
            WordLine(word, count, means.get(word, "") or meaning(source.statuses, word))
            for word, count in counted.items()
        ],
        statuses=[(STATUS_WORDS[s], report["statuses"][s]) for s in STATUSES if (report.get("statuses") or {}).get(s)],
        held=list(report.get("held") or []),
        next_poll=str(report.get("next_poll", "")),
    )


def _unmapped(chosen: Mapping[str, str]) -> str:
    """What is still to be chosen, in the words of the page."""
    lacking = [str(LABELS[field]) for field in NEEDED if field not in chosen]
    if not {"name", "last"} & set(chosen):
        lacking.insert(0, str(LABELS["name"]))
    return _("Choose the column of: %(fields)s.") % {"fields": ", ".join(lacking)} if lacking else ""


def _field(field: str, column: str, before: str) -> FieldLine:
    lost = before if before and before != column else ""
    return FieldLine(field, LABELS.get(field, field), column, field in NEEDED, lost)


def meanings() -> list[tuple[str, str]]:
    """What a status word may mean, for a select."""
    return [
        ("signed", _("signed")),
        ("refused", _("refused: an explicit no on record")),
        ("rescinded", _("rescinded: a pledge taken back")),
        ("pending", _("pending: no answer yet")),
        (NOT_ANNOUNCEABLE, _("not announceable: presumed, likely, promised")),
    ]
