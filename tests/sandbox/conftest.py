"""A sandbox, and a caller that speaks plain HTTP with it."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

import PIL.Image
import pytest
import requests

from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account

Publish = Callable[..., requests.Response]
Bearer = Callable[[InstagramSandbox], dict[str, str]]


@pytest.fixture
def sandbox() -> Iterator[InstagramSandbox]:
    with InstagramSandbox(accounts={"coalition": "x"}) as running:
        yield running


@pytest.fixture(scope="session")
def picture() -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (1080, 1350), "#335577").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="session")
def bearer() -> Bearer:
    """The header of a new session of the account, as instagrapi sends it."""

    def open_session(sandbox: InstagramSandbox) -> dict[str, str]:
        session = sandbox.store.open_session(Account("coalition", "x"))
        packed = base64.b64encode(json.dumps({"sessionid": session}).encode()).decode()
        return {"Authorization": f"Bearer IGT:2:{packed}"}

    return open_session


@pytest.fixture
def publish(sandbox: InstagramSandbox, picture: bytes, bearer: Bearer) -> Publish:
    """Upload and configure without instagrapi: the wire as it is."""
    authorization = bearer(sandbox)

    def post(
        code: str = "Q7wX", upload_id: str = "17", alt: str = "A blue card", words: str = "Signed."
    ) -> requests.Response:
        named = json.dumps({"upload_id": upload_id})
        headers = {"X-Instagram-Rupload-Params": named, "X-Entity-Length": str(len(picture))}
        url = f"{sandbox.url}/rupload_igphoto/{upload_id}_0_1"
        requests.post(url, data=picture, headers=headers | authorization, timeout=5).raise_for_status()
        caption = f"{words} neighbors.example/a/{code}\n#KeepThePromise"
        told: dict[str, Any] = {"upload_id": upload_id, "caption": caption, "custom_accessibility_caption": alt}
        body = "signed_body=SIGNATURE." + quote_plus(json.dumps(told))
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return requests.post(
            f"{sandbox.url}/api/v1/media/configure/", data=body, headers=kind | authorization, timeout=5
        )

    return post
