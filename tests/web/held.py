"""Quarantined polls and rows for the tests of pages, as the watcher leaves them. Everybody is fictional."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from publisher.models import Candidacy, Poll, QuarantinedRow, RowVersion, Source
from publisher.tracker.values import Rule
from tests.web import story

COLUMNS = {"name": "Full name", "office": "Chamber", "state": "State", "district": "Seat", "status": "Pledge"}


def source(name: str = "tracker") -> Source:
    """A source that has its baseline."""
    made, _new = Source.objects.get_or_create(
        name=name, defaults={"location": "https://tracker.example/rows.csv", "format": "csv", "cycle": 2026}
    )
    made.columns, made.statuses = COLUMNS, {"Yes": "signed", "No": "refused"}
    made.baseline_at = made.read_at = timezone.now()
    made.save()
    return made


def raw(name: str = "Lee Placeholder", pledge: str = "Yes", **more: str) -> dict[str, str]:
    """A row as it came."""
    return {"Full name": name, "Chamber": "House", "State": "OH", "Seat": "3", "Pledge": pledge, "Notes": ""} | more


def poll(rows: list[dict[str, Any]] | None = None, *, rule: Rule = Rule.STORM, more: int = 0, **fields: Any) -> Poll:
    """A poll that was put aside whole."""
    details = {"expected": "at most 10 status changes", "came": "11", "rows": rows or [], "more": more}
    return Poll.objects.create(
        source=fields.pop("source", None) or source(),
        state="quarantined",
        rule=rule,
        reason="Expected at most 10 status changes, came 11: look at the rows, then accept the poll.",
        details=details,
        started_at=fields.pop("started_at", timezone.now()),
        **fields,
    )


def pair(name: str, before: str, now: str) -> dict[str, Any]:
    """A row concerned: its pledge before and now; empty where there is none."""
    return {
        "key": name.lower().replace(" ", "-"),
        "name": name,
        "before": raw(name, before) if before else {},
        "now": raw(name, now) if now else {},
    }


def row(rule: Rule = Rule.TYPE, *, pledge: str = "Yes", before: str = "", **fields: Any) -> QuarantinedRow:
    """A row that was held back; `before` is what the last good one said."""
    of = fields.pop("source", None) or source()
    name = fields.pop("name", "Lee Placeholder")
    read = fields.pop("poll", None) or Poll.objects.create(source=of, state="accepted", started_at=timezone.now())
    last = version(of, name, before, fields.get("candidacy")) if before else None
    made = QuarantinedRow.objects.count()
    return QuarantinedRow.objects.create(
        source=of,
        poll=read,
        key=fields.pop("key", name.lower().replace(" ", "-")),
        name=name,
        rule=rule,
        reason=fields.pop("reason", f"Row of {name}: the seat cannot be read; correct the row in the tracker."),
        raw=fields.pop("raw", None) or raw(name, pledge),
        digest=f"{made:064x}",
        before=last,
        opened_at=fields.pop("opened_at", timezone.now() - timedelta(minutes=5)),
        **fields,
    )


def version(of: Source, name: str, pledge: str, candidacy: Candidacy | None = None) -> RowVersion:
    """The current row of somebody."""
    read = Poll.objects.create(source=of, state="accepted", started_at=timezone.now() - timedelta(days=1))
    return RowVersion.objects.create(
        source=of,
        key=name.lower().replace(" ", "-"),
        candidacy=candidacy,
        digest="1" * 64,
        raw=raw(name, pledge),
        understood={"name": name},
        status={"Yes": "signed", "No": "refused"}.get(pledge, "pending"),
        first_poll=read,
        first_seen=read.started_at,
    )


def known(name: str = "Lee Placeholder") -> Candidacy:
    """A candidate whom the tracker `tracker` has as signed."""
    candidacy = story.candidate(name)
    source()
    return candidacy
