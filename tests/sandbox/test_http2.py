"""Over TLS the stand-in speaks HTTP/2 with whoever asks for it, and counts what came on the wire."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from instagrapi.transports import create_curl_h2_adapter

from publisher.sandbox import tls
from publisher.sandbox.instagram import InstagramSandbox


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(pem: Path) -> Iterator[InstagramSandbox]:
    with InstagramSandbox(accounts={"coalition": "x"}, tls=tls.context(pem)) as running:
        yield running


@pytest.fixture
def session(pem: Path) -> Iterator[requests.Session]:
    """Requests over libcurl with HTTP/2, as the library sends them."""
    with requests.Session() as made:
        made.trust_env, made.verify = False, str(pem)
        made.mount("https://", create_curl_h2_adapter())
        yield made


def test_many_requests_are_streams_of_one_connection(secure: Any, session: requests.Session) -> None:
    for _ in range(3):
        assert session.get(f"{secure.url}/nowhere", timeout=5).status_code == 404
    assert [(one.connection, one.stream) for one in secure.store.wire.requests] == [(1, 1), (1, 3), (1, 5)]
    told = session.get(f"{secure.url}/sandbox/state", timeout=5).json()
    assert (told["wire"]["connections"], told["wire"]["streams"]) == (1, 4)


def test_whoever_knows_no_http2_is_answered_in_http1(secure: Any, pem: Path) -> None:
    assert requests.get(f"{secure.url}/nowhere", timeout=5, verify=str(pem)).status_code == 404
    assert [one.stream for one in secure.store.wire.requests] == [0]


def test_bytes_are_counted_as_they_came(sandbox: Any) -> None:
    requests.post(f"{sandbox.url}/nowhere", data=b"x" * 50_000, timeout=5)
    assert 50_000 < sandbox.state["wire"]["bytes"] < 51_000


def test_a_large_body_and_a_large_answer_pass(secure: Any, session: requests.Session) -> None:
    """Larger than HTTP/2's first window in both directions."""
    data = bytes(range(256)) * 2000
    secure.store.save_image("large-1.jpg", data)
    answer = session.post(f"{secure.url}/nowhere", data=data, timeout=5)
    assert (answer.status_code, secure.state["wire"]["bytes"] > len(data)) == (404, True)
    assert session.get(f"{secure.url}/images/large-1.jpg", timeout=5).content == data


@pytest.mark.parametrize("kind", ["drop", "reset", "truncate", "hang", "h2_reset", "h2_goaway"])
def test_a_broken_connection_is_an_error_over_http2_too(secure: Any, session: requests.Session, kind: str) -> None:
    secure.fault(kind, match="nowhere", seconds=0.05, times=9)
    with pytest.raises(requests.RequestException):
        session.get(f"{secure.url}/nowhere", timeout=2)
    assert session.get(f"{secure.url}/elsewhere", timeout=2).status_code == 404


def test_an_answer_that_drips_is_never_silent_for_long_and_never_whole(secure: Any, session: requests.Session) -> None:
    secure.fault("drip", match="nowhere", seconds=0.6)
    began = time.monotonic()
    with pytest.raises(requests.RequestException):
        session.get(f"{secure.url}/nowhere", timeout=(2, 3))
    assert 0.4 < time.monotonic() - began < 2


def test_a_late_answer_is_the_true_one(secure: Any, session: requests.Session) -> None:
    secure.fault("delay", match="nowhere", seconds=0.2)
    began = time.monotonic()
    assert session.get(f"{secure.url}/nowhere", timeout=2).status_code == 404
    assert time.monotonic() - began >= 0.2


def test_a_person_posts_through_a_door_and_is_in_the_feed_at_once(sandbox: Any, publish: Any, bearer: Any) -> None:
    sandbox.media.feed_lag = 3600
    publish()
    told = {"account": "coalition", "caption": "Lunch."}
    assert requests.post(f"{sandbox.url}/sandbox/posts", json=told, timeout=5).ok
    assert requests.post(f"{sandbox.url}/sandbox/posts", json={"account": "nobody"}, timeout=5).status_code == 400
    number = sandbox.store.account("coalition").user_id
    feed = requests.get(f"{sandbox.url}/api/v1/feed/user/{number}/", headers=bearer(sandbox), timeout=5).json()
    assert [item["caption"]["text"] for item in feed["items"]] == ["Lunch."]
    assert sandbox.state["duplicates"] == 0
