"""Evidence on the page: handing it over, and seeing what is kept of it."""

from collections.abc import Iterator

from django.core.files.base import File
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from publisher import files
from publisher.models import Announcement, Evidence
from publisher.pipeline import submit
from publisher.proof import attachments
from publisher.proof.attachments import Proof
from publisher.truth.reading import guard
from publisher.web.access import StaffRequest, form_of_page, staff
from publisher.web.answers import attempt, done
from publisher.web.pieces import PICTURES
from publisher.web.review import show

# What strangers wrote is handed out as a file, and is nobody's page even where a browser opens it all the same.
SHUT = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "message/rfc822": "eml",
    "text/plain": "txt",
    "text/html": "html.txt",
}
"""A stored page opens as text: its scripts must not run on the reader's machine either."""


@staff()
@form_of_page
def attach(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Adds what was filled in: files, a link, a note, a mail; the quotation belongs to the first of them."""
    get_object_or_404(Announcement, pk=announcement_id)

    def act() -> HttpResponse:
        change = request.POST.get("change", "")
        submit.attach(
            announcement_id,
            by=request.user,
            proofs=list(_proofs(request)),
            change_id=int(change) if change.isdecimal() and len(change) < 19 else None,
            public=bool(request.POST.get("public")),
        )
        return done(request, _("Added. It waits for review with it."), f"/announcements/{announcement_id}/")

    return attempt(act, lambda why, status: show(request, announcement_id, why, status))


def _proofs(request: StaffRequest) -> Iterator[Proof]:
    quotes = iter([request.POST.get("quote", "")])
    for file in request.FILES.getlist("file"):
        yield attachments.from_file(_bytes(file), file.name or "", next(quotes, ""))
    if url := request.POST.get("url", "").strip():
        yield attachments.from_address(url, guard(), next(quotes, ""))
    if mail := request.POST.get("mail", "").strip():
        yield attachments.from_mail(mail.encode(), next(quotes, ""))
    note, quote = request.POST.get("note", "").strip(), next(quotes, "").strip()
    if note or quote:
        yield attachments.from_note(note, quote)


def _bytes(file: "File[bytes]") -> bytes:
    """The file, or so much of it that it is certainly too large."""
    data: bytes = file.read(attachments.MOST_BYTES + 1)
    return data


@staff()
def copy(_request: StaffRequest, evidence_id: int) -> HttpResponse:
    """What is kept of it, byte for byte, as a download."""
    item, data = _kept(evidence_id)
    assert item.file
    kind = item.file.media_type
    shown = kind if kind in (*PICTURES, "application/pdf") else "application/octet-stream"
    name = f"evidence-{item.pk}.{ENDINGS.get(kind, 'bin')}"
    headers = SHUT | {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=shown, headers=headers)


@staff()
def view(_request: StaffRequest, evidence_id: int) -> HttpResponse:
    """A picture, written anew from its pixels: nothing else that its file may hold reaches the page."""
    item, data = _kept(evidence_id)
    if item.file is None or item.file.media_type not in PICTURES:
        raise Http404("This is no picture.")
    try:
        shown = attachments.view(data)
    except ValueError as cause:
        raise Http404(str(cause)) from cause
    response = HttpResponse(shown, content_type="image/jpeg", headers=SHUT)
    patch_cache_control(response, private=True, max_age=86400)
    return response


def _kept(evidence_id: int) -> tuple[Evidence, bytes]:
    item = get_object_or_404(Evidence.objects.select_related("file"), pk=evidence_id, file__isnull=False)
    try:
        return item, files.read(item.file_id or "")
    except files.FileLost as cause:
        raise Http404(str(cause)) from cause
