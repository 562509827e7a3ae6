"""A mail as its reader will get it, read from the very message that is sent: the HTML, the text, and its source."""

from base64 import b64encode
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from publisher import files
from publisher.manifest import Manifest, mail_of, pictures_of
from publisher.models import Announcement, Role
from publisher.newsletter.carried import message
from publisher.newsletter.compile import Compiled, CompileError, HeaderError
from publisher.newsletter.finished import finished
from publisher.pipeline import trying
from publisher.web.access import StaffRequest, form_of_page, staff
from publisher.web.answers import attempt, done
from publisher.web.review import show
from publisher.words import MailWords

# Mail brings its styles with it; everything else stays shut, and scripts above all.
RULES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox"
)


@staff()
def mail_preview(_request: HttpRequest, announcement_id: int, language: str) -> HttpResponse:
    """The HTML part with its pictures inside it: the public addresses answer only once the announcement is live."""
    manifest, compiled = _compiled(announcement_id, language)
    html = finished(compiled, "#").html
    return HttpResponse(_with_pictures(html, manifest), headers={"Content-Security-Policy": RULES})


@staff()
def text_part(_request: HttpRequest, announcement_id: int, language: str) -> HttpResponse:
    """The text part."""
    _manifest, compiled = _compiled(announcement_id, language)
    return HttpResponse(finished(compiled, trying.nowhere()).text, content_type="text/plain; charset=utf-8")


@staff()
def source(_request: HttpRequest, announcement_id: int, language: str) -> HttpResponse:
    """The whole message, byte for byte, with the pieces of a recipient who does not exist."""
    _manifest, compiled = _compiled(announcement_id, language)
    data = compiled.join("reader@readers.invalid", "<preview@readers.invalid>", trying.nowhere(), datetime.now(UTC))
    return HttpResponse(data, content_type="text/plain; charset=us-ascii")


@staff(Role.COMMS)
@form_of_page
def send_test(request: StaffRequest, announcement_id: int, language: str) -> HttpResponse:
    """Sends it to whoever presses the button."""

    def act() -> HttpResponse:
        address = trying.try_on(announcement_id, language, by=request.user, digest=request.POST.get("digest", ""))
        said = _("A test is on its way to %(address)s. It counts as no mailing.") % {"address": address}
        return done(request, said, f"/announcements/{announcement_id}/#mail-{language}")

    return attempt(act, lambda why, status: show(request, announcement_id, why, status))


def _compiled(announcement_id: int, language: str) -> tuple[Manifest, Compiled]:
    announcement = get_object_or_404(Announcement.objects.select_related("revision"), pk=announcement_id)
    if announcement.revision is None:
        raise Http404("Nothing is drafted yet.")
    manifest = announcement.revision.manifest
    mail = mail_of(manifest, language)
    if mail is None:
        raise Http404("This announcement is not mailed in that language.")
    try:
        return manifest, message(MailWords(**mail))
    except (CompileError, HeaderError) as cause:
        raise Http404(f"The mail cannot be made: {cause}") from cause


def _with_pictures(html: str, manifest: Manifest) -> str:
    for picture in pictures_of(manifest):
        address = f"{manifest['link']}/{picture['size']}.{picture['lang']}.jpg"
        if address in html:
            data = b64encode(files.read(picture["sha256"])).decode()
            html = html.replace(address, f"data:image/jpeg;base64,{data}")
    return html
