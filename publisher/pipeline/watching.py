"""When a source is read: now, not for a while, or when its turn comes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.errors import Refusal
from publisher.models import Role, Source, User

LATE = timedelta(minutes=5)
"""How long a source's turn may be over before somebody should look whether anything reads at all."""


def read_now(source_id: int, *, by: User) -> Source:
    """Asks a worker to read it now. A hint that is lost costs the wait for its turn, no more.

    Raises `Refusal`: no such source, paused, or a role below comms.
    """
    source = _source(source_id, by, Role.COMMS)
    if source.paused_at:
        raise Refusal(f"{source.name} is paused. Resume it, then it is read by itself.", "conflict")
    nudge.send("poll", source.pk)
    return source


def pause(source_id: int, *, by: User) -> Source:
    """Reads it no more until somebody resumes it; what it told before waits. Raises `Refusal` as above."""
    source = _source(source_id, by, Role.APPROVER)
    with transaction.atomic():
        if not Source.objects.filter(pk=source.pk, paused_at=None).update(paused_at=timezone.now()):
            raise Refusal(f"{source.name} is paused already.", "conflict")
        workflow.tell(source, "paused", by=by, data={"name": source.name})
    return source


def resume(source_id: int, *, by: User) -> Source:
    """Reads it again, from now on. Raises `Refusal` as above, or when it is not paused."""
    source = _source(source_id, by, Role.APPROVER)
    with transaction.atomic():
        if not Source.objects.filter(pk=source.pk, paused_at__isnull=False).update(paused_at=None):
            raise Refusal(f"{source.name} is not paused; it is read by itself.", "conflict")
        workflow.tell(source, "resumed", by=by, data={"name": source.name})
        nudge.send("poll", source.pk)
    return source


def next_read(source: Source) -> datetime | None:
    """When its turn comes, which may be past; None while it is paused or was never read."""
    if source.paused_at or not source.read_at:
        return None
    return source.read_at + timedelta(seconds=max(settings.WATCH_SECONDS, source.every_seconds))


def is_late(source: Source, now: datetime) -> bool:
    """True when its turn is over for so long that nothing seems to read."""
    due = next_read(source)
    return due is not None and due + LATE < now


def _source(source_id: int, by: User, role: Role) -> Source:
    if not by.may(role):
        raise Refusal(f"This takes the role {role.label} or above. Ask an admin.", "forbidden")
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Refusal("There is no such source any more.", "missing")
    return source
