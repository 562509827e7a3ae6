"""The gallery: every kind of card in every template, format and language, and hard names, as they would go out."""

import io
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from PIL import Image

import graphics
from graphics.contact import small
from publisher.brand import Brand
from publisher.cards import KINDS
from publisher.current_brand import brand
from publisher.gallery.people import HARD_NAMES
from publisher.gallery.samples import sample
from publisher.web.access import StaffRequest, staff
from publisher.web.words import KIND_WORDS, language_name

SHOWN = 540
"""Pixels of width of a picture on the page; a click leads to the whole one."""
KEPT = 256
"""Pictures that stay drawn in this process: a page of them takes at most some 30 MB."""
SECONDS = 300


@staff()
def gallery(request: StaffRequest) -> HttpResponse:
    """One template in one format and language: every kind, then every hard name."""
    known = brand()
    template = _one_of(request, "template", list(graphics.TEMPLATES), known.template)
    size = _one_of(request, "size", list(graphics.SIZES), "1080x1350")
    language = _one_of(request, "language", list(known.languages), known.languages[0])
    where = f"/gallery/{template}/{size}.{language}"
    context: dict[str, Any] = {
        "template": template,
        "choices": [
            (_("Template"), "template", [(name, name) for name in graphics.TEMPLATES], template),
            (_("Format"), "size", [(name, name) for name in graphics.SIZES], size),
            (_("Language"), "language", [(code, language_name(code)) for code in known.languages], language),
        ],
        "kinds": [(f"{where}/{kind}/0.jpg", KIND_WORDS[kind]) for kind in KINDS],
        "names": [(f"{where}/signed/{at}.jpg", name) for at, name in enumerate(HARD_NAMES)],
        "width": SHOWN,
        "height": round(SHOWN * graphics.SIZES[size].height / graphics.SIZES[size].width),
    }
    return render(request, "gallery.html", context)


@staff()
def picture(request: HttpRequest, template: str, size: str, language: str, kind: str, number: int) -> HttpResponse:
    """One of its pictures; `?small` is a smaller copy. 404 if there is none such, 409 with why it cannot be drawn."""
    known = brand()
    fits = template in graphics.TEMPLATES and size in graphics.SIZES and kind in KINDS
    if not fits or language not in known.languages or number >= len(HARD_NAMES):
        raise Http404
    try:
        data = _drawn(known, template, size, language, kind, number, "small" in request.GET)
    except graphics.FontProblem as cause:
        return HttpResponse(str(cause), status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(data, content_type="image/jpeg")
    patch_cache_control(response, private=True, max_age=SECONDS)  # the brand file may change at any time
    return response


def _one_of(request: HttpRequest, name: str, known: list[str], first: str) -> str:
    asked = request.GET.get(name, first)
    return asked if asked in known else first


def _drawn(known: Brand, template: str, size: str, language: str, kind: str, number: int, less: bool) -> bytes:
    return _bytes(sample(kind, known, language, HARD_NAMES[number]), known.look, template, size, less)


@lru_cache(maxsize=KEPT)
def _bytes(card: graphics.Card, look: graphics.Look, template: str, size: str, less: bool) -> bytes:
    data = graphics.render(card, graphics.SIZES[size], look, template)
    if not less:
        return data
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        small(image, SHOWN).save(out, "JPEG", quality=85)
    return out.getvalue()
