"""What people decide about a quarantined poll or row: accept it as it is, map it anew, or ignore it."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Poll, QuarantinedRow, Role, Source, User
from publisher.truth.acceptable import why_not_poll, why_not_row

Kind = TypeVar("Kind", Poll, QuarantinedRow)


def accept_poll(poll_id: int, *, by: User) -> Poll:
    """Takes what came as it is. Raises `Refusal`."""
    poll = _open_poll(poll_id, by)
    if why_not := why_not_poll(poll):
        raise Refusal(why_not)
    workflow.move(poll, "accepted", by=by, accepted_by=by)
    return poll


def ignore_poll(poll_id: int, *, by: User) -> Poll:
    """Takes nothing of it. Raises `Refusal`."""
    poll = _open_poll(poll_id, by)
    workflow.move(poll, "ignored", by=by, accepted_by=by)
    return poll


def remap(source_id: int, *, columns: Mapping[str, str], statuses: Mapping[str, str], by: User) -> Source:
    """Another map of columns and words: the next read is a silent baseline. Raises `Refusal`."""
    _need(by)
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=source_id)
        source.columns, source.statuses = dict(columns), dict(statuses)
        source.save(update_fields=["columns", "statuses"])
        workflow.tell(source, "mapped", by=by, data={"columns": source.columns, "statuses": source.statuses})
    return source


def accept_row(row_id: int, *, by: User, same: bool | None = None) -> QuarantinedRow:
    """Lets the row count as it is; `same` answers whether it is the person in question. Raises `Refusal`."""
    row = _open_row(row_id, by)
    if why_not := why_not_row(row):
        raise Refusal(why_not)
    if row.rule in ("same_person", "other_person") and same is None:
        raise Refusal("Say whether it is the same person or somebody else.")
    workflow.move(row, "accepted", by=by, closed_by=by, closed_at=timezone.now())
    return row


def ignore_row(row_id: int, *, by: User) -> QuarantinedRow:
    """Lets the row not count as it stands. Raises `Refusal`."""
    row = _open_row(row_id, by)
    workflow.move(row, "ignored", by=by, closed_by=by, closed_at=timezone.now())
    return row


def _need(by: User) -> None:
    if not by.may(Role.COMMS):
        raise Refusal("Your role is organizer; only comms staff and above may clear a quarantine.", "forbidden")


def _open_poll(poll_id: int, by: User) -> Poll:
    _need(by)
    poll = Poll.objects.select_related("source").filter(pk=poll_id).first()
    return _still(poll, "quarantined")


def _open_row(row_id: int, by: User) -> QuarantinedRow:
    _need(by)
    row = QuarantinedRow.objects.select_related("source").filter(pk=row_id).first()
    return _still(row, "open")


def _still(found: Kind | None, state: str) -> Kind:
    if found is None:
        raise Refusal("There is nothing in quarantine under that number.", "missing")
    if found.state != state:
        raise Refusal(f"It was {found.state} meanwhile: there is nothing left to decide.", "conflict")
    return found
