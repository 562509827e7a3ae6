"""`/hooks/SOURCE`: a sender says that the source has changed. It is read again; nothing of the message is believed."""

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from publisher.api.problems import problem
from publisher.models import Source
from publisher.pipeline import listen
from publisher.rules.signatures import Malformed, NotSigned

MOST_BYTES = 256 * 1024


@csrf_exempt
def hook(request: HttpRequest, name: str, secret: str = "") -> HttpResponse:
    """204 for what was heard, now or before; else a problem document, and never 500 for what somebody sends."""
    if request.method != "POST":
        return problem(405, "Send a POST here.", headers={"Allow": "POST"})
    source = Source.objects.filter(name=name).first()
    if source is None:
        return problem(404, "There is no source of that name. The address ends with the name of the source.")
    try:
        listen.hear(source, _body(request), {key.lower(): text for key, text in request.headers.items()}, secret)
    except TooLarge:
        return problem(413, f"A message may have {MOST_BYTES // 1024} KiB.", headers={"Connection": "close"})
    except Malformed as cause:
        return problem(400, str(cause))
    except NotSigned as cause:
        return problem(401, str(cause), headers={"WWW-Authenticate": "Signature"})
    response = HttpResponse(status=204)
    response["Cache-Control"] = "no-store"
    return response


class TooLarge(Exception):
    """More than anybody needs to say that something changed."""


def _body(request: HttpRequest) -> bytes:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge
        return request.body
    except ValueError as cause:
        raise Malformed("Content-Length is no number.") from cause
    except UnreadablePostError as cause:
        raise Malformed("The body ended too early.") from cause
