"""A real sandbox on a real socket, and posts to put there."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import PIL.Image
import pytest

from publisher.channels.base import Image, Post, Session, Surroundings
from publisher.channels.instagram import Instagram
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account

MakePost = Callable[..., Post]
Connect = Callable[..., Instagram]


@pytest.fixture
def sandbox() -> Iterator[InstagramSandbox]:
    with InstagramSandbox(accounts={"coalition": "correct horse"}) as running:
        yield running


@pytest.fixture(scope="session")
def jpeg() -> Callable[..., bytes]:
    def make(width: int = 1080, height: int = 1350, kind: str = "JPEG") -> bytes:
        file = io.BytesIO()
        PIL.Image.new("RGB", (width, height), "#335577").save(file, kind)
        return file.getvalue()

    return make


@pytest.fixture
def make_post(jpeg: Callable[..., bytes]) -> MakePost:
    def make(code: str = "Q7wX", slides: int = 1, text: str = "", height: int = 1350) -> Post:
        words = text or f"Maximiliana Example signed the pledge.\nneighbors.example/a/{code}\n#KeepThePromise"
        images = tuple(
            Image(jpeg(height=height), 1080, height, f"Card number {number}", "en") for number in range(slides)
        )
        return Post("post", code, words, images, f"https://neighbors.example/a/{code}")

    return make


@pytest.fixture(scope="session")
def drawn() -> Callable[..., bytes]:
    """JPEGs of 1080 pixels' width that no encoder leaves as they are: a gradient, finer than quality 75 keeps it."""

    def make(height: int = 1350, number: int = 0) -> bytes:
        file = io.BytesIO()
        wide = PIL.Image.radial_gradient("L").rotate(number * 7).resize((1080, height))
        PIL.Image.merge("RGB", [wide, wide.rotate(90), wide.rotate(180)]).save(file, "JPEG", quality=93)
        return file.getvalue()

    return make


@pytest.fixture
def make_story(jpeg: Callable[..., bytes]) -> MakePost:
    def make(code: str = "Q7wX", mention: str = "", **more: Any) -> Post:
        images = (Image(jpeg(height=1920), 1080, 1920, "A tall card", "en"),)
        told = {"text": "", "images": images, "link": f"https://neighbors.example/a/{code}", **more}
        return Post("story", code, mention=mention, **told)

    return make


@pytest.fixture(scope="session")
def logged_in() -> Session:
    """A session as a real log-in leaves it; made once, because logging in is slow."""
    with InstagramSandbox() as elsewhere:
        return Instagram(Instagram.Secrets("coalition", "correct horse"), None, Surroundings(elsewhere.url)).connect()


@pytest.fixture
def connect(sandbox: InstagramSandbox, logged_in: Session) -> Connect:
    """A channel of the sandbox's account, with a session that the sandbox knows unless told otherwise."""

    def make(connected: bool = True, seconds: float = 5, **secrets: str) -> Instagram:
        told = Instagram.Secrets(**{"username": "coalition", "password": "correct horse", **secrets})
        around = Surroundings(sandbox.url, seconds)
        if not connected:
            return Instagram(told, None, around)
        account = Account("coalition", "correct horse")
        token = {"ds_user_id": account.user_id, "sessionid": sandbox.store.open_session(account)}
        return Instagram(told, {**logged_in, "authorization_data": token}, around)

    return make
