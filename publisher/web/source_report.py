"""A look at a source in words: which column means what, what its status words mean, and what the next read would do."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.errors import Refusal
from publisher.models import Source
from publisher.pipeline import quarantine, sources
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
    "standing": lazy("Whether the candidacy goes on"),
    "special": lazy("Special election"),
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
    """What the page shows. `columns` are those that were found, `chosen` the map that the report is about.

    `understood`: every row can be read or held by itself, whatever the brake says. `baseline`: the next read would be
    a silent one.
    """

    ok: bool
    understood: bool
    baseline: bool
    problems: list[str]
    rows: int | None
    columns: list[str]
    chosen: dict[str, str]
    fields: list[FieldLine]
    words: list[WordLine]
    statuses: list[tuple[Any, int]]
    held: list[Mapping[str, Any]]
    next_poll: str


def look(source: Source, columns: Mapping[str, str], statuses: Mapping[str, str], *, as_given: bool) -> Look:
    """Reads the source under this map and reports; changes nothing. Raises `Refusal` for an address that cannot be.

    Unless the map is to be taken `as_given`, what it lacks is proposed: of a source that is there only what it has
    lost, since every other column more would make another baseline.
    """
    report = _checked(source, columns, statuses)
    found = list(report.get("columns") or [])
    chosen = {field: column for field, column in columns.items() if column in found or not found}
    if not as_given and found:
        wanted = {*columns, *NEEDED} if source.pk else set(FIELDS)
        chosen |= {
            field: column
            for field, column in (report.get("proposed_map") or {}).items()
            if field in wanted - set(chosen) and column not in chosen.values()
        }
    if chosen != columns and found:
        report = _checked(source, chosen, statuses)
    baseline = not source.baseline_at or quarantine.another_map(source, chosen, statuses)
    return _look(report, found, chosen, columns, statuses, baseline=baseline)


def _checked(source: Source, columns: Mapping[str, str], statuses: Mapping[str, str]) -> dict[str, Any]:
    """The report; words that may not mean what was chosen are one of its problems."""
    other = copy(source)
    other.columns, other.statuses = dict(columns), dict(statuses)
    if source.pk and quarantine.another_map(source, columns, statuses):
        other.baseline_at = None  # what the old map said is no measure of the new one
    try:
        return sources.check(other)
    except Refusal as refusal:
        other.statuses = {}
        return sources.check(other) | {"ok": False, "problem": str(refusal)}


def _look(
    report: Mapping[str, Any],
    found: list[str],
    chosen: dict[str, str],
    before: Mapping[str, str],
    statuses: Mapping[str, str],
    *,
    baseline: bool,
) -> Look:
    counted: Mapping[str, int] = report.get("status_words", {}) if "status" in chosen else {}
    problem = (_unmapped(chosen) if found else "") or str(report.get("problem") or "")
    said = [text for text in report.get("problems", []) if text != report.get("problem")]
    read: Mapping[str, int] = report.get("statuses") or {}
    return Look(
        ok=bool(report.get("ok")),
        understood="statuses" in report and "status" in chosen,
        baseline=baseline,
        problems=[problem, *said] if problem else said,
        rows=report.get("rows"),
        columns=found,
        chosen=chosen,
        fields=[_field(field, chosen.get(field, ""), before.get(field, "")) for field in FIELDS],
        words=[WordLine(word, count, meaning(statuses, word)) for word, count in counted.items()],
        statuses=[(STATUS_WORDS[status], read[status]) for status in STATUSES if read.get(status)],
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
