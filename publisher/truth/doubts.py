"""Quarantined rows: opened when a rule holds a row back, healed when the tracker shows it no more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publisher import workflow
from publisher.models import Poll, QuarantinedRow, RowVersion, Source
from publisher.tracker.values import HeldRow, Rule
from publisher.truth.chunks import chunks
from publisher.truth.matching import Doubt

MOST = 500
"""Quarantined rows that are opened of one poll: where more are held, the table is at fault, and these show how."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row to be quarantined, whichever rule holds it. `candidacy` 0 is none."""

    key: str
    name: str
    rule: str
    reason: str
    raw: dict[str, Any]
    digest: str
    candidacy: int = 0
    data: dict[str, Any] = field(default_factory=dict)


def of_row(row: HeldRow) -> Held:
    """A row that could not be understood, or that another contradicts."""
    return Held((row.key or "")[:200], row.name[:200], row.rule, row.reason, dict(row.raw), row.digest.hex())


def of_doubt(doubt: Doubt) -> Held:
    """A row of which it is not sure whom it speaks of, or whether its seat is theirs."""
    row = doubt.row
    data = {"status": row.status, **doubt.more}
    if doubt.similarity is not None:
        data["similarity"] = round(doubt.similarity)
    return Held(row.key, row.name, doubt.rule, doubt.reason, dict(row.raw), row.digest.hex(), doubt.candidacy, data)


def settle(source: Source, poll: Poll, held: Iterable[Held], now: datetime) -> None:
    """Opens what is newly held and heals what is not held any more.

    Rows that flipped stay: whether they are still held is for `changes.settle` to say.
    """
    before = {
        (row.digest, row.rule): row
        for row in QuarantinedRow.objects.filter(source=source, state="open").exclude(rule=Rule.FLIP)
    }
    for one in _first(held):
        if not before.pop((one.digest, one.rule), None):
            hold(source, poll, one, now)
    for row in before.values():
        heal(row, now)


def hold(source: Source, poll: Poll, one: Held, now: datetime) -> QuarantinedRow:
    """Quarantines one row; the same row again under the same rule is the one that is open already."""
    row, made = QuarantinedRow.objects.get_or_create(
        source=source,
        digest=one.digest,
        rule=one.rule,
        state="open",
        defaults={
            "poll": poll,
            "key": one.key,
            "name": one.name,
            "reason": one.reason,
            "raw": one.raw,
            "before": RowVersion.objects.filter(source=source, key=one.key, last_seen=None).first(),
            "candidacy_id": one.candidacy or None,
            "data": one.data,
            "opened_at": now,
        },
    )
    if made:
        workflow.tell(row, "held", after="open", data={"source": source.name, "rule": one.rule})
    return row


def heal(row: QuarantinedRow, now: datetime) -> None:
    """The tracker shows the row no more."""
    workflow.move(row, "healed", closed_at=now)


def _first(held: Iterable[Held]) -> Iterator[Held]:
    for chunk in chunks(held, MOST):
        yield from chunk
        return


def of_version(row: RowVersion, reason: str, told: int) -> Held:
    """A stored row whose status went back; `told` is the change that it takes back."""
    return Held(
        row.key,
        row.understood["name"],
        Rule.FLIP,
        reason,
        row.raw,
        row.digest,
        row.candidacy_id or 0,
        {"status": row.status, "told": told},
    )
