"""`/newsletter/archive`: every issue of which anybody has a copy, as it was mailed, without recipients' pieces."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from publisher import files
from publisher.current_brand import brand
from publisher.manifest import mail_of, pictures_of
from publisher.models import Delivery, Issue
from publisher.newsletter.compile import Compiled
from publisher.newsletter.finished import finished
from publisher.public.announcement import PAGE_SECONDS, PICTURE_SECONDS, not_here
from publisher.public.answers import cacheable, language_of, page
from publisher.public.archive_phrases import PHRASES
from publisher.public.marks import marks_of
from publisher.public.visible import MAILED

AT_ONCE = 100
WAY_OUT = "https://way-out.invalid/"
# The mail brings its styles with it; its pictures are ours, and nothing in it may run.
RULES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    code: str
    subject: str
    at: datetime


@require_safe
def archive(request: HttpRequest) -> HttpResponseBase:
    """The issues, the newest first; `?before=N` goes on."""
    language = language_of(request)
    before = request.GET.get("before", "")
    found = _issues().order_by("-id")
    if before.isascii() and before.isdigit() and len(before) < 10:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: AT_ONCE + 1])
    context = {
        "languages": brand().languages,
        "words": PHRASES[language],
        "entries": [_entry(issue, language) for issue in rows[:AT_ONCE]],
        "older": rows[AT_ONCE - 1].pk if len(rows) > AT_ONCE else 0,
    }
    return cacheable(request, page("archive.html", language, context), seconds=PAGE_SECONDS)


@require_safe
def issue(request: HttpRequest, code: str) -> HttpResponseBase:
    """One issue: the HTML as it was mailed, below a line that leads on and says what has changed since."""
    found = _issues().filter(delivery__announcement__code=code.upper()).first()
    if found is None:
        return not_here(request)
    languages = tuple(name for name in found.compiled if "." not in name)
    language = language_of(request, languages)
    context = {
        "lang": language,
        "languages": languages,
        "words": PHRASES[language],
        "marks": marks_of(found, language),
        "code": found.delivery.announcement.code if found.delivery else code,
    }
    html = _with_line(_mailed(found, language), render_to_string("archive_line.html", context))
    response = HttpResponse(html, headers={"Content-Security-Policy": RULES})
    return cacheable(request, response, seconds=PAGE_SECONDS)


@require_safe
def picture(request: HttpRequest, code: str, size: str, language: str) -> HttpResponseBase:
    """The graphic of a digest, byte for byte as it was approved."""
    found = _issues().filter(delivery__announcement__code=code.upper(), delivery__announcement__kind="digest").first()
    pictures = pictures_of(found.delivery.revision.manifest) if found and found.delivery else []
    for entry in pictures:
        if (entry["size"], entry["lang"]) == (size, language):
            try:
                data = files.read(entry["sha256"])
            except files.FileLost as cause:
                raise Http404(str(cause)) from cause
            response = HttpResponse(data, content_type="image/jpeg")
            return cacheable(request, response, seconds=PICTURE_SECONDS, vary=False)
    return not_here(request)


def _issues() -> QuerySet[Issue]:
    """Those of which a copy was handed over: that reader may open it here now."""
    out = Delivery.objects.filter(MAILED, act="mail")
    return Issue.objects.filter(delivery__in=out).select_related("delivery__revision", "delivery__announcement")


def _entry(found: Issue, language: str) -> Entry:
    assert found.delivery
    manifest = found.delivery.revision.manifest
    known = manifest["languages"]
    mail = mail_of(manifest, language if language in known else known[0]) or {"subject": ""}
    return Entry(found.delivery.announcement.code, mail["subject"], found.created_at)


def _mailed(found: Issue, language: str) -> str:
    """What the message says, without the link by which one reader leaves."""
    html = finished(Compiled.from_json(found.compiled[language]), WAY_OUT).html
    return re.sub(rf'<a\b[^>]*href="{re.escape(WAY_OUT)}"[^>]*>.*?</a>', "", html, flags=re.DOTALL)


def _with_line(html: str, line: str) -> str:
    """The page with this line at its head, and its content where a reader's program looks for it."""
    opened = re.sub(r"(<body\b[^>]*>)", lambda body: f"{body[1]}{line}<main>", html, count=1)
    icon = f'<link rel="icon" href="{static("icon.svg")}" type="image/svg+xml"></head>'
    return opened.replace("</body>", "</main></body>").replace("</head>", icon, 1)
