"""A copy's letter is a join of what was compiled; dots are doubled, and a signature stands before all of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.newsletter.compile import Compiled, CompileError, compile_mail, stuffed
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import Addressed, Filled, letter
from publisher.words import UNSUBSCRIBE_SLOT, MailWords
from tests.newsletter.mailing import frozen, states
from tests.newsletter.relays import RawRelay

NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
COPY = Addressed(7, 3, 5, "en", 0, "ana@readers.example", "abcdefghijklmnop")


def compiled(text: str) -> Compiled:
    html = f'<html lang="en"><body><p>.</p><a href="{UNSUBSCRIBE_SLOT}">x</a></body></html>'
    return compile_mail(MailWords("Hi", "", html, text), "Open Shelf <news@news.example>", "news.news.example")


@settings(deadline=None)
@given(before=st.text("ab .\n", max_size=120), after=st.text("ab .\n", max_size=120), long=st.integers(0, 300))
def test_what_is_on_the_wire_is_the_message_with_its_dots_doubled(before: str, after: str, long: int) -> None:
    message = compiled(f"^{before}{UNSUBSCRIBE_SLOT}{after}$")
    values = message.values("ana@b.example", "<1@b.example>", f"https://b.example/{'.' * long}", NOW)
    plain = message.fill(values)
    assert message.wire(values) == stuffed(plain)
    assert b"\r\n.\r\n" not in message.wire(values)
    assert plain == message.join("ana@b.example", "<1@b.example>", f"https://b.example/{'.' * long}", NOW)


def test_a_piece_that_could_end_the_message_is_refused() -> None:
    message = compiled(f"Hi\n{UNSUBSCRIBE_SLOT}")
    with pytest.raises(CompileError, match="may not begin with a dot"):
        Compiled((*message.pieces[:-1], b".\r\n"), message.slots)


def test_a_signature_stands_before_the_message_and_is_over_what_is_read(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = "news@coalition.example", "https://coalition.example"
    seen: list[bytes] = []

    def sign(message: bytes) -> bytes:
        seen.append(message)
        return b"DKIM-Signature: v=1\r\n"

    plain = letter(COPY, {"en": compiled(f".Hi\n{UNSUBSCRIBE_SLOT}")}, NOW)
    signed = Filled(plain.sender, plain.recipient, plain.message, plain.values, sign)
    assert signed.data() == b"DKIM-Signature: v=1\r\n" + plain.data()
    assert signed.wire() == b"DKIM-Signature: v=1\r\n" + plain.wire()
    assert seen == [plain.data()] * 2
    assert b"\r\n..Hi\r\n" in signed.wire()


@pytest.mark.django_db
def test_a_relay_that_allows_fewer_connections_gets_the_mailing_over_those(relay: Any, settings: Any) -> None:
    """Two of four are turned away; the copies that they were given go out over the others."""
    server: RawRelay = relay()
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_TIMEOUT = "news@coalition.example", 5
    real = server.process_request

    def at_most_two(request: Any, address: Any) -> None:
        if len(server.open) >= 2:
            request.sendall(b"421 Too many connections\r\n")
            server.shutdown_request(request)
        else:
            real(request, address)

    server.process_request = at_most_two  # type: ignore[method-assign]
    issue = frozen(120)
    assert drain(issue.pk).trouble == ""
    assert (states(issue), len(server.messages)) == ({"sent": 120}, 120)
