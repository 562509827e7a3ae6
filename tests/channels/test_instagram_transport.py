"""The adapters in front of instagrapi, with the library's own curl transport behind them."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
from instagrapi.exceptions import ChallengeRequired

from publisher.channels.base import Surroundings
from publisher.channels.in_time import AnswerLost, InTime
from publisher.channels.instagram_client import InstagramSecrets, open_connection
from publisher.channels.instagram_transport import CONFIGURE, ConfigureOnce, Limited

SECRETS = InstagramSecrets("coalition", "secret")


@pytest.fixture
def closing_port() -> Iterator[int]:
    """A server that takes a connection and closes it before a word was said."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def close_each() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=close_each, daemon=True).start()
        yield server.getsockname()[1]


def closed_port() -> int:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return int(closed.getsockname()[1])


def configure(port: int) -> requests.PreparedRequest:
    return requests.Request("POST", f"https://127.0.0.1:{port}/api/v1/media/configure/", data="x").prepare()


def test_every_request_of_the_library_has_a_time_limit() -> None:
    client = open_connection(SECRETS, None, Surroundings()).client
    for session in (client.private, client.public, client.graphql):
        for url in ("https://i.instagram.com/x", "https://b.i.instagram.com/x", "http://example.com/"):
            assert isinstance(session.get_adapter(url), Limited)


def test_the_library_handles_no_failure_by_itself_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hook for exceptions sends the request again; its handlers of challenges ask on a terminal."""
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("somebody was asked"))
    for session in (None, {"private_transport": "requests"}):
        client = open_connection(SECRETS, session, Surroundings()).client
        assert client.handle_exception is None
        for ask in (client.challenge_code_handler, client.change_password_handler):
            with pytest.raises(ChallengeRequired):
                ask("coalition", None)


@pytest.mark.parametrize("path", ["/", "_sidecar/", "_to_story/"])
def test_what_is_visible_goes_through_the_gate(path: str) -> None:
    connection = open_connection(SECRETS, None, Surroundings())
    assert connection.client.private.get_adapter(CONFIGURE + path) is connection.once


def guarded(path: str) -> bool:
    """Whether the gate, which is not armed, stops this request."""
    client = open_connection(SECRETS, None, Surroundings(f"http://127.0.0.1:{closed_port()}", 1)).client
    try:
        client.private.request("POST", f"https://i.instagram.com/api/v1/media/{path}")
    except AnswerLost as error:
        return "a second request" in str(error)
    except requests.ConnectionError:
        return False
    raise AssertionError("nobody listens there")


def test_a_comment_goes_through_the_gate_too() -> None:
    assert guarded("17_42/comment/")
    assert guarded("17/comment/?x=1")
    assert guarded("any/comment/")


@pytest.mark.parametrize("path", ["17_42/comments/", "17_42/delete/", "17_42/edit_media/", "validate_reel_url/"])
def test_what_may_be_repeated_does_not(path: str) -> None:
    assert not guarded(path)


def test_a_gate_that_was_armed_in_vain_is_shut_again(closing_port: int) -> None:
    once = open_connection(SECRETS, None, Surroundings()).once
    once.arm()
    once.disarm()
    with pytest.raises(AnswerLost, match="second request"):
        once.send(configure(closing_port))


def test_the_gate_lets_one_request_through(closing_port: int) -> None:
    once = open_connection(SECRETS, None, Surroundings()).once
    with pytest.raises(AnswerLost, match="second request"):
        once.send(configure(closing_port))
    once.arm()
    with pytest.raises(requests.RequestException):
        once.send(configure(closing_port))
    with pytest.raises(AnswerLost, match="second request"):
        once.send(configure(closing_port))


def test_curl_tells_that_nothing_left() -> None:
    once = open_connection(SECRETS, None, Surroundings()).once
    once.arm()
    with pytest.raises(requests.RequestException):
        once.send(configure(closed_port()))
    assert not once.may_have_left


def test_a_connection_that_was_made_may_have_carried_it(closing_port: int) -> None:
    once = open_connection(SECRETS, None, Surroundings()).once
    once.arm()
    with pytest.raises(requests.RequestException):
        once.send(configure(closing_port))
    assert once.may_have_left


@pytest.fixture
def dripping_port() -> Iterator[int]:
    """A server whose answers come byte by byte and end with the connection: a cut one looks like a whole one."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with suppress(OSError), server.accept()[0] as caller:
                caller.recv(65536)
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
                for _ in range(200):
                    caller.sendall(b"x")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        yield server.getsockname()[1]


def test_an_answer_that_was_cut_at_its_time_limit_is_not_taken_for_a_whole_one(dripping_port: int) -> None:
    once = ConfigureOnce(InTime, (0.2, 0.4))
    once.arm()
    began = time.monotonic()
    with pytest.raises(AnswerLost, match="took longer than"):
        once.send(requests.Request("POST", f"http://127.0.0.1:{dripping_port}/").prepare())
    assert 0.5 < time.monotonic() - began < 1.5
    assert once.may_have_left


def test_what_comes_in_time_over_a_connection_that_was_used_before_is_left_alone(sandbox: Any) -> None:
    with requests.Session() as session:
        session.mount("http://", Limited(InTime(), (0.2, 0.3)))
        for _ in range(4):
            assert session.get(f"{sandbox.url}/sandbox/state").status_code == 200
            time.sleep(0.2)
    assert sandbox.state["wire"]["connections"] == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://localhost:{}/"])
def test_a_plain_connection_that_failed_carried_nothing(url: str) -> None:
    once = ConfigureOnce(requests.adapters.HTTPAdapter, (1, 1))
    once.arm()
    with pytest.raises(requests.ConnectionError):
        once.send(requests.Request("POST", url.format(closed_port())).prepare())
    assert not once.may_have_left


def test_each_post_has_a_connection_of_its_own() -> None:
    made: list[requests.adapters.HTTPAdapter] = []
    once = ConfigureOnce(lambda: made.append(requests.adapters.HTTPAdapter()) or made[-1], (1, 1))
    for _ in range(2):
        once.arm()
        with pytest.raises(requests.ConnectionError):
            once.send(requests.Request("POST", f"http://127.0.0.1:{closed_port()}/").prepare())
    assert len(made) == 2


def test_a_session_from_elsewhere_does_not_bring_its_transport() -> None:
    session = {"private_transport": "requests", "request_timeout": 9, "tls_verify": False, "session_retry_total": 9}
    client = open_connection(SECRETS, session, Surroundings()).client
    assert (client.private_transport, client.request_timeout, client.tls_verify) == ("curl", 0, True)
    assert client.session_retry_total == 0
    assert not client.private.trust_env


def test_the_original_host_is_told_and_the_path_kept(sandbox, connect) -> None:  # type: ignore[no-untyped-def]
    seen = []
    answer = sandbox._server.respond
    sandbox._server.respond = lambda request: seen.append(request) or answer(request)
    assert connect().check().ok
    assert seen[0].headers["x-original-host"] == "i.instagram.com"
    assert seen[0].headers["host"] in sandbox.url
    assert (seen[0].path, dict(seen[0].query)) == ("/api/v1/accounts/current_user/", {"edit": "true"})
