"""A real sandbox on a real socket, and posts to put there."""

import dataclasses
import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from publisher import channels
from publisher.channels import instagram_graph_containers as containers
from publisher.channels.base import Image, Post, Session, Surroundings
from publisher.channels.instagram import Instagram
from publisher.channels.instagram_graph import InstagramGraph
from publisher.sandbox import tls
from publisher.sandbox.graph import GraphSandbox
from publisher.sandbox.instagram import InstagramSandbox
from publisher.sandbox.instagram_things import Account
from tests.channels.picture_host import PictureHost

channels.__path__.append(str(Path(__file__).parent / "sample"))  # a channel of a newcomer's lies among ours

TOKEN = "IGAA-long-lived-and-secret"
MakePost = Callable[..., Post]
Connect = Callable[..., Instagram]


@pytest.fixture
def sandbox() -> Iterator[InstagramSandbox]:
    with InstagramSandbox(accounts={"coalition": "correct horse"}) as running:
        yield running


@pytest.fixture(scope="session")
def jpeg() -> Callable[..., bytes]:
    @cache
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


def connecting(sandbox: InstagramSandbox, logged_in: Session, ca_file: str = "") -> Connect:
    def make(connected: bool = True, seconds: float = 5, **secrets: str) -> Instagram:
        told = Instagram.Secrets(**{"username": "coalition", "password": "correct horse", **secrets})
        around = Surroundings(sandbox.url, seconds, ca_file)
        if not connected:
            return Instagram(told, None, around)
        account = Account("coalition", "correct horse")
        token = {"ds_user_id": account.user_id, "sessionid": sandbox.store.open_session(account)}
        return Instagram(told, {**logged_in, "authorization_data": token}, around)

    return make


@pytest.fixture
def connect(sandbox: InstagramSandbox, logged_in: Session) -> Connect:
    """A channel of the sandbox's account, with a session that the sandbox knows unless told otherwise."""
    return connecting(sandbox, logged_in)


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and self-signed certificate for 127.0.0.1 in one file."""
    return tls.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(pem: Path) -> Iterator[InstagramSandbox]:
    """The sandbox over TLS with HTTP/2."""
    with InstagramSandbox(accounts={"coalition": "correct horse"}, tls=tls.context(pem)) as running:
        yield running


@pytest.fixture
def connect_secure(secure: InstagramSandbox, logged_in: Session, pem: Path) -> Connect:
    """As `connect`, over TLS."""
    return connecting(secure, logged_in, str(pem))


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphSandbox]:
    """The official API's stand-in, and a channel that waits less between two questions."""
    monkeypatch.setattr(containers, "PAUSE_SECONDS", 0.01)
    with GraphSandbox({"coalition": TOKEN, "elsewhere": "IGAA-of-others"}) as running:
        yield running


@pytest.fixture(scope="session")
def pictures() -> Iterator[PictureHost]:
    host = PictureHost()
    yield host
    host.stop()


@pytest.fixture
def fetched_post(make_post: MakePost, pictures: PictureHost, jpeg: Callable[..., bytes]) -> MakePost:
    """A post whose pictures can be fetched; each slide has bytes of its own."""

    def make(act: str = "post", height: int = 1350, **more: Any) -> Post:
        post = make_post(height=height, **more)
        slides = (image.data + bytes([place]) for place, image in enumerate(post.images))
        images = tuple(
            dataclasses.replace(image, data=data, address=pictures.keep(data))
            for image, data in zip(post.images, slides, strict=True)
        )
        return dataclasses.replace(post, act=act, images=images)

    return make


@pytest.fixture
def official(graph: GraphSandbox) -> Callable[..., InstagramGraph]:
    """A channel by the account's token; connected unless told otherwise."""

    def make(connected: bool = True, seconds: float = 5, session: Session | None = None, **secrets: str) -> Any:
        told = InstagramGraph.Secrets(**{"token": TOKEN, **secrets})
        made = InstagramGraph(told, session, Surroundings(graph.url, seconds))
        if connected and session is None:
            made.connect()
        return made

    return make
