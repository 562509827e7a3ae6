"""A candidate's own account: a person looks at the profile and says that it is theirs; nobody else is ever tagged."""

from django.db import transaction
from django.utils import timezone

from publisher import workflow
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Handle, Person, Role, User
from publisher.said import reason_of
from publisher.tracker.links import read_handle
from publisher.truth.handles import current, gone
from publisher.truth.hold import hold


def confirm(candidacy: Candidacy, name: str, *, by: User, own: bool) -> Handle:
    """Records that the account `name` (with or without @, or its profile's address) is the candidate's own.

    `own`: whoever says so has opened the profile. Another one takes the place of the one before, and what is approved
    with that is held. Raises `Refusal`: not allowed, no name of an account, nobody looked, known already.
    """
    _may(by)
    handle = _name(name)
    if not own:
        raise Refusal("Open the profile first, then tick that it is the candidate's own account.")
    with transaction.atomic():
        person = _locked(candidacy)
        former = current(person)
        if former and (former.name, former.proposed) == (handle, person.handle):
            raise Refusal(f"@{handle} is confirmed already, by {former.confirmed_by}.", "conflict")
        if former:
            _take_off(former)
        made = Handle.objects.create(person=person, name=handle, proposed=person.handle, confirmed_by=by)
        told = {"handle": handle, "before": former.name if former else ""}
        workflow.tell(candidacy, "handle_confirmed", by=by, personal=told)
        hold_unconfirmed(candidacy, by)
    return made


def withdraw(candidacy: Candidacy, reason: str, *, by: User) -> list[Announcement]:
    """Takes the account off the record, and holds what is approved with it; gives what was held. Raises `Refusal`."""
    _may(by)
    why = reason_of(reason, "Say why it is not the candidate's own account (any more).")
    with transaction.atomic():
        person = _locked(candidacy)
        handle = current(person)
        if handle is None:
            raise Refusal(f"No account of {person.name} is confirmed.", "missing")
        _take_off(handle)
        workflow.tell(candidacy, "handle_withdrawn", by=by, personal={"handle": handle.name, "reason": why})
        return hold_unconfirmed(candidacy, by)


def hold_unconfirmed(candidacy: Candidacy, by: User) -> list[Announcement]:
    """Holds what is approved with an account of theirs that is no longer confirmed."""
    theirs = Candidacy.objects.filter(person_id=candidacy.person_id)
    about = Announcement.objects.filter(state="approved", subjects__change__candidacy__in=theirs)
    return [
        announcement
        for announcement in about.select_related("revision").distinct()
        if announcement.revision and (why := gone(announcement.revision)) and hold(announcement, why, by=by)
    ]


def _name(text: str) -> str:
    handle, note = read_handle(text.strip())
    if note or not handle:
        raise Refusal(note or "Give the name of the account, as in @name.")
    return handle.lower()  # as Instagram keeps it


def _take_off(handle: Handle) -> None:
    handle.withdrawn_at = timezone.now()
    handle.save(update_fields=["withdrawn_at"])


def _locked(candidacy: Candidacy) -> Person:
    # Not the candidacy, which a poll locks after the person; an approval at the same time is asked again at the stamp.
    return Person.objects.select_for_update(no_key=True).get(pk=candidacy.person_id)


def _may(by: User) -> None:
    if not by.may(Role.ORGANIZER):
        raise Refusal("This account is switched off; ask an admin.", "forbidden")
