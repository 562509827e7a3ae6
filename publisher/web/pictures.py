"""The exact bytes of a stored picture, for staff, and a small view of it for lists."""

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from PIL import Image

from publisher import files
from publisher.models import StoredFile
from publisher.web.access import staff

SMALL = (260, 325)  # pixels: twice the size at which lists show it, for dense screens


@staff()
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """The JPEG of that hash, byte for byte."""
    return _answer(request, sha256, small=False)


@staff()
def small_picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """The same, shrunk."""
    return _answer(request, sha256, small=True)


def _answer(request: HttpRequest, sha256: str, *, small: bool) -> HttpResponse:
    """Its address is its content, so the reader's browser may keep it for good, and no cache between may."""
    get_object_or_404(StoredFile, sha256=sha256, media_type="image/jpeg")
    etag = f'"{sha256}{"-small" if small else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        try:
            data = files.read(sha256)
        except files.FileLost as cause:
            raise Http404(str(cause)) from cause
        response = HttpResponse(_shrunk(data) if small else data, content_type="image/jpeg")
    response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=31536000, immutable=True)
    return response


def _shrunk(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        image.thumbnail(SMALL)
        out = BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
