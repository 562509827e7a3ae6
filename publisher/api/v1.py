"""`/api/v1/`: what organizers' programs may do. It calls the functions that the pages and the commands call."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from ninja import Header, NinjaAPI, Status
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from publisher.api import newsletter
from publisher.api.bearer import Bearer, TokenRequest
from publisher.api.parsing import StrictParser
from publisher.api.problems import problem
from publisher.api.schemas import Candidate, Trigger
from publisher.errors import STATUS, Refusal
from publisher.models import Announcement
from publisher.pipeline import draft
from publisher.queueing import as_json, queue
from publisher.showing import show
from publisher.truth import find

MOST_ROWS = 200


api = NinjaAPI(
    title="publisher",
    version="1",
    description="Trigger announcements and follow them. The fields are explained in docs/api.md.",
    docs_url=None,  # its page runs a script of its own making, which our content security policy refuses
    urls_namespace="api",
    auth=Bearer(),
    parser=StrictParser(),
)
api.add_router("newsletter", newsletter.router)


@api.post("announcements", response={201: dict[str, Any]}, summary="Trigger an announcement")
def trigger(
    request: TokenRequest, response: HttpResponse, body: Trigger, idempotency_key: Header[str] = ""
) -> Status[dict[str, Any]]:
    """A candidate changed their answer. The same key with the same body gives the same announcement for a week."""
    if not idempotency_key:
        raise Refusal("The header Idempotency-Key is missing: send a new UUID with each report, the same to try again.")
    made = draft.trigger(
        str(body.candidate),
        status=body.status,
        by=request.auth,
        evidence_url=body.evidence_url,
        evidence_text=body.evidence,
        said_at=body.said_at,
        quotation=body.quotation,
        why=body.why,
        key=idempotency_key,
    )
    response["Location"] = f"/api/v1/announcements/{made.pk}"
    return Status(201, document(made.pk))


@api.get("announcements", response=list[dict[str, Any]], summary="The queue")
def announcements(
    request: TokenRequest,  # noqa: ARG001 - ninja gives it
    state: str = "",
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 100,
) -> Sequence[dict[str, Any]]:
    """Those that wait for somebody first; `state` keeps one stored or shown state."""
    return [as_json(row) for row in queue(state)[:limit]]


@api.get("announcements/{int:announcement_id}", response=dict[str, Any], summary="One announcement")
def announcement(request: TokenRequest, announcement_id: int) -> dict[str, Any]:  # noqa: ARG001
    """Everything about it, as `publisher show --json` prints it."""
    return document(announcement_id)


@api.get("candidates", response=list[Candidate], summary="Find a candidate")
def candidates(request: TokenRequest, q: str) -> list[Candidate]:  # noqa: ARG001
    """At most 20 candidacies whose name is or resembles `q`, the best first."""
    return [Candidate.of(candidacy) for candidacy in find.candidates(q)]


def document(announcement_id: int) -> dict[str, Any]:
    """The announcement for somebody on another machine: files have no path there. Raises `Refusal` if there is none."""
    found = Announcement.objects.select_related("revision").filter(pk=announcement_id).first()
    if found is None:
        raise Refusal(f"There is no announcement {announcement_id}.", "missing")
    shown = show(found)
    return shown | {"images": [image | {"path": ""} for image in shown["images"]]}


@api.exception_handler(Refusal)
def _refused(_request: HttpRequest, cause: Exception) -> HttpResponse:
    assert isinstance(cause, Refusal)
    return problem(STATUS[cause.code], str(cause))


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(UnreadablePostError)
def _unreadable(_request: HttpRequest, _cause: Exception) -> HttpResponse:
    return problem(400, "The body cannot be read: it is too long, or it ended too early.")


@api.exception_handler(HttpError)
def _error(_request: HttpRequest, cause: Exception) -> HttpResponse:
    if isinstance(cause.__cause__, HttpError):  # what our parser said, wrapped by ninja
        cause = cause.__cause__
    assert isinstance(cause, HttpError)
    if cause.status_code == HTTPStatus.UNAUTHORIZED:
        sentence = "A token is needed: Authorization: Bearer pub_... Ask an operator for `publisher user token EMAIL`."
        return problem(401, sentence, headers={"WWW-Authenticate": "Bearer"})
    return problem(cause.status_code, str(cause))


@api.exception_handler(ValidationError)
def _not_valid(_request: HttpRequest, cause: Exception) -> HttpResponse:
    """Names each field and what is wrong with it; never repeats what was sent."""
    assert isinstance(cause, ValidationError)
    errors = [
        {"where": ".".join(str(part) for part in error["loc"][1:]), "problem": error["msg"]} for error in cause.errors
    ]
    wrong = "; ".join(f"{error['where'] or 'body'}: {error['problem']}" for error in errors[:5])
    return problem(422, f"The request is not understood. {wrong}.", errors=errors)
