"""`/newsletter`: signing up, without an account, a cookie or a script; and confirming it, by a button.

The answer is the same for every address, and it is the same mail that goes out: nobody learns who reads us.
"""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.newsletter import choices, signing_up
from publisher.newsletter.choices import Choices, NotThere
from publisher.newsletter.phrases import PHRASES as RHYTHMS
from publisher.newsletter.phrases import chosen
from publisher.public.answers import language_of, page, private
from publisher.public.network import network_of
from publisher.public.phrases import PHRASES as LANGUAGES
from publisher.public.sign_up_phrases import PHRASES
from publisher.rules.places import NAMES

METHODS = ["GET", "HEAD", "POST"]
HONEYPOT = "remarks"
"""A field that people do not see: what fills it is a program, and is answered as if it had signed up."""


@csrf_exempt  # there is no session that another site could use; all it can have us do is ask the address itself
@require_http_methods(METHODS)
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form; POST asks the address to confirm. It may also be sent by a form on another site of the coalition."""
    language = language_of(request)
    if request.method != "POST":
        return _form(language, Choices(language))
    wants, email = choices.given(request.POST), request.POST.get("email", "")
    if request.POST.get(HONEYPOT):
        return said(language, "asked")
    try:
        source = f"the form {settings.BASE_URL}/newsletter"
        signing_up.sign_up(email, wants, source=source, by=signing_up.A_NETWORK, who=network_of(request))
    except signing_up.TooOften:
        return _form(language, wants, email, wrong={"": PHRASES[language].too_often}, status=429)
    except NotThere as cause:
        return _form(language, wants, email, wrong=wrong(cause, language), status=400)
    except Refusal:
        return _form(language, wants, email, wrong={"email": PHRASES[language].wrong_address}, status=400)
    return said(language, "asked")


@csrf_exempt
@require_http_methods(METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing, since scanners follow every link; POST confirms, as often as it comes."""
    language = language_of(request)
    found = signing_up.asked(token)
    if request.method == "POST" and found:
        subscriber = signing_up.confirm(token)
        if subscriber:
            link = f"/newsletter/choices/{subscriber.token}?lang={language}"
            return said(language, "confirmed", link=link, link_text=PHRASES[language].choices)
    elif found and not found.confirmed_at:
        state = NAMES[language][found.us_state] if found.own_state_only else ""
        told = {"token": token, "chosen": chosen(found.rhythm, state, language), "words": PHRASES[language]}
        return private(page("newsletter_confirm.html", language, told))
    elif found and found.subscriber and found.subscriber.state == "active":
        return said(language, "confirmed")
    return unknown(language)


def said(language: str, what: str, *, status: int = 200, link: str = "", link_text: str = "") -> HttpResponse:
    """A page of a heading, the sentences that belong to it, and perhaps a link."""
    words = asdict(PHRASES[language])
    more = [words[name] for name in (f"{what}_more", f"{what}_none") if name in words]
    told = {"heading": words[what], "more": more, "link": link, "link_text": link_text}
    return private(page("newsletter_said.html", language, told, status=status))


def unknown(language: str) -> HttpResponse:
    """What every token that opens nothing is answered."""
    link = f"/newsletter?lang={language}"
    return said(language, "unknown", status=404, link=link, link_text=PHRASES[language].again)


def wrong(cause: NotThere, language: str) -> dict[str, str]:
    """What is wrong with a choice, by field."""
    words = PHRASES[language]
    return {cause.field: words.wrong_state if cause.field == "own_state_only" else words.wrong_choice}


def fields(language: str, wants: Choices, wrong: dict[str, str] | None = None) -> dict[str, Any]:
    """What the fields of the form show: all that can be chosen, and what is."""
    return {
        "words": PHRASES[language],
        "wants": wants,
        "wrong": wrong or {},
        "languages": brand().languages,
        "tongues": [(one, LANGUAGES[one].name) for one in brand().languages],
        "rhythms": RHYTHMS[language].rhythms.items(),
        "states": sorted(NAMES[language].items(), key=lambda pair: pair[1]),
    }


def _form(
    language: str, wants: Choices, email: str = "", *, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    told = fields(language, wants, wrong) | {"email": email, "honeypot": HONEYPOT}
    return private(page("newsletter.html", language, told, status=status))
