"""Photos of candidates: adding one with its rights, moving its focus, withdrawing it."""

import hashlib
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

import graphics
from publisher import files, workflow
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.gallery.samples import credit_faults
from publisher.models import Announcement, Candidacy, CandidatePhoto, Role, User
from publisher.rules.letters import seen, unwanted
from publisher.truth.hold import hold
from publisher.truth.photos import current, gone

LONGEST = {"credit": 120, "licence": 200, "permission": 2000}


@dataclass(frozen=True, slots=True)
class Rights:
    """What must be on record: the credit as it is printed, the licence, and who permitted it, when and how."""

    credit: str
    licence: str
    permission: str


def add(candidacy: Candidacy, data: bytes, rights: Rights, *, by: User) -> CandidatePhoto:
    """Puts a photo on record; cards show it from their next draft on.

    It takes the place of the one before, and what is approved with that one is held.
    Raises `Refusal`: a right is missing, or the picture cannot be used.
    """
    _may(by)
    told = _checked(rights)
    try:
        made = graphics.prepare(data)
    except graphics.PhotoProblem as cause:
        raise Refusal(f"The photo cannot be used: {cause}.") from cause
    stored = files.keep(made.data, "image/jpeg", width=made.width, height=made.height)
    with transaction.atomic():
        _locked(candidacy)
        if former := current(candidacy.pk):
            _take_off(former, "replaced", by)
        photo = CandidatePhoto.objects.create(
            candidacy=candidacy,
            upload_sha256=hashlib.sha256(data).hexdigest(),
            file=stored,
            **asdict(told),
            face=asdict(made.face) if made.face else {},
            note=made.note,
            added_by=by,
        )
        about = {"candidacy": candidacy.pk, "sha256": stored.pk, "licence": told.licence}
        workflow.tell(photo, "photo_added", by=by, data=about, personal={"permission": told.permission})
    if former:
        _hold(candidacy, by)
    return photo


def focus(candidacy: Candidacy, to: tuple[float, float] | None, *, by: User) -> CandidatePhoto:
    """Says where the eyes are, as fractions of the picture; None lets the face decide again. Raises `Refusal`."""
    _may(by)
    if to and not all(0 <= share <= 1 for share in to):
        raise Refusal("The focus lies outside the picture: give two numbers from 0 to 100, from the left and the top.")
    with transaction.atomic():
        _locked(candidacy)
        photo = _on_record(candidacy)
        photo.focus_x, photo.focus_y = to or (None, None)
        photo.save(update_fields=["focus_x", "focus_y"])
        workflow.tell(photo, "photo_focus", by=by, data={"x": str(photo.focus_x), "y": str(photo.focus_y)})
    return photo


def withdraw(candidacy: Candidacy, reason: str, *, by: User) -> list[Announcement]:
    """Takes the photo off the record, and holds what is approved with it; gives what was held. Raises `Refusal`."""
    _may(by)
    if not reason.strip():
        raise Refusal("Say why the photo is withdrawn.")
    with transaction.atomic():
        _locked(candidacy)
        _take_off(_on_record(candidacy), "photo_withdrawn", by, reason.strip()[:2000])
    return _hold(candidacy, by)


def _hold(candidacy: Candidacy, by: User) -> list[Announcement]:
    """Holds what is approved with a photo that is no longer on record."""
    about = Announcement.objects.filter(state="approved", subjects__change__candidacy=candidacy)
    return [
        announcement
        for announcement in about.select_related("revision").distinct()
        if announcement.revision and (why := gone(announcement.revision)) and hold(announcement, why, by=by)
    ]


def _take_off(photo: CandidatePhoto, what: str, by: User, reason: str = "") -> None:
    photo.withdrawn_at = timezone.now()
    photo.save(update_fields=["withdrawn_at"])
    workflow.tell(photo, what, by=by, personal={"reason": reason} if reason else None)


def _locked(candidacy: Candidacy) -> None:
    Candidacy.objects.select_for_update().get(pk=candidacy.pk)


def _on_record(candidacy: Candidacy) -> CandidatePhoto:
    photo = current(candidacy.pk)
    if photo is None:
        raise Refusal(f"There is no photo of {candidacy.person.name}. Add one first.", "missing")
    return photo


def _may(by: User) -> None:
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff may change a photo.", "forbidden")


def _checked(rights: Rights) -> Rights:
    told = Rights(**{name: " ".join(text.split()) for name, text in asdict(rights).items()})
    for name, text in asdict(told).items():
        if not seen(text):
            raise Refusal(f"The photo needs a {name}: without credit, licence and permission no card shows it.")
        if unwanted(text):
            raise Refusal(f"The {name} holds an invisible control character. Type it anew.")
        if len(text) > LONGEST[name]:
            raise Refusal(f"The {name} is too long: at most {LONGEST[name]} characters.")
    if faults := credit_faults(told.credit, brand()):
        raise Refusal(f"The credit cannot be printed on the cards ({faults[0]}). Give a shorter or plainer one.")
    return told
