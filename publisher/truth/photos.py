"""The photo that a card may show: the one on record, with credit, licence and permission, and no other."""

from collections.abc import Sequence

import graphics
from graphics.card import PICTURED
from publisher import files
from publisher.models import CandidatePhoto, Revision, StatusChange


def current(candidacy_id: int) -> CandidatePhoto | None:
    """The photo on record of a candidacy."""
    return (
        CandidatePhoto.objects.filter(candidacy_id=candidacy_id, withdrawn_at=None)
        .select_related("file", "added_by")
        .first()
    )


def for_card(changes: Sequence[StatusChange], template: str) -> CandidatePhoto | None:
    """The photo that a card about these changes shows in this template; None: type alone, which is the rule."""
    alone = len(changes) == 1 and changes[0].after in PICTURED and graphics.TEMPLATES[template].photos
    return current(changes[0].candidacy_id) if alone else None


def drawable(photo: CandidatePhoto) -> graphics.Photo:
    """The photo as the graphics take it. Raises `FileLost`."""
    focus = (photo.focus_x, photo.focus_y) if photo.focus_x is not None and photo.focus_y is not None else None
    return graphics.Photo(files.read(photo.file_id), focus, photo.credit, face_of(photo))


def face_of(photo: CandidatePhoto) -> graphics.Face | None:
    """The face that was found in it."""
    return graphics.Face(**photo.face | {"eyes": tuple(photo.face["eyes"])}) if photo.face else None


def gone(revision: Revision) -> str:
    """Empty while the photo that this revision shows is on record, else the sentence that says it is not."""
    ident = revision.manifest.get("photo", {}).get("id")
    if ident is None or CandidatePhoto.objects.filter(pk=ident, withdrawn_at=None).exists():
        return ""
    return "The photo on the card is no longer on record: draft this announcement anew."
