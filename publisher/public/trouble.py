"""What somebody sees whose request was not read at all."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def not_read(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's names
    """413 (RFC 9110, 15.5.14) for more than `DATA_UPLOAD_MAX_MEMORY_SIZE`, else 400; nothing was changed by it.

    Rendered without user or session: some of these requests end before anybody has asked who it is.
    """
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)
