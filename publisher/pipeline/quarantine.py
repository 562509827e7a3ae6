"""What people decide about a quarantined poll or row: accept it as it is, map it anew, or ignore it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.errors import Refusal
from publisher.models import Poll, QuarantinedRow, Role, Source, User
from publisher.tracker.read import Unreachable
from publisher.tracker.values import Quarantine, Rule
from publisher.tracker.vocabulary import Vocabulary
from publisher.truth.acceptable import why_not_poll, why_not_row
from publisher.truth.reading import read, spec_of, understood_of


def accept_poll(poll_id: int, *, by: User) -> Poll:
    """Releases a poll that the brake stopped: the very same bytes pass at the next read. Raises `Refusal`."""
    _need(by, Role.COMMS)
    with transaction.atomic():
        poll = _open_poll(poll_id)
        if why := why_not_poll(poll):
            raise Refusal(why)
        workflow.move(poll, "accepted", by=by, accepted_by=by)
        nudge.send("poll", poll.source_id)
    return poll


def ignore_poll(poll_id: int, *, by: User) -> Poll:
    """Lets a quarantined poll rest: the last good rows stay, and the same bytes ask nobody again. Raises `Refusal`."""
    _need(by, Role.COMMS)
    with transaction.atomic():
        poll = _open_poll(poll_id)
        workflow.move(poll, "ignored", by=by, accepted_by=by)
    return poll


def accept_row(row_id: int, *, by: User, same: bool | None = None) -> QuarantinedRow:
    """Lets a quarantined row count from the next read on, as long as it stays as it is. Raises `Refusal`.

    `same` answers the rules same_person and other_person: True is "it is that person", False "it is somebody else".
    """
    _need(by, Role.COMMS)
    with transaction.atomic():
        row = _open_row(row_id)
        if why := why_not_row(row):
            raise Refusal(why)
        if row.rule in (Rule.SAME_PERSON, Rule.OTHER_PERSON) and same is None:
            raise Refusal("Say whether it is the same person or somebody else.")
        if same is not None:
            QuarantinedRow.objects.filter(pk=row.pk).update(data=row.data | {"same": same})
        workflow.move(row, "accepted", by=by, data={"same": same}, closed_by=by, closed_at=timezone.now())
        _read_anew(row.source_id)
    return row


def ignore_row(row_id: int, *, by: User) -> QuarantinedRow:
    """Lets a quarantined row count as nothing until the tracker changes it. Raises `Refusal`."""
    _need(by, Role.COMMS)
    with transaction.atomic():
        row = _open_row(row_id)
        workflow.move(row, "ignored", by=by, closed_by=by, closed_at=timezone.now())
        _read_anew(row.source_id)
    return row


def remap(
    source_id: int, *, columns: Mapping[str, str] | None = None, statuses: Mapping[str, str] | None = None, by: User
) -> Source:
    """Gives a source another map, if what it shows now can be understood with it. Raises `Refusal`.

    Another map of columns, or another meaning of a known word, is a new silent baseline. New words alone are not: what
    they say was never understood, so it is news.
    """
    _need(by, Role.ADMIN)
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Refusal(f"There is no source {source_id}.", "missing")
    new_columns = dict(source.columns if columns is None else columns)
    new_statuses = dict(source.statuses if statuses is None else statuses)
    another = another_map(source, new_columns, new_statuses)
    source.columns, source.statuses = new_columns, new_statuses
    try:
        spec = spec_of(source)
        understood_of(read(spec), spec)
    except (Unreachable, Quarantine, ValueError) as cause:
        raise Refusal(f"The map was not changed. {cause}") from cause
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(columns=new_columns, statuses=new_statuses)
        if another:
            Source.objects.filter(pk=source.pk).update(baseline_at=None)
        _read_anew(source.pk)
        workflow.tell(source, "mapped", by=by, data={"columns": new_columns, "statuses": new_statuses})
    source.refresh_from_db()
    return source


def another_map(source: Source, columns: Mapping[str, str], statuses: Mapping[str, str]) -> bool:
    """True if the source's next read under this map would be a silent baseline: see `remap`.

    Raises `Refusal` for a map that would make an answer of what is none.
    """
    try:
        before, after = Vocabulary(source.statuses).words, Vocabulary(statuses).words
    except Quarantine as cause:
        raise Refusal(f"The map was not changed. {cause}") from cause
    return dict(columns) != source.columns or any(after.get(word) != status for word, status in before.items())


def _read_anew(source_id: int) -> None:
    """Lets the next read look at every row, also when the bytes are the ones of the last read; and asks for it."""
    Source.objects.filter(pk=source_id).update(etag="", last_modified="", body_sha256="")
    nudge.send("poll", source_id)


def _open_poll(poll_id: int) -> Poll:
    poll = Poll.objects.select_for_update().filter(pk=poll_id).first()
    if poll is None:
        raise Refusal(f"There is no poll {poll_id}.", "missing")
    if poll.state != "quarantined":
        raise Refusal(f"It was {poll.state} meanwhile: there is nothing left to decide.", "conflict")
    return poll


def _open_row(row_id: int) -> QuarantinedRow:
    row = QuarantinedRow.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise Refusal(f"There is no quarantined row {row_id}.", "missing")
    if row.state != "open":
        raise Refusal(f"It was {row.state} meanwhile: there is nothing left to decide.", "conflict")
    return row


def _need(by: User, role: Role) -> None:
    if not by.may(role):
        raise Refusal(f"Your role is {by.role}; this needs {role.value} or above. Ask an admin.", "forbidden")
