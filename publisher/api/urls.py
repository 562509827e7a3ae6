"""Addresses for programs."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from publisher.api.hooks import hook
from publisher.api.mail_events import mail_events
from publisher.api.problems import problem
from publisher.api.v1 import api


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """A program that mistook an address gets a problem document, not a page."""
    return problem(404, f"There is nothing at {request.path}. The addresses are listed in /api/v1/openapi.json.")


urlpatterns = [
    path("api/v1/", nothing_here),  # the library's own answer there is a page
    path("api/v1/", api.urls),
    re_path("^api/", nothing_here),
    path("mail-events/<slug:name>", mail_events),
    path("hooks/<slug:name>", hook),
    path("hooks/<slug:name>/<slug:secret>", hook),
]
