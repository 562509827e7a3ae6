"""With a relay that offers PIPELINING: envelopes in one write, the next one with the dot; the border stays the dot."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from publisher.newsletter.smtp import Outcome, Plain, Relay, Unreachable
from tests.newsletter.relays import BEGUN, DOT, DROP, SILENCE, RawRelay

OFFERED = "250-raw.example\r\n250 PIPELINING"
OK, GO_ON = "250 OK\r\n", "354 Go on\r\n"
Start = Callable[..., RawRelay]
Play = Callable[..., list[bytes]]


def letters(number: int, message: bytes = b"Subject: Hi\r\n\r\n.Hi\r\n") -> list[Plain]:
    return [Plain("news@coalition.example", f"reader{n}@readers.example", message) for n in range(number)]


def handed_over(number: int, **given: Any) -> list[Outcome]:
    with Relay() as relay:
        return list(relay.send_each(letters(number, **given)))


@pytest.fixture
def play(settings: Any) -> Iterator[Play]:
    """A relay that reads until it has what each step of its script waits for, and only then says the step's answer."""
    listening = socket.create_server(("127.0.0.1", 0))
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *listening.getsockname(), 2

    def start(*script: tuple[bytes, str]) -> list[bytes]:
        got: list[bytes] = []

        def run() -> None:
            connection = listening.accept()[0]
            with connection, suppress(OSError):
                connection.settimeout(2)
                connection.sendall(b"220 raw.example\r\n")
                for end, answer in ((b"\r\n", f"{OFFERED}\r\n"), *script):
                    data = b""
                    while not data.endswith(end):
                        if not (more := connection.recv(65536)):
                            return
                        data += more
                    got.append(data)
                    connection.sendall(answer.encode())

        threading.Thread(target=run, daemon=True).start()
        return got

    yield start
    listening.close()


def test_a_message_costs_one_round_trip(play: Play) -> None:
    """The relay says nothing to a command before the whole group is there."""
    got = play((b"DATA\r\n", OK + OK + GO_ON), (b"DATA\r\n", OK + OK + OK + GO_ON), (b"\r\n.\r\n", OK))
    assert [outcome.state for outcome in handed_over(2)] == ["sent", "sent"]
    first, second, last = got[1:]
    assert first == b"MAIL FROM:<news@coalition.example>\r\nRCPT TO:<reader0@readers.example>\r\nDATA\r\n"
    assert second == b"Subject: Hi\r\n\r\n..Hi\r\n.\r\n" + first.replace(b"reader0", b"reader1")
    assert last == b"Subject: Hi\r\n\r\n..Hi\r\n.\r\n"


def test_a_refused_recipient_is_reset_in_the_next_group(play: Play) -> None:
    """Also where the relay wants a message for nobody (RFC 2920, 3.1): it gets a dot alone."""
    nobody = "550 5.1.1 Nobody\r\n"
    got = play(
        (b"DATA\r\n", OK + nobody + "503 No recipient\r\n"),
        (b"DATA\r\n", OK + OK + nobody + GO_ON),
        (b".\r\n", "554 No recipient\r\n"),
        (b"DATA\r\n", OK + OK + OK + GO_ON),
        (b"\r\n.\r\n", OK),
    )
    assert [(one.state, one.code) for one in handed_over(3)] == [("failed", 550), ("failed", 550), ("sent", 250)]
    assert [data.startswith(b"RSET\r\nMAIL") for data in got[1:]] == [False, True, False, True, False]
    assert got[3] == b".\r\n"


@pytest.mark.parametrize(
    ("verb", "answer", "state"),
    [
        ("MAIL", DROP, "sent"),
        ("MAIL", "421 Too long idle", "sent"),
        ("RCPT", "450 Greylisted", "queued"),
        ("RCPT", "550 5.1.1 Nobody here", "failed"),
        ("RCPT", "421 Closing", "queued"),
        ("RCPT", DROP, "queued"),
        ("DATA", "451 Not now", "queued"),
        ("DATA", "554 No", "failed"),
        ("DATA", DROP, "queued"),
        (DOT, "452 Disk full", "queued"),
        (DOT, "554 Spam", "failed"),
        (DOT, DROP, "uncertain"),
        (DOT, SILENCE, "uncertain"),
        (DOT, "what?", "uncertain"),
        (DOT, "354 Go on", "uncertain"),
    ],
)
def test_every_ending_is_that_messages_alone(relay: Start, verb: str, answer: str, state: str) -> None:
    """The second of three meets it; what comes behind it goes out, over a new connection where the old one broke."""
    server = relay(EHLO=OFFERED)
    count = [0]
    told = server.answer

    def at_the_second(said: str) -> str:
        ordinary = told(said)
        count[0] += said == verb
        return answer if said == verb and count[0] == 2 else ordinary

    server.answer = at_the_second  # type: ignore[method-assign]
    outcomes = handed_over(3)
    assert [one.state for one in outcomes] == ["sent", state, "sent"]
    assert outcomes[1].code == (250 if state == "sent" else int(answer[:3]) if answer[:3].isdecimal() else 0)
    assert sum(map(bool, server.messages)) == (3 if verb in (DOT, "MAIL") else 2)


def test_a_break_in_the_midst_of_the_message_is_certainly_not_sent(relay: Start) -> None:
    server = relay(**{"EHLO": OFFERED, BEGUN: DROP})
    outcomes = handed_over(2, message=b"Subject: Hi\r\n\r\n" + b"A line of a long message.\r\n" * 700_000)
    assert [one.state for one in outcomes] == ["queued", "queued"]
    assert server.messages == []


def test_who_stops_taking_leaves_no_message_half_begun(relay: Start) -> None:
    """The envelope of the second is written already; without its message the relay has nothing of it."""
    server = relay(EHLO=OFFERED)
    with Relay() as open_relay:
        outcomes = open_relay.send_each(letters(2))
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]
        assert open_relay.send("news@coalition.example", "ben@readers.example", b"Subject: Hi\r\n\r\n").state == "sent"
    assert len(server.messages) == 2
    assert server.connections == 2


def test_a_sender_that_is_refused_makes_the_relay_unreachable(relay: Start) -> None:
    server = relay(EHLO=OFFERED)
    with Relay() as open_relay:
        outcomes = open_relay.send_each(letters(3))
        next(outcomes)
        server.answers["MAIL"] = "550 Not you"
        with pytest.raises(Unreachable, match="550 Not you"):
            list(outcomes)
