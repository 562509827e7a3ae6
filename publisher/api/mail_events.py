"""`/mail-events/PROVIDER`: what a mail provider tells of mails, read and proven by django-anymail.

Only what is signed, or bears the password of PUBLISHER_ANYMAIL's WEBHOOK_SECRET, is believed.
"""

import warnings
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from publisher.api.problems import problem
from publisher.newsletter import provider_events

log = structlog.get_logger(__name__)

MOST_BYTES = 2 * 1024 * 1024


@csrf_exempt
def mail_events(request: HttpRequest, name: str) -> HttpResponse:
    """204 for what was taken up; a problem document for anything else, and never 500 for what somebody sends."""
    if request.method not in ("POST", "HEAD"):
        return problem(405, "Send a POST here.", headers={"Allow": "POST, HEAD"})
    view = _view(name)
    if view is None:
        return problem(404, "No such provider tells of mails here. Check PUBLISHER_MAIL_BACKEND and the address.")
    if request.method == "HEAD":  # some ask so whether the address is there
        return HttpResponse(status=200)
    if view.warn_if_no_basic_auth and not view.basic_auth:
        return problem(403, "Anybody could send this. Set WEBHOOK_SECRET in PUBLISHER_ANYMAIL to user:password.")
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return problem(413, "A message may have 2 MiB.", headers={"Connection": "close"})
        view.run_validators(request)
        events = view.parse_events(request)
    except SuspiciousOperation:
        return problem(401, "The signature or the password is not right.", headers={"WWW-Authenticate": "Basic"})
    except Exception as cause:  # noqa: BLE001 - the parsers trust their provider, and raise whatever comes
        log.warning("a provider's message was not understood", provider=name, cause=type(cause).__name__)
        return problem(400, "This is no message of that provider.")
    for event in events:
        provider_events.take_up(event, view.esp_name)
    response = HttpResponse(status=204)
    response["Cache-Control"] = "no-store"
    return response


def _view(name: str) -> Any:
    """The provider's own view, with its secrets; None for a provider that is not the one in use."""
    if f"anymail:{name}" != settings.MAIL_BACKEND:
        return None
    try:
        module = import_module(f"anymail.webhooks.{name}")
        kind = next(
            value
            for key, value in vars(module).items()
            if key.endswith(("TrackingWebhookView", "CombinedWebhookView")) and value.__module__ == module.__name__
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is insecure is answered above
            return kind()
    except (ImportError, StopIteration, ImproperlyConfigured) as cause:
        log.warning("a provider's messages cannot be read", provider=name, cause=str(cause))
        return None
