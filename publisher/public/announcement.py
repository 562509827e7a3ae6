"""`/a/CODE`: the page that ends every caption."""

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from publisher import files
from publisher.current_brand import brand
from publisher.manifest import Manifest, pictures_of
from publisher.models import StatusChange
from publisher.public.answers import cacheable, language_of, page
from publisher.public.phrases import PHRASES
from publisher.public.sign_up_phrases import PHRASES as SIGN_UP
from publisher.public.visible import Visible, corrections_of, visible
from publisher.rendering import frozen_facts
from publisher.rules import wording
from publisher.truth.to_follow import follows

PAGE_SECONDS = 60
PICTURE_SECONDS = 86400
REDIRECT_SECONDS = 86400
SIZE, LINK_SIZE = "1080x1350", "1200x630"
"""The format on the page, and the one that other sites and apps show beside a link to it."""


@require_safe
def announcement(request: HttpRequest, code: str) -> HttpResponseBase:
    """The announcement as it went out, in the reader's language; 404 before that, 410 when it was taken down."""
    shown = visible(code)
    if shown is None:
        return not_here(request)
    if shown.announcement.kind == "digest":
        return HttpResponseRedirect(f"/newsletter/archive/{shown.announcement.code}")
    languages = tuple(shown.revision.manifest["languages"])
    language = language_of(request, languages)
    if shown.taken_down:
        why, said_in = _why(shown, language)
        told = {"languages": languages, "why": why, "said_in": said_in, "mailed": shown.mailed}
        return page("taken_down.html", language, told, status=410)
    content = _content(shown, language)
    response = page("announcement.html", language, {"languages": languages, **content})
    # The tracker's update, which takes a line away, comes without anything of ours having changed: its bytes tell.
    modified = None if content["by_evidence"] else shown.changed_at.timestamp()
    return cacheable(request, response, seconds=PAGE_SECONDS, modified=modified)


@require_safe
def without_slash(request: HttpRequest, code: str) -> HttpResponseBase:
    """For good to the address without the slash, which some programs add; for an unknown code too, which ends there."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"/a/{code}?{query}" if query else f"/a/{code}")
    patch_cache_control(response, public=True, max_age=REDIRECT_SECONDS)
    return response


@require_safe
def picture(request: HttpRequest, code: str, size: str, language: str) -> HttpResponseBase:
    """The graphic of that size and language, byte for byte as it was approved."""
    shown = visible(code)
    if shown is None or shown.taken_down:
        return not_here(request)
    for entry in pictures_of(shown.revision.manifest):
        if entry["size"] == size and entry["lang"] == language:
            try:
                data = files.read(entry["sha256"])
            except files.FileLost as cause:
                raise Http404(str(cause)) from cause
            response = HttpResponse(data, content_type="image/jpeg")
            made = shown.revision.created_at.timestamp()
            return cacheable(request, response, seconds=PICTURE_SECONDS, modified=made, vary=False)
    return not_here(request)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's name
    """The same plain words for an unknown code and for one that is not published: nobody can tell them apart."""
    response = page("not_here.html", language_of(request), {"languages": brand().languages}, status=404)
    response["Cache-Control"] = "no-store"
    return response


def _why(shown: Visible, language: str) -> tuple[str, str]:
    """Why it was taken down, in the reader's language if somebody wrote that, and its language; empty if nobody did."""
    return next(((shown.why[one], one) for one in (language, *shown.why) if one in shown.why), ("", ""))


def _content(shown: Visible, language: str) -> dict[str, object]:
    manifest = shown.revision.manifest
    subject = manifest["subjects"][0]
    change = StatusChange.objects.get(pk=subject["change"])
    facts = frozen_facts(manifest, change)
    by_evidence = change.origin == "person" and bool(subject["evidence_is_enough"])
    return {
        "facts": facts,
        "statement": wording.statement(facts.status, language),
        "office": wording.office_name(facts, language),
        "place": wording.place_name(facts, language),
        "said": wording.said_on(facts, language),
        "seen_at": change.seen_at,
        "approved_at": shown.announcement.approved_at,
        "words": manifest["words"][language],
        "pledge": manifest.get("pledge", {}).get(language),
        "evidence": [item["url"] for item in subject["evidence"] if item["url"] and item["public"]],
        "by_evidence": by_evidence,
        "tracker_follows": by_evidence and follows(change),
        "picture": f"{manifest['link']}/{SIZE}.{language}.jpg",
        "og": _og(manifest),
        "link": manifest["link"],
        "corrections": [f"{settings.BASE_URL}/a/{c.code}" for c in corrections_of(shown.announcement)],
        "is_correction": manifest["kind"] == "correction",
        "by_mail": SIGN_UP[language].title,
        "language_name": PHRASES[language].name,
    }


def _og(manifest: Manifest) -> dict[str, str]:
    """What links are shown with (ogp.me): its format and pixels; older announcements have the upright one only."""
    size = LINK_SIZE if any(entry["size"] == LINK_SIZE for entry in pictures_of(manifest)) else SIZE
    width, height = size.split("x")
    return {"size": size, "width": width, "height": height}
