"""The border between "certainly not sent" and "may have been sent" is the final dot, whatever the relay does."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.newsletter import smtp
from publisher.newsletter.smtp import Outcome, Relay, Unreachable
from tests.cases import examples
from tests.newsletter.relays import BEGUN, DOT, DROP, SILENCE, RawRelay

Start = Callable[..., RawRelay]
MESSAGE = b"Subject: Hello\r\n\r\nHello\r\n"
TOO_LONG_FOR_BUFFERS = MESSAGE + b"A line of a long message.\r\n" * 700_000


def send(message: bytes = MESSAGE, to: str = "ana@readers.example") -> Outcome:
    with Relay() as relay:
        return relay.send("news@coalition.example", to, message)


def test_what_the_relay_accepts_is_sent(relay: Start) -> None:
    server = relay(**{DOT: "250 2.0.0 Ok: queued as 4F2"})
    assert send() == Outcome("sent", 250, "2.0.0 Ok: queued as 4F2")
    assert server.messages == [MESSAGE]
    assert server.verbs == ["EHLO", "MAIL", "RCPT", "DATA", DOT, "QUIT"]


@pytest.mark.parametrize(
    ("verb", "answer", "state"),
    [
        ("RCPT", "450 Greylisted", "queued"),
        ("RCPT", "550 5.1.1 Nobody here", "failed"),
        ("RCPT", "421 Closing", "queued"),
        ("RCPT", DROP, "queued"),
        ("RCPT", "what?", "queued"),
        ("DATA", "451 Not now", "queued"),
        ("DATA", "554 No", "failed"),
        ("DATA", "250 What for?", "queued"),
        ("DATA", DROP, "queued"),
        (DOT, "452 Disk full", "queued"),
        (DOT, "554 Spam", "failed"),
        (DOT, DROP, "uncertain"),
        (DOT, SILENCE, "uncertain"),
        (DOT, "what?", "uncertain"),
        (DOT, "354 Go on", "uncertain"),
    ],
)
def test_every_ending_says_what_became_of_the_message(relay: Start, verb: str, answer: str, state: str) -> None:
    relay(**{verb: answer})
    outcome = send()
    assert outcome.state == state
    assert outcome.code == (int(answer[:3]) if answer[:3].isdecimal() else 0)


def test_a_break_in_the_midst_of_the_message_is_certainly_not_sent(relay: Start) -> None:
    server = relay(**{BEGUN: DROP})
    outcome = send(TOO_LONG_FOR_BUFFERS)
    assert outcome.state == "queued"
    assert server.messages == []


@pytest.mark.parametrize(
    "answers",
    [{"CONNECT": DROP}, {"CONNECT": "554 Go away"}, {"EHLO": DROP}, {"MAIL": DROP}, {"MAIL": "550 Not you"}],
)
def test_a_relay_that_takes_no_mail_at_all_is_unreachable(relay: Start, answers: dict[str, str]) -> None:
    relay(**answers)
    with pytest.raises(Unreachable):
        send()


def test_a_refused_recipient_leaves_the_connection_to_the_next(relay: Start) -> None:
    server = relay(RCPT="550 Nobody here")
    with Relay() as open_relay:
        open_relay.send("news@coalition.example", "ana@readers.example", MESSAGE)
        server.answers["RCPT"] = "250 OK"
        assert open_relay.send("news@coalition.example", "ben@readers.example", MESSAGE).state == "sent"
    assert server.connections == 1
    assert "RSET" in server.verbs


@pytest.mark.parametrize("broken", [{DOT: DROP}, {"RCPT": DROP}, {"RSET": DROP, "RCPT": "550 Nobody here"}])
def test_after_a_break_the_next_message_gets_a_connection_of_its_own(relay: Start, broken: dict[str, str]) -> None:
    server = relay(**broken)
    with Relay() as open_relay:
        open_relay.send("news@coalition.example", "ana@readers.example", MESSAGE)
        server.answers = {"DATA": "354 Go on", "RSET": broken.get("RSET", "250 OK")}
        assert open_relay.send("news@coalition.example", "ben@readers.example", MESSAGE).state == "sent"
    assert server.connections == 2


def test_a_kept_connection_that_ended_meanwhile_costs_a_new_one_and_no_message(relay: Start) -> None:
    server = relay()
    with Relay() as open_relay:
        open_relay.send("news@coalition.example", "ana@readers.example", MESSAGE)
        server.hang_up()
        assert open_relay.send("news@coalition.example", "ben@readers.example", MESSAGE).state == "sent"
    assert (server.connections, len(server.messages)) == (2, 2)


def test_a_connection_is_used_for_so_many_messages(relay: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PER_CONNECTION", 2)
    server = relay()
    with Relay() as open_relay:
        for number in range(5):
            open_relay.send("news@coalition.example", f"reader{number}@readers.example", MESSAGE)
    assert server.connections == 3
    assert len(server.messages) == 5


def test_no_line_of_a_message_can_end_it_or_lose_its_dot(relay: Start) -> None:
    server = relay()

    @settings(max_examples=examples(60), deadline=None)
    @given(lines=st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x.", b"x\r"]), max_size=8))
    def check(lines: list[bytes]) -> None:
        server.messages.clear()
        message = b"\r\n".join([b"Subject: Hello", b"", *lines, b""])
        assert send(message).state == "sent"
        (wire,) = server.messages
        assert b"\r\n".join(line.removeprefix(b".") for line in wire.split(b"\r\n")) == message

    check()


def test_the_answer_is_cut_to_what_a_row_holds(relay: Start) -> None:
    relay(RCPT="550 " + "no, " * 125)
    assert len(send().reply) == 300


def test_a_longer_answer_than_a_line_may_be_is_uncertain_after_the_dot(relay: Start) -> None:
    relay(**{DOT: "250 " + "x" * 10_000})
    assert send().state == "uncertain"


def test_nobody_is_told_goodbye_twice(relay: Start) -> None:
    server = relay()
    open_relay = Relay()
    open_relay.send("news@coalition.example", "ana@readers.example", MESSAGE)
    open_relay.close()
    open_relay.close()
    assert server.verbs.count("QUIT") == 1
