"""A card for the candidate to post themselves, once the news that they signed is public."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

import graphics
from publisher import cards
from publisher.current_brand import brand
from publisher.models import Announcement, StatusChange
from publisher.rendering import frozen_facts
from publisher.web.access import StaffRequest, staff

SIZES = ("1080x1350", "1080x1920")
"""What people post: a feed picture, and a story."""


@staff()
def share(request: StaffRequest, announcement_id: int, size: str, language: str) -> HttpResponse:  # noqa: ARG001
    """The card as a file to download, from the facts that were approved; 404 while there is none to give."""
    announcement = get_object_or_404(Announcement.objects.select_related("revision"), pk=announcement_id)
    if size not in SIZES or language not in brand().languages or not may_share(announcement):
        raise Http404
    assert announcement.revision is not None
    manifest = announcement.revision.manifest
    change = StatusChange.objects.get(pk=manifest["subjects"][0]["change"])
    card = cards.share(frozen_facts(manifest, change), brand(), language)
    data = graphics.render(card, graphics.SIZES[size], brand().look, brand().template)
    response = HttpResponse(data, content_type="image/jpeg")
    response["Content-Disposition"] = f'attachment; filename="{manifest["code"]}-{size}.{language}.jpg"'
    return response


def may_share(announcement: Announcement) -> bool:
    """True when one person signed, it is public, and nothing speaks against it."""
    if announcement.revision is None or announcement.state != "approved" or announcement.contradiction:
        return False
    subjects = announcement.revision.manifest["subjects"]
    signed = announcement.kind == "news" and len(subjects) == 1 and subjects[0]["to"] == "signed"
    return signed and announcement.deliveries.filter(state="published").exists()
