"""A card for the candidate to post themselves, once the news that they signed is public."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from publisher import sharing
from publisher.current_brand import brand
from publisher.models import Announcement
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt
from publisher.web.review import show


@staff()
def share(request: StaffRequest, announcement_id: int, size: str, language: str) -> HttpResponse:
    """The card as a file to download, as it was approved; 404 while there is none to give.

    Where it cannot be drawn faultless, the announcement's page says why, and there is no picture.
    """
    announcement = get_object_or_404(Announcement.objects.select_related("revision"), pk=announcement_id)
    if size not in sharing.SIZES or language not in brand().languages or not sharing.may_share(announcement):
        raise Http404

    def act() -> HttpResponse:
        response = HttpResponse(sharing.draw(announcement, size, language), content_type="image/jpeg")
        response["Content-Disposition"] = f'attachment; filename="{announcement.code}-{size}.{language}.jpg"'
        return response

    return attempt(act, lambda sentence, status: show(request, announcement_id, sentence, status))
