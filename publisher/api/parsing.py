"""Bodies of requests as JSON values, strictly: whatever cannot be one is a 400."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

MOST_BYTES = 256 * 1024


class StrictParser(Parser):
    """Objects only, no NaN, no depths, no more than anybody can have to say."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises `HttpError`, which ninja wraps into one of its own."""
        if len(request.body) > MOST_BYTES:
            raise HttpError(413, f"The body may have {MOST_BYTES // 1024} KiB.")
        try:
            value = json.loads(request.body, parse_constant=_refuse)
        except (ValueError, RecursionError) as cause:  # also a number of thousands of digits, or bytes that are no text
            raise HttpError(400, "The body is no JSON.") from cause
        if not isinstance(value, dict):
            raise HttpError(400, "The body must be a JSON object.")
        return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON.")
