"""A card for the candidate to post themselves, once the news that they signed is public."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

import graphics
from publisher import cards
from publisher.current_brand import brand
from publisher.models import Announcement, StatusChange
from publisher.rendering import frozen_facts
from publisher.web.access import StaffRequest, staff
from publisher.words import WordsError

SIZES = ("1080x1350", "1080x1920")
"""What people post: a feed picture, and a story."""


@staff()
def share(request: StaffRequest, announcement_id: int, size: str, language: str) -> HttpResponse:
    """The card as a file to download, from the facts and the promise that were approved; 404 while there is none.

    A card whose pixels fail is not given: the review page says why instead.
    """
    announcement = get_object_or_404(Announcement.objects.select_related("revision"), pk=announcement_id)
    if size not in SIZES or language not in brand().languages or not may_share(announcement):
        raise Http404
    assert announcement.revision is not None
    manifest = announcement.revision.manifest
    change = StatusChange.objects.get(pk=manifest["subjects"][0]["change"])
    try:
        card = cards.share(frozen_facts(manifest, change), brand(), language)
        if promised := manifest.get("pledge", {}).get(language, {}).get("promise"):
            card = replace(card, promise=promised)
        picture = graphics.draw(card, graphics.SIZES[size], brand().look, brand().template)
    except (graphics.FontProblem, WordsError) as cause:
        return _no_card(request, announcement_id, str(cause))
    for point in picture.preflight:
        if not point.ok:
            return _no_card(request, announcement_id, f"{point.name}: {point.detail}")
    response = HttpResponse(picture.data, content_type="image/jpeg")
    response["Content-Disposition"] = f'attachment; filename="{manifest["code"]}-{size}.{language}.jpg"'
    return response


def _no_card(request: StaffRequest, announcement_id: int, why: str) -> HttpResponse:
    messages.error(request, _("There is no card to share: %(why)s.") % {"why": why})
    return redirect(f"/announcements/{announcement_id}/")


def may_share(announcement: Announcement) -> bool:
    """True when one person signed, it is public, and nothing speaks against it."""
    if announcement.revision is None or announcement.state != "approved" or announcement.contradiction:
        return False
    subjects = announcement.revision.manifest["subjects"]
    signed = announcement.kind == "news" and len(subjects) == 1 and subjects[0]["to"] == "signed"
    return signed and announcement.deliveries.filter(state="published").exists()
