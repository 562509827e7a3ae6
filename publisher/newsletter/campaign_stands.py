"""How an issue's campaigns stand at their service, in words and for the delivery that sums them up."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from publisher.models import Campaign, Issue
from publisher.newsletter.backends import label

FAILED = "Look there what it says, mend it, then review it again; or stop it."


@dataclass(frozen=True, slots=True)
class Stands:
    """How an issue's campaigns stand: `due` while one is to be looked at again, `mailed` once one of them is out."""

    reason: str
    todo: str
    due: datetime | None
    mailed: bool


def stands(issue: Issue) -> Stands:
    """How they stand, for the delivery that sums them up."""
    rows = list(issue.campaigns.order_by("id"))
    name, now = label(issue.backend), timezone.now()
    left = [row for row in rows if row.state in ("queued", "sending", "uncertain", "running", "paused")]
    doubt = [row for row in rows if row.state == "uncertain"]
    failed = [row for row in rows if row.state == "failed"]
    told = " ".join(filter(None, (_told(row, name) for row in rows)))
    todo = ""
    if doubt:
        marks = ", ".join(row.marker for row in doubt)
        todo = f"Look at {name} for {marks}, then say whether it went out: publisher newsletter campaign {issue.pk}."
    elif failed:
        todo = FAILED
    due = min((row.next_at or now for row in left), default=None)
    mailed = any(row.state in ("running", "paused", "sent") for row in rows)
    return Stands(told or f"{name} is mailing it.", todo, due, mailed)


def _told(row: Campaign, name: str) -> str:
    where = f"{name}, {row.audience} ({row.language})"
    if row.state == "running":
        return f"{where}: mailing, {max(row.mailed, 0)} so far. {row.reason}".strip()
    if row.state == "uncertain":
        return f"{where}: in doubt. {row.reason}"
    if row.state == "sent":
        return f"{where}: mailed. {row.reason}".strip()
    return f"{where}: {row.reason}" if row.reason else ""
