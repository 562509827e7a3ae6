"""A mail as its reader will see it: one language of a frozen revision, for the sandboxed frame of the review page."""

from base64 import b64encode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from publisher import files
from publisher.manifest import Manifest, mail_of, pictures_of
from publisher.models import Announcement
from publisher.web.access import staff
from publisher.words import UNSUBSCRIBE_SLOT

# Mail brings its styles with it; everything else stays shut, and scripts above all.
RULES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox"
)


@staff()
def mail_preview(_request: HttpRequest, announcement_id: int, language: str) -> HttpResponse:
    """The HTML part with its pictures inside it: the public addresses answer only once the announcement is live."""
    announcement = get_object_or_404(Announcement.objects.select_related("revision"), pk=announcement_id)
    if announcement.revision is None:
        raise Http404("Nothing is drafted yet.")
    manifest = announcement.revision.manifest
    mail = mail_of(manifest, language)
    if mail is None:
        raise Http404("This announcement is not mailed in that language.")
    html = mail["html"].replace(UNSUBSCRIBE_SLOT, "#")
    return HttpResponse(_with_pictures(html, manifest), headers={"Content-Security-Policy": RULES})


def _with_pictures(html: str, manifest: Manifest) -> str:
    for picture in pictures_of(manifest):
        address = f"{manifest['link']}/{picture['size']}.{picture['lang']}.jpg"
        if address in html:
            data = b64encode(files.read(picture["sha256"])).decode()
            html = html.replace(address, f"data:image/jpeg;base64,{data}")
    return html
