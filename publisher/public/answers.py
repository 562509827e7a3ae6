"""Answers for everybody: rendered without session or user, so that no cookie is set and any cache may keep them."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date

from publisher.current_brand import brand
from publisher.public.phrases import PHRASES, choose


def language_of(request: HttpRequest, languages: tuple[str, ...] = ()) -> str:
    """The reader's language, of those given or all of the brand's."""
    accepted = request.headers.get("Accept-Language", "")
    return choose(request.GET.get("lang", ""), accepted, languages or brand().languages)


def page(template: str, language: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A public template in that language. Nothing of the request reaches it but the language."""
    common = {"lang": language, "say": PHRASES[language], "brand": brand(), "disclaimer": brand().disclaimer[language]}
    return HttpResponse(render_to_string(template, common | context), status=status)


def cacheable(
    request: HttpRequest, response: HttpResponse, *, seconds: int, modified: float | None = None, vary: bool = True
) -> HttpResponseBase:
    """The response with an ETag of its bytes, to be kept by anybody for `seconds`; 304 if the reader has it already."""
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    patch_cache_control(response, public=True, max_age=seconds)
    if vary:
        patch_vary_headers(response, ["Accept-Language"])
    since = None if modified is None else int(modified)
    return get_conditional_response(request, response["ETag"], since, response) or response


def private(response: HttpResponse) -> HttpResponse:
    """The answer, kept by nobody: no cache, no search engine, and no other site learns its address."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"  # the token stands in the address
    response["X-Robots-Tag"] = "noindex"
    return response
