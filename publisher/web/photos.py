"""A candidate's photo: its forms on the candidate's page, and how it looks whole and on a card."""

from collections.abc import Callable
from io import BytesIO

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from graphics.jpeg import encode
from graphics.photo import portrait
from graphics.upload import MAX_BYTES
from publisher import files
from publisher.errors import Refusal
from publisher.models import Candidacy, CandidatePhoto
from publisher.pipeline import photos
from publisher.truth.photos import current, drawable
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.candidates import WIDTH, show, size_of

SLOT = 432  # a side of the square in which most cards show it


@staff()
def add(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """Takes the upload with its rights."""

    def act(candidacy: Candidacy) -> str:
        form, file = request.POST, request.FILES.get("photo")
        if not form.get("permitted"):
            raise Refusal("Tick that the photo may be used: without permission no card shows it.")
        data: bytes = file.read(MAX_BYTES + 1) if file else b""
        rights = photos.Rights(form.get("credit", ""), form.get("licence", ""), form.get("permission", ""))
        photos.add(candidacy, data, rights, by=request.user)
        return _("The photo is on record. Announcements drafted from now on show it.")

    return _answer(request, candidacy_id, act)


@staff()
def focus(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """Moves the point between the eyes: by a click on the picture, or by two numbers."""

    def act(candidacy: Candidacy) -> str:
        photos.focus(candidacy, _place(request.POST, candidacy), by=request.user)
        return _("Moved. Draft the announcement anew to use it.")

    return _answer(request, candidacy_id, act)


@staff()
def withdraw(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """Takes it off the record."""

    def act(candidacy: Candidacy) -> str:
        held = len(photos.withdraw(candidacy, request.POST.get("reason", ""), by=request.user))
        if not held:
            return _("Withdrawn. No card shows it from now on.")
        sentence = "Withdrawn. %(n)s announcement that would have shown it is held."
        several = "Withdrawn. %(n)s announcements that would have shown it are held."
        return ngettext(sentence, several, held) % {"n": held}

    return _answer(request, candidacy_id, act)


@staff()
def crop(_request: StaffRequest, photo_id: int) -> HttpResponse:
    """What a card shows of it."""
    photo = get_object_or_404(CandidatePhoto, pk=photo_id)
    try:
        return _jpeg(encode(portrait(drawable(photo), SLOT, SLOT).image))
    except (files.FileLost, ValueError) as cause:
        raise Http404(str(cause)) from cause


@staff()
def whole(_request: StaffRequest, photo_id: int) -> HttpResponse:
    """All of it, as wide as the page shows it on a dense screen."""
    photo = get_object_or_404(CandidatePhoto, pk=photo_id)
    try:
        with Image.open(BytesIO(files.read(photo.file_id))) as image:
            image.thumbnail((2 * WIDTH, 20 * WIDTH))
            return _jpeg(encode(image.convert("RGB")))
    except files.FileLost as cause:
        raise Http404(str(cause)) from cause


def _place(form: QueryDict, candidacy: Candidacy) -> tuple[float, float] | None:
    """Where the focus goes, as fractions; None: where the face is. Pressing Enter on the picture sends the corner."""
    if form.get("face"):
        return None
    clicked = (form.get("at.x", "0"), form.get("at.y", "0"))
    photo = current(candidacy.pk)
    try:
        if clicked != ("0", "0") and photo:
            width, height = size_of(photo)
            return int(clicked[0]) / width, int(clicked[1]) / height
        return float(form.get("x", "")) / 100, float(form.get("y", "")) / 100
    except ValueError:
        raise Refusal("Give the focus as two numbers from 0 to 100, from the left and from the top.") from None


def _jpeg(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/jpeg")
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _answer(request: StaffRequest, candidacy_id: int, act: Callable[[Candidacy], str]) -> HttpResponse:
    candidacy = get_object_or_404(Candidacy.objects.select_related("person"), pk=candidacy_id)
    page = f"/candidates/{candidacy_id}/"
    if request.method != "POST":
        return redirect(page)
    return attempt(
        lambda: done(request, act(candidacy), page),
        lambda why, status: show(request, candidacy_id, why, status),
    )
