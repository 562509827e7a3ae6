import gzip
import time
from typing import BinaryIO

import pytest

from publisher.net import Blocked, Guard, NoAnswer, get
from tests.net.conftest import LOOPBACK, answering, moved, ok, site


def test_an_answer_carries_status_headers_and_body() -> None:
    with answering(ok(b"a,b", 'ETag: "x"', status="404 Not Found")) as port:
        answer = get(f"http://127.0.0.1:{port}/", LOOPBACK)
    assert (answer.status, answer.body, answer.headers["etag"]) == (404, b"a,b", '"x"')


def test_the_request_names_the_host_and_asks_for_nothing_compressed(names: dict[str, list[str]]) -> None:
    heads: list[str] = []

    def reply(head: str, out: BinaryIO) -> None:
        heads.append(head)
        out.write(ok(b""))

    names["tracker.test"] = ["127.0.0.1"]
    with site(reply) as port:
        get(f"http://tracker.test:{port}/rows?x=1#top", LOOPBACK, {"If-None-Match": '"x"'})
    assert heads[0].startswith("GET /rows?x=1 HTTP/1.1\r\n")
    assert f"Host: tracker.test:{port}\r\n" in heads[0]
    assert "identity" in heads[0]
    assert 'If-None-Match: "x"' in heads[0]


def test_a_name_is_resolved_once_and_pinned(names: dict[str, list[str]]) -> None:
    names["tracker.test"] = ["127.0.0.1"]
    with answering(ok(b"")) as port:
        get(f"http://tracker.test:{port}/", LOOPBACK)
    assert names["asked"] == ["tracker.test"]


def test_the_next_address_is_tried_when_the_first_takes_no_connection(names: dict[str, list[str]]) -> None:
    names["tracker.test"] = ["127.0.0.2", "127.0.0.1"]
    with answering(ok(b"here")) as port:
        assert get(f"http://tracker.test:{port}/", LOOPBACK).body == b"here"


def test_nothing_is_opened_that_the_guard_refuses() -> None:
    with answering(ok(b"secret")) as port, pytest.raises(Blocked):
        get(f"http://127.0.0.1:{port}/", Guard())


def test_a_closed_port_is_no_answer() -> None:
    with answering(ok(b"")) as port:
        pass
    with pytest.raises(NoAnswer, match="takes no connection"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_refused(chunked: bool) -> None:
    long = b"Transfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"x" * 1024 + b"\r\n0\r\n\r\n"
    with answering(b"HTTP/1.1 200 OK\r\n" + long if chunked else ok(b"x" * 1024)) as port:
        assert len(get(f"http://127.0.0.1:{port}/", LOOPBACK, max_bytes=1024).body) == 1024
        with pytest.raises(NoAnswer, match="more than 1,023 bytes"):
            get(f"http://127.0.0.1:{port}/", LOOPBACK, max_bytes=1023)


@pytest.mark.parametrize(
    "cut",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_breaks_off_is_no_answer(cut: bytes) -> None:
    with answering(cut) as port, pytest.raises(NoAnswer, match="broke off"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK)


def test_a_compressed_answer_is_refused() -> None:
    bomb = gzip.compress(b"0" * 100_000)
    with answering(ok(bomb, "Content-Encoding: gzip")) as port, pytest.raises(NoAnswer, match="compressed"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_the_deadline_holds_against_an_answer_that_drips(start: bytes) -> None:
    def drip(head: str, out: BinaryIO) -> None:
        out.write(start)
        for _ in range(100):
            out.write(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    with site(drip) as port, pytest.raises(NoAnswer, match="in the time allowed"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK, seconds=0.4)
    assert time.monotonic() - began < 2


def test_the_deadline_counts_over_redirects() -> None:
    def slow(head: str, out: BinaryIO) -> None:
        time.sleep(0.15)
        out.write(moved("/again"))

    with site(slow) as port, pytest.raises(NoAnswer, match="in the time allowed"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK, seconds=0.3)


def test_a_redirect_within_the_host_is_followed() -> None:
    with answering(moved("/there"), ok(b"rows")) as port:
        answer = get(f"http://127.0.0.1:{port}/here", LOOPBACK)
    assert (answer.body, answer.url) == (b"rows", f"http://127.0.0.1:{port}/there")


@pytest.mark.parametrize("allowed", ["cdn.sheets.test", "*.sheets.test", "*"])
def test_a_redirect_to_an_allowed_host_is_followed(names: dict[str, list[str]], allowed: str) -> None:
    names["cdn.sheets.test"] = ["127.0.0.1"]
    with answering(ok(b"rows")) as there, answering(moved(f"http://cdn.sheets.test:{there}/")) as here:
        assert get(f"http://127.0.0.1:{here}/", LOOPBACK, allowed_hosts=(allowed,)).body == b"rows"


@pytest.mark.parametrize("host", ["elsewhere.test", "sheets.test", "evilsheets.test"])
def test_a_redirect_to_another_host_is_refused(names: dict[str, list[str]], host: str) -> None:
    names[host] = ["127.0.0.1"]
    with answering(moved(f"http://{host}/")) as port, pytest.raises(Blocked, match=f"redirected to {host}"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK, allowed_hosts=("*.sheets.test",))


def test_an_allowed_host_still_has_to_pass_the_guard(names: dict[str, list[str]]) -> None:
    names["inside.test"] = ["10.0.0.1"]
    with answering(moved("http://inside.test/")) as port, pytest.raises(Blocked, match="not a public address"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK, allowed_hosts=("inside.test",))


@pytest.mark.parametrize("where", ["//[", "http://user:pass@127.0.0.1/", "ftp://127.0.0.1/"])
def test_a_redirect_to_no_usable_address_is_refused(where: str) -> None:
    with answering(moved(where)) as port, pytest.raises((Blocked, NoAnswer)):
        get(f"http://127.0.0.1:{port}/", LOOPBACK)


def test_a_loop_of_redirects_ends() -> None:
    with answering(moved("/again")) as port, pytest.raises(NoAnswer, match="more than 5 times"):
        get(f"http://127.0.0.1:{port}/", LOOPBACK)
