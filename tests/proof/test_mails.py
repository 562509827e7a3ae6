import pytest

from publisher.proof.mails import looks_like_mail, read_mail

MAIL = b"""Received: from relay.example (relay.example [192.0.2.1])
DKIM-Signature: v=1; a=rsa-sha256; d=campaign.example;
 s=one; bh=abc; b=def
From: =?utf-8?q?Zo=C3=AB_Specimen?= <zoe@campaign.example>
To: pledge@coalition.example
Date: Thu, 12 Mar 2026 21:04:05 -0500
Subject: =?utf-8?b?UGxlZGdl?=

I sign.
"""


def test_a_mail_says_who_when_about_what_and_who_signed_it() -> None:
    assert read_mail(MAIL) == {
        "from": "Zoë Specimen <zoe@campaign.example>",
        "subject": "Pledge",
        "date": "2026-03-12T21:04:05-05:00",
        "dkim": "campaign.example",
    }


def test_a_pasted_mail_may_begin_with_empty_lines_and_end_its_lines_as_it_likes() -> None:
    pasted = b"\r\n\r\n" + MAIL.replace(b"\n", b"\r\n")
    assert looks_like_mail(pasted)
    assert read_mail(pasted)["from"].startswith("Zoë")


def test_a_mail_without_a_signature_says_so() -> None:
    assert read_mail(MAIL.replace(b"DKIM-Signature", b"X-Other"))["dkim"] == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"I sign.",
        b"\x00" * 1000,
        b"From\nDate\n\n",
        b"<html><body>From: x</body></html>",
        b"Subject: only\n\nI sign.",
        b"PK\x03\x04" + bytes(range(256)) * 20,
    ],
)
def test_what_is_no_mail_does_not_look_like_one(data: bytes) -> None:
    assert not looks_like_mail(data)
    assert read_mail(data)["from"] == ""


@pytest.mark.parametrize(
    "head",
    [
        b"From: =?utf-8?b?!!!?= <x>\nDate: never\nSubject: =?nowhere?q?x?=",
        b"From: \xff\xfe\x00evil\x1b[31m\nDate: Thu, 99 Foo 99999999999999999999 25:61:61 +9999",
        b"From: " + b"a" * 300_000 + b"\nDate: 12 Mar",
        b"From: a\x00b\nDKIM-Signature: d=" + b"x" * 9000 + b"; d=\nDate:",
        b"From: =?utf-16?b?AAD/?=\nDate: x",
        b"DKIM-Signature: a\n" * 5000 + b"From: a@b.example\nDate: x",
    ],
)
def test_hostile_headers_are_read_as_far_as_they_go(head: bytes) -> None:
    said = read_mail(head + b"\n\nbody")
    assert set(said) == {"from", "subject", "date", "dkim"}
    assert all(len(text) <= 600 and text.isprintable() for text in said.values())
    assert said["date"] == ""
