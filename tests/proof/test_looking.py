"""A real server on loopback, asked through the real guard."""

import socket
import time
from collections.abc import Callable
from typing import BinaryIO

import pytest

from publisher.net import Guard
from publisher.proof import looking
from publisher.proof.looking import Seen, Verdict, look, look_at_all
from tests.net.conftest import LOOPBACK, answering, moved, ok, site

PAGE = b"<title>I signed</title><p>Lee Placeholder signed.</p>"


def html(body: bytes = PAGE, status: str = "200 OK") -> bytes:
    return ok(body, "Content-Type: text/html; charset=utf-8", status=status)


def seen(*answers: bytes, path: str = "/pledge") -> Seen:
    with answering(*answers) as port:
        return look(f"http://127.0.0.1:{port}{path}", LOOPBACK)


def test_a_page_is_there_with_its_bytes_title_and_final_address() -> None:
    found = seen(moved("/pledge/"), html())
    assert (found.verdict, found.sentence, found.status, found.title) == (Verdict.THERE, "", 200, "I signed")
    assert (found.body, found.media_type) == (PAGE, "text/html")
    assert found.url.endswith("/pledge/")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_only_404_and_410_say_that_nothing_is_there(status: str) -> None:
    assert seen(html(status=status)).verdict is Verdict.GONE


@pytest.mark.parametrize(
    "status", ["401 No", "403 No", "429 Slow", "451 Law", "400 Bad", "500 Oops", "503 Busy", "999 X"]
)
def test_every_other_error_is_one_that_we_cannot_judge(status: str) -> None:
    found = seen(html(status=status))
    assert (found.verdict, found.status) == (Verdict.UNSURE, int(status[:3]))
    assert status[:3] in found.sentence


def test_a_name_that_does_not_exist_is_gone() -> None:
    assert look("https://campaign.example/pledge", Guard()).verdict is Verdict.GONE


def test_a_name_server_that_is_not_there_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_line(*_rest: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "temporary")

    monkeypatch.setattr(socket, "getaddrinfo", no_line)
    found = look("https://campaign.example/pledge", Guard())
    assert (found.verdict, "right now" in found.sentence) == (Verdict.UNSURE, True)


def test_a_redirect_to_a_name_that_does_not_exist_is_not_the_end_of_the_address_itself() -> None:
    assert seen(moved("http://gone.example/x")).verdict is Verdict.UNSURE


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:22/", "file:///etc/passwd"],
)
def test_a_redirect_into_a_private_network_is_not_followed(location: str) -> None:
    found = seen(moved(location))
    assert (found.verdict, found.body) == (Verdict.UNSURE, b"")
    assert "must not be opened" in found.sentence


def test_a_redirect_to_another_host_is_followed(names: dict[str, list[str]]) -> None:
    names["elsewhere.example"] = ["127.0.0.1"]
    with answering(html()) as there:
        assert seen(moved(f"http://elsewhere.example:{there}/pledge")).verdict is Verdict.THERE


def test_a_login_wall_is_no_page() -> None:
    found = seen(moved("/accounts/login/"), html())
    assert (found.verdict, found.body) == (Verdict.UNSURE, b"")


def test_a_huge_body_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_BYTES", 1000)
    found = seen(html(b"x" * 1001))
    assert (found.verdict, found.body) == (Verdict.UNSURE, b"")
    assert "1,000 bytes" in found.sentence


def slow(pause: float) -> Callable[[str, BinaryIO], None]:
    def reply(_head: str, out: BinaryIO) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            out.write(b"x")
            out.flush()
            time.sleep(pause)

    return reply


def test_a_slow_body_ends_in_time() -> None:
    with site(slow(0.1)) as port:
        started = time.monotonic()
        found = look(f"http://127.0.0.1:{port}/", LOOPBACK, seconds=0.5)
    assert found.verdict is Verdict.UNSURE
    assert time.monotonic() - started < 2


def test_several_are_looked_at_at_once_and_none_keeps_the_others_waiting() -> None:
    with site(slow(0.1)) as hanging, answering(html()) as quick:
        bad = [f"http://127.0.0.1:{hanging}/{number}" for number in range(3)]
        good = f"http://127.0.0.1:{quick}/pledge"
        started = time.monotonic()
        found = look_at_all([*bad, good, good], LOOPBACK, seconds=1)
    assert time.monotonic() - started < 2
    assert found[good].verdict is Verdict.THERE
    assert {found[url].verdict for url in bad} == {Verdict.UNSURE}


def test_what_was_not_begun_in_time_is_left_out() -> None:
    with site(slow(0.1)) as hanging:
        urls = [f"http://127.0.0.1:{hanging}/{number}" for number in range(looking.AT_ONCE + 3)]
        found = look_at_all(urls, LOOPBACK, seconds=0.4)
    assert len(found) == looking.AT_ONCE


def test_a_name_server_that_never_answers_costs_the_time_allowed_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_rest, **_more: time.sleep(3) or [])
    started = time.monotonic()
    found = look_at_all(["https://campaign.example/"], Guard(), seconds=0.3)
    assert time.monotonic() - started < 2
    assert found["https://campaign.example/"].verdict is Verdict.UNSURE


@pytest.mark.parametrize("kind", ["", "nonsense", "text/<script>", "x" * 100 + "/y"])
def test_a_media_type_that_is_none_is_bytes(kind: str) -> None:
    assert seen(ok(b"%PDF", f"Content-Type: {kind}")).media_type == "application/octet-stream"
