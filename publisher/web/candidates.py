"""One candidate: who it is, what each source says now, what was said when, and whether the candidacy goes on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from graphics import TEMPLATES
from graphics.upload import accepted, heic
from publisher.current_brand import brand
from publisher.models import Candidacy, CandidatePhoto, Role, RowVersion, SourceKey
from publisher.pipeline import candidacy as candidacies
from publisher.truth import handles, photos
from publisher.truth.same_name import namesakes, warning
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.timeline import moments
from publisher.web.words import STANDING_WORDS, STATUS_WORDS, seat_of

WIDTH = 240
"""Pixels of the whole photo on the page, the same on every screen: a click comes as pixels of what is shown."""


@staff()
def candidate(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """GET: the page."""
    return show(request, candidacy_id)


@staff(Role.COMMS)
def set_standing(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """Says that the candidacy has ended, or goes on after all."""
    if request.method != "POST":  # whoever logged in again after the button comes here by GET: nothing was said
        return redirect(f"/candidates/{candidacy_id}/")

    def act() -> HttpResponse:
        form = request.POST
        stands = candidacies.set_standing(
            candidacy_id, form.get("standing", ""), by=request.user, reason=form.get("reason", "")
        )
        return done(request, _recorded(stands), f"/candidates/{candidacy_id}/")

    return attempt(act, lambda why, status: show(request, candidacy_id, why, status))


def _handle(candidacy: Candidacy) -> dict[str, Any]:
    """The account on record, and the one that the tracker proposes if that is another."""
    person, handle = candidacy.person, handles.current(candidacy.person)
    same = handle is not None and person.handle.casefold() == handle.name.casefold()
    return {
        "handle": handle,
        "handle_doubted": handle is not None and handles.doubted(handle, person),
        "proposed": "" if same else person.handle,
        "profile_site": handles.PROFILE,
    }


def _recorded(stands: candidacies.Stands) -> str:
    told = _("Recorded: %(standing)s.") % {"standing": STANDING_WORDS[stands.candidacy.standing]}
    if not stands.held:
        return told
    held = ngettext("%(n)s announcement is held.", "%(n)s announcements are held.", len(stands.held))
    return f"{told} {held % {'n': len(stands.held)}}"


def _said(row: RowVersion | None) -> tuple[Any, Any]:
    """What a source's row says of the pledge, and of the candidacy if that has ended."""
    if row is None:
        return "", ""
    standing = row.understood.get("standing") or "active"
    return STATUS_WORDS.get(row.status, ""), "" if standing == "active" else STANDING_WORDS[standing]


def _photo(candidacy: Candidacy) -> dict[str, Any]:
    """The photo on record, its size on the page, whether cards have a place for it, and which files are read."""
    photo = photos.current(candidacy.pk)
    return {
        "photo": photo,
        "photo_size": size_of(photo) if photo else (0, 0),
        "no_place": not TEMPLATES[brand().template].photos,
        "accepted": accepted(),
        "heic": heic(),
    }


def size_of(photo: CandidatePhoto) -> tuple[int, int]:
    """Width and height, in pixels, in which the page shows the whole photo."""
    return WIDTH, round(WIDTH * (photo.file.height or 1) / (photo.file.width or 1))


def show(request: StaffRequest, candidacy_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with the sentence of a refusal at its head and its status if there was one."""
    candidacy = get_object_or_404(Candidacy.objects.select_related("person"), pk=candidacy_id)
    keys = list(SourceKey.objects.filter(candidacy=candidacy).select_related("source", "confirmed_by").order_by("pk"))
    current = RowVersion.objects.filter(candidacy=candidacy, last_seen=None)
    says = {row.source_id: row for row in current}
    context = (
        {
            "candidacy": candidacy,
            "seat": seat_of(candidacy),
            "standing": STANDING_WORDS[candidacy.standing],
            "standings": [(value, word) for value, word in STANDING_WORDS.items() if value != candidacy.standing],
            "sources": [(key, *_said(says.get(key.source_id))) for key in keys],
            "warnings": [warning(other) for other in namesakes([candidacy])[candidacy.pk]],
            "moments": moments(candidacy, keys),
            "may_clear": request.user.may(Role.COMMS),
            "refusal": refusal,
        }
        | _photo(candidacy)
        | _handle(candidacy)
    )
    return render(request, "candidate.html", context, status=status)
