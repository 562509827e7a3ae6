"""Reports are read for what they say; no mail that anybody may send raises."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.returned import read
from publisher.returned.read import hard
from tests.returned.mails import A_PERSON, AWAY, OURS, QMAIL, TO, arf, dsn

ALL = [dsn("5.1.1"), dsn("4.4.1", action="delayed"), dsn("5.1.1", whole=False), arf(), arf(redacted=True), QMAIL, AWAY]


def test_an_address_that_is_not_there_is_hard() -> None:
    found = read(dsn("5.1.1"))
    assert found
    assert (found.kind, found.recipients, found.message_ids) == ("hard", (TO,), (OURS,))
    assert found.came_to == ("news@coalition.example",)
    assert found.said.startswith("5.1.1 smtp; 550")


@pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.3.4", "5.7.1", "5.7.26", ""])
def test_what_may_pass_or_is_no_fault_of_the_address_is_soft(status: str) -> None:
    found = read(dsn(status))
    assert found
    assert found.kind == "soft"


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.4.4", "5.0.0"])
def test_what_is_for_good_is_hard(status: str) -> None:
    assert hard(status)


def test_a_delay_is_soft_whatever_it_is_called() -> None:
    found = read(dsn("5.1.1", action="delayed"))
    assert found
    assert found.kind == "soft"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_arrived_is_no_bounce(action: str) -> None:
    assert read(dsn("2.0.0", action=action)) is None


def test_the_headers_alone_say_which_mail_it_was() -> None:
    found = read(dsn("5.1.1", whole=False))
    assert found
    assert found.message_ids == (OURS,)


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out"])
def test_a_complaint_is_one_also_without_the_address(kind: str) -> None:
    found = read(arf(kind, redacted=True))
    assert found
    assert (found.kind, found.recipients, found.message_ids) == ("complaint", (), (OURS,))


def test_not_spam_is_no_complaint() -> None:
    assert read(arf("not-spam")) is None


def test_old_mail_programs_are_understood() -> None:
    found = read(QMAIL)
    assert found
    assert (found.kind, found.recipients) == ("hard", (TO,))


@pytest.mark.parametrize("mail", [AWAY, A_PERSON, b"", b"\x00\xff" * 50, b"Content-Type: multipart/report\n\n"])
def test_what_people_write_and_what_is_no_mail_is_nothing(mail: bytes) -> None:
    assert read(mail) is None


@given(st.binary(max_size=2000))
def test_no_bytes_raise(data: bytes) -> None:
    read(data)


@given(st.sampled_from(ALL), st.data())
def test_no_broken_report_raises(mail: bytes, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(mail)))
    last = data.draw(st.integers(first, min(len(mail), first + 200)))
    read(mail[:first] + data.draw(st.binary(max_size=60)) + mail[last:])
    read(mail[first:])
    read(mail[:last])


def test_a_recipient_of_any_length_is_read_in_no_time() -> None:
    began = time.monotonic()
    found = read(arf().replace(b"Original-Rcpt-To: ", b"Original-Rcpt-To: " + b"a" * 200_000 + b" "))
    assert found
    assert found.kind == "complaint"
    assert time.monotonic() - began < 30  # it was minutes
