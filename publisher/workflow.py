"""The only writer of a `state` column: compare-and-swap and a line of the trail, in one transaction.

(`newsletter/drain.py` and `claimed.py` move copies in batches: the one named exception, since copies are many and keep
their own rows.)
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publisher.models import Announcement, Delivery, Event, PersonalPart, Subject, User
from publisher.models.fields import Stateful
from publisher.states import LIVE_NEWS


class NotAllowed(Exception):
    """No such move exists in `states.py`: a mistake in the program, not of a person."""


class Moved(Exception):
    """Somebody else moved it first. Nothing was written; read again and decide anew."""


def move(
    row: Stateful,
    to: str,
    *,
    by: User | None = None,
    guard: Q | None = None,
    data: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Moves `row` from the state it was read in to `to`, sets `fields` with it, and tells the trail.

    The UPDATE holds only while the stored state is still the one in `row` and `guard` is true: of any number of
    callers one succeeds. `data` is public, `personal` (free text, names) can be erased later.
    Raises `Moved` when no row changed, `NotAllowed` when `states.py` has no such move.
    """
    if to not in row.MOVES.get(row.state, frozenset()):
        raise NotAllowed(f"{type(row).__name__} cannot go from {row.state} to {to}.")
    here = Q(pk=row.pk, state=row.state)
    with transaction.atomic(savepoint=False):  # `Moved` is raised outside: it undoes nothing of the caller's
        stored = type(row)._default_manager.filter(here & guard if guard else here)
        changed = stored.update(**{"state": to, **fields}) == 1
        if changed:
            if isinstance(row, Announcement) and to not in LIVE_NEWS:
                Subject.objects.filter(announcement_id=row.pk).update(live_news=False)
            tell(row, "move", before=row.state, after=to, by=by, data=data, personal=personal)
    if not changed:
        raise Moved(f"{row} was changed by somebody else meanwhile. Read it again.")
    row.state = to
    for name, value in fields.items():
        setattr(row, name, value)


def tell(
    row: Any,
    what: str,
    *,
    before: str = "",
    after: str = "",
    by: User | None = None,
    data: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Event:
    """Writes one line of the trail about `row`, in the caller's transaction."""
    private = dict(personal or {}) | ({"by": by.email} if by else {})
    salt = secrets.token_hex(16)
    event = Event.objects.create(
        at=timezone.now(),
        kind=row._meta.model_name,
        object_id=row.pk,
        announcement_id=_announcement(row),
        before=before,
        after=after,
        what=what,
        role=by.role if by else "",
        data=dict(data or {}),
        personal_sha256=personal_digest(salt, private) if private else "",
    )
    if private:
        PersonalPart.objects.create(event=event, salt=salt, fields=private, by=by)
    return event


def tell_many(what: str, lines: Iterable[tuple[Any, str, str, Mapping[str, Any]]]) -> None:
    """A line of the trail about each row, with its (before, after, data), none of it personal."""
    now = timezone.now()
    Event.objects.bulk_create(
        Event(
            at=now,
            kind=row._meta.model_name,
            object_id=row.pk,
            announcement_id=_announcement(row),
            before=before,
            after=after,
            what=what,
            data=dict(data),
        )
        for row, before, after, data in lines
    )


def personal_digest(salt: str, fields: Mapping[str, Any]) -> str:
    """SHA-256 over the salt and the canonical JSON of the personal part."""
    return hashlib.sha256((salt + json.dumps(fields, sort_keys=True, separators=(",", ":"))).encode()).hexdigest()


def _announcement(row: Any) -> int | None:
    if isinstance(row, Announcement):
        return row.pk
    if isinstance(row, Delivery):
        return row.announcement_id
    return getattr(row, "announcement_id", None)
