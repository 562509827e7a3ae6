"""`/i/TOKEN.jpg`: a picture for a service that fetches what we post."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from publisher import files
from publisher.models import StoredFile
from publisher.picture_address import sha256_of
from publisher.public.announcement import PICTURE_SECONDS, not_here
from publisher.public.answers import cacheable


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """The approved bytes, for any cache and for no search engine; 404 for a token that we did not make."""
    sha256 = sha256_of(token)
    about = StoredFile.objects.filter(pk=sha256, media_type="image/jpeg").first() if sha256 else None
    if about is None:
        return not_here(request)
    try:
        data = files.read(about.sha256)
    except files.FileLost:
        return not_here(request)
    response = HttpResponse(data, content_type="image/jpeg", headers={"X-Robots-Tag": "noindex"})
    return cacheable(request, response, seconds=PICTURE_SECONDS, modified=about.created_at.timestamp(), vary=False)
