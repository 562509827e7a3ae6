"""A mail is compiled once and joined for each recipient; what arrives is a faultless message."""

import email
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.brand import load_brand
from publisher.newsletter.compile import Compiled, CompileError, HeaderError, compile_mail
from publisher.rules.wording import Facts
from publisher.words import UNSUBSCRIBE_SLOT, MailWords, mail

NOW = datetime(2026, 3, 12, 21, 0, tzinfo=timezone(timedelta(hours=-4)))
LEAVE = "https://news.example/unsubscribe/" + "a1-B2_" * 30 + "?q=1&r=2"
FACTS = Facts(
    name="Zoë Ñandú Příklad",
    office="house",
    state="OH",
    district=3,
    status="signed",
    said_at=None,
    precision="unknown",
    seen_at=datetime(2026, 3, 12, 12, 0, tzinfo=UTC),
    evidence_url="https://campaign.example/pledge?id=1&v=2",
    code="7KQ2MX",
    link="https://news.example/a/7KQ2MX",
)
SENDER = "Open Shelf <news@news.example>"
LETTERS = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=80)


def simple(subject: str = "Hello", said: str = "Hello") -> MailWords:
    html = f'<html lang="en"><body><p>{said}</p><a href="{UNSUBSCRIBE_SLOT}">x</a></body></html>'
    return MailWords(subject, "", html, f"{said}\n{UNSUBSCRIBE_SLOT}\n")


def joined(words: MailWords, sender: str = SENDER) -> bytes:
    return compile_mail(words, sender, "news.news.example").join("ana@host.example", "<1.2@news.example>", LEAVE, NOW)


def parsed(data: bytes) -> EmailMessage:
    """The message, after a check that no part has a defect."""
    message = email.message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        assert part.defects == []
        assert [value.defects for value in part.values() if getattr(value, "defects", ())] == []
    return message


def content(part: EmailMessage) -> str:
    """The text of a part with plain line ends."""
    return part.get_content().replace("\r\n", "\n")


@pytest.fixture(params=["en", "es"])
def real(request) -> MailWords:
    """The mail as our own templates write it."""
    return mail(FACTS, load_brand(), request.param, "https://news.example/card.jpg")


def test_a_recipient_gets_a_whole_message_with_the_text_first(real):
    message = parsed(joined(real))
    text, html = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert content(text).strip() == real.text.replace(UNSUBSCRIBE_SLOT, LEAVE)
    assert FACTS.name in html.get_content()
    assert f'href="{LEAVE.replace("&", "&amp;")}"' in html.get_content()
    assert UNSUBSCRIBE_SLOT not in html.get_content() + text.get_content()


def test_the_headers_are_those_of_bulk_mail(real):
    message = parsed(joined(real))
    assert message["From"] == "Open Shelf <news@news.example>"
    assert message["To"] == "ana@host.example"
    assert message["Subject"] == real.subject
    assert message["Message-ID"] == "<1.2@news.example>"
    assert message["Date"].datetime == NOW
    assert message["List-Id"] == "<news.news.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["Precedence"], message["Auto-Submitted"]) == ("bulk", "auto-generated")
    assert max(len(message.get_all(name)) for name in set(message.keys())) == 1


def test_the_unsubscribe_header_is_one_line(real):
    assert f"\r\nList-Unsubscribe: <{LEAVE}>\r\n".encode() in joined(real)


def test_the_bytes_are_seven_bit_with_crlf_in_short_lines(real):
    data = joined(real)
    assert data.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    body = data.split(b"\r\n\r\n", 1)[1]
    assert max(len(line) for line in body.split(b"\r\n") if not line.startswith(b"Content-")) <= 76


def test_the_css_is_inlined_and_the_dark_mode_stays(real):
    html = parsed(joined(real)).get_body(("html",)).get_content()
    assert re.search(r'<h1 style="[^"]*font-size', html)
    assert "@media (prefers-color-scheme: dark)" in html
    assert "</style>" in html
    assert len(html) < 40_000


@given(name=LETTERS)
def test_any_letters_come_through_headers_and_parts(name):
    subject = " ".join(name.split()) or "x"
    sender = re.sub(r'[<>"]', "", subject).strip() or "x"
    data = joined(replace(simple(), subject=subject, text=f"{name}\n{UNSUBSCRIBE_SLOT}"), f"{sender} <a@b.example>")
    message = parsed(data)
    assert message["Subject"] == subject
    assert message["From"].addresses[0].addr_spec == "a@b.example"
    # Decoded by the older parser: the newer sets a space between two encoded words of a name, against RFC 2047.
    shown = str(make_header(decode_header(email.message_from_bytes(data)["From"])))
    assert shown.rpartition("<")[0].strip(' "').replace("\\\\", "\\") == sender
    assert content(message.get_body(("plain",))).strip() == f"{name}\n{LEAVE}".strip()


@given(before=st.text("ab =.é\n", max_size=200), after=st.text("ab =.é\n", max_size=200))
def test_soft_line_breaks_never_cut_an_address(before, after):
    words = replace(simple(), text=f"^{before}{UNSUBSCRIBE_SLOT}{after}$")
    message = parsed(joined(words))
    assert content(message.get_body(("plain",))) == f"^{before}{LEAVE}{after}$\n"


@pytest.mark.parametrize(
    "bad", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b>", "", "é@b.example", "a"]
)
def test_a_recipient_that_could_add_a_header_is_refused(bad):
    compiled = compile_mail(simple(), SENDER, "news.news.example")
    with pytest.raises(HeaderError, match="is not an e-mail address"):
        compiled.join(bad, "<1@b.example>", LEAVE, NOW)


@pytest.mark.parametrize(
    ("message_id", "leave", "date"),
    [
        ("<1@b.example>\r\nX: y", LEAVE, NOW),
        ("1@b.example", LEAVE, NOW),
        ("<1@b.example>", "https://b.example/\r\nX: y", NOW),
        ("<1@b.example>", "https://b.example/>", NOW),
        ("<1@b.example>", "javascript:x", NOW),
        ("<1@b.example>", "https://b.example/" + "x" * 1000, NOW),
        ("<1@b.example>", LEAVE, NOW.replace(tzinfo=None)),
    ],
)
def test_every_other_value_of_a_copy_is_checked_too(message_id, leave, date):
    with pytest.raises(HeaderError):
        compile_mail(simple(), SENDER, "news.news.example").join("a@b.example", message_id, leave, date)


@pytest.mark.parametrize("bad", ["Hello\r\nBcc: a@b.example", "Hello\nX: y", "a\x00b", "a\u2028b"])
def test_a_subject_or_sender_with_a_line_break_is_refused(bad):
    with pytest.raises(HeaderError, match="holds a line break"):
        compile_mail(simple(subject=bad), SENDER, "news.news.example")
    with pytest.raises(HeaderError, match="holds a line break"):
        compile_mail(simple(), f"{bad} <a@b.example>", "news.news.example")


def test_a_bad_list_or_reply_address_is_refused():
    with pytest.raises(HeaderError, match="is not a list id"):
        compile_mail(simple(), SENDER, "news>\r\nX: y")
    with pytest.raises(HeaderError, match="is not an e-mail address"):
        compile_mail(simple(), SENDER, "news.news.example", reply_to="a@b.example>, <c@d.example")


def test_a_mail_survives_the_database_unchanged(real):
    compiled = compile_mail(real, SENDER, "news.news.example", reply_to="errors@news.example")
    again = Compiled.from_json(json.loads(json.dumps(compiled.to_json())))
    assert again == compiled
    assert (
        again.sha256 == compiled.sha256 == compile_mail(real, SENDER, "news.news.example", "errors@news.example").sha256
    )


def test_a_stored_mail_that_was_changed_is_refused(real):
    stored = compile_mail(real, SENDER, "news.news.example").to_json()
    stored["pieces"] = [piece.replace("2026", "2025") for piece in stored["pieces"]]
    with pytest.raises(CompileError, match="its hash differs"):
        Compiled.from_json(stored)
    with pytest.raises(CompileError, match="compile it again"):
        Compiled.from_json(stored | {"version": 0})


def test_the_slots_are_counted():
    compiled = compile_mail(simple(), SENDER, "news.news.example")
    assert compiled.slots[:4] == ("date", "recipient", "message_id", "unsubscribe_header")
    with pytest.raises(CompileError, match="each of date, recipient"):
        Compiled(compiled.pieces[1:], compiled.slots[1:])
    with pytest.raises(CompileError, match="in the text and in the html"):
        Compiled(compiled.pieces[:-1], compiled.slots[:-1])
    with pytest.raises(CompileError, match="slots need"):
        Compiled(compiled.pieces[1:], compiled.slots)
