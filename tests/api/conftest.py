"""Programs ask by Django's test client, with a token."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from publisher.api import tokens
from publisher.models import User
from tests.pipeline.story import plain_jpegs, quick_pictures, tracker

__all__ = ["plain_jpegs", "quick_pictures", "tracker"]

URL = "/api/v1/announcements"
EVIDENCE = "https://social.example/post/1"


class Program:
    """A program with a token; `post` sends JSON under a key."""

    def __init__(self, token: str) -> None:
        self.client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})

    def post(self, body: Any, key: str | None = "k1") -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(URL, data, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")


def report(candidate: Any = "oh-3", **more: Any) -> dict[str, Any]:
    return {"candidate": candidate, "status": "signed", "evidence_url": EVIDENCE, **more}


@pytest.fixture
def program_of() -> Callable[[User], Program]:
    return lambda user: Program(tokens.make(user)[1])


@pytest.fixture
def program(program_of: Callable[[User], Program], organizer: User) -> Program:
    return program_of(organizer)
