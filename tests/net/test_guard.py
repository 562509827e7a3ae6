import socket
from contextlib import suppress
from ipaddress import ip_address, ip_network
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.net import Blocked, Guard, NetError, NoAnswer, Target, UnknownHost

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "239.255.255.250", "255.255.255.255", "198.18.0.1", "192.0.0.192", "192.0.2.1", "168.63.129.16", "240.0.0.1",
        "2130706433", "0x7f.1", "127.1", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
        "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001::1]", "[2001:db8::1]",
        "[fec0::1]", "[3fff::1]",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(host: str) -> None:
    with pytest.raises(Blocked, match="not a public address"):
        Guard().check(f"http://{host}/")


@pytest.mark.parametrize("host", [PUBLIC, "[2606:2800:220:1:248:1893:25c8:1946]", "[64:ff9b::5db8:d822]"])
def test_public_addresses_pass(host: str) -> None:
    assert Guard().check(f"https://{host}/").port == 443


def test_an_allowed_network_passes_in_either_writing_and_no_other_does() -> None:
    guard = Guard((ip_network("127.0.0.0/8"),))
    assert guard.check("http://127.0.0.1:8000/a?b#c") == Target(
        "http", "127.0.0.1", 8000, "/a?b", (ip_address("127.0.0.1"),)
    )
    assert guard.check("http://[::ffff:127.0.0.1]/").addresses
    with pytest.raises(Blocked):
        guard.check("http://10.0.0.1/")


def test_one_private_address_among_public_ones_refuses_the_name(names: dict[str, list[str]]) -> None:
    names["tracker.test"] = [PUBLIC, "::1"]
    with pytest.raises(Blocked, match=r"tracker\.test leads to ::1"):
        Guard().check("https://tracker.test/")


def test_every_address_of_a_name_is_kept(names: dict[str, list[str]]) -> None:
    names["tracker.test"] = [PUBLIC, "2606:2800:220:1::1"]
    assert len(Guard().check("https://tracker.test./").addresses) == 2


def test_an_unknown_name_says_so(names: dict[str, list[str]]) -> None:
    with pytest.raises(UnknownHost, match="not known: check the address") as unknown:
        Guard().check("https://tracker.test/")
    assert unknown.value.host == "tracker.test"


def test_a_dead_line_is_no_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_line(*_rest: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "temporary failure")

    monkeypatch.setattr(socket, "getaddrinfo", no_line)
    with pytest.raises(NoAnswer, match="right now") as silent:
        Guard().check("https://tracker.test/")
    assert not isinstance(silent.value, UnknownHost)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/", "Only http and https"),
        ("file:///etc/passwd", "Only http and https"),
        ("javascript:alert(1)", "Only http and https"),
        ("https://lee:secret@example.org/", "user name or password"),
        ("https:///path", "no host"),
        ("https://a.example\\@b.example/", "backslash"),
        ("https://a.example/\r\nX: y", "control character"),
        ("http://example.org:99999/", "cannot be understood"),
    ],
)
def test_addresses_that_hide_something_are_refused(url: str, why: str) -> None:
    with pytest.raises(Blocked, match=why):
        Guard().check(url)


def test_a_password_is_not_repeated_in_the_message() -> None:
    with pytest.raises(Blocked) as caught:
        Guard().check("https://lee:secret@example.org/")
    assert "secret" not in str(caught.value)


@given(st.text(max_size=60) | st.text(max_size=60).map("https://".__add__))
def test_any_text_is_a_target_or_a_plain_refusal(url: str) -> None:
    found = [(2, 1, 6, "", (PUBLIC, 443))]
    with patch("socket.getaddrinfo", return_value=found), suppress(NetError):
        assert Guard().check(url).addresses == (ip_address(PUBLIC),)
