"""`/newsletter/choices/TOKEN`: what a subscriber gets, without a log-in. GET changes nothing; POST acts at once."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from publisher.errors import Refusal
from publisher.models import Subscriber
from publisher.newsletter import choices, subscriptions
from publisher.newsletter.choices import Choices, NotThere
from publisher.public.answers import language_of, page, private
from publisher.public.newsletter import METHODS, fields, said, unknown, wrong


@csrf_exempt  # the token alone says who it is, as for leaving
@require_http_methods(METHODS)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What is chosen, to be changed, left, or deleted. Of the address only a hint is shown: mails are passed on."""
    language = language_of(request)
    found = subscriptions.by_token(token)
    if found is None or found.state == "erased":
        return unknown(language)
    if request.method != "POST" or found.state != "active":
        return _page(language, token, found, choices.of(found))
    wants = choices.given(request.POST)
    try:
        subscriptions.choose(token, wants)
    except NotThere as cause:
        return _page(language, token, found, wants, trouble=wrong(cause, language))
    return _page(language, token, found, wants, saved=True)


@csrf_exempt
@require_POST
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Deletes all that is known of the person."""
    language = language_of(request)
    try:
        return said(language, "deleted") if subscriptions.erase_by_token(token) else unknown(language)
    except Refusal:
        return said(language, "not_deleted", status=503)


def _page(
    language: str,
    token: str,
    found: Subscriber,
    wants: Choices,
    *,
    trouble: dict[str, str] | None = None,
    saved: bool = False,
) -> HttpResponse:
    told = fields(language, wants, trouble)
    told |= {"token": token, "hint": _hint(found.email), "active": found.state == "active", "saved": saved}
    return private(page("newsletter_choices.html", language, told, status=400 if trouble else 200))


def _hint(email: str) -> str:
    name, _, domain = email.rpartition("@")
    return f"{name[0]}…@{domain}"
