"""Refusals as JSON problem documents (RFC 9457): `title` names the kind, `detail` is the sentence that people read."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

TYPE = "application/problem+json"


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """One problem; `more` are members of its own, such as `errors`."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more
    response = HttpResponse(json.dumps(document), status=status, content_type=TYPE, headers=dict(headers or {}))
    response["Cache-Control"] = "no-store"
    return response
