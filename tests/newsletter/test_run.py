"""A whole run into a real SMTP server: each message keeps every rule and is signed, and is what was shown before."""

import re
from dataclasses import asdict
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from publisher.brand import load_brand
from publisher.models import Copy
from publisher.newsletter.drain import drain
from publisher.newsletter.handing import message_id
from publisher.newsletter.issue import freeze
from publisher.newsletter.lint import check
from publisher.newsletter.proofread import SOMEBODY, finished, objection
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.words import mail
from tests.newsletter.mailing import approved, claimed, people, received
from tests.newsletter.signing import made, published, verdicts
from tests.newsletter.test_mailed import FACTS, defects

pytestmark = pytest.mark.django_db
READERS, EVERY = 24, 6


def header(data: bytes, name: str) -> bytes:
    """One header as it stands in the bytes, with its line end."""
    (found,) = re.findall(rb"^" + name.encode() + rb": [^\r]*\r\n(?=\S)", data, re.MULTILINE)
    return bytes(found)


def test_every_message_keeps_the_rules_and_is_the_preview_with_its_readers_own_pieces(
    mailbox: MailboxSandbox, settings: Any, tmp_path: Path
) -> None:
    made(tmp_path, settings, ed="ed25519", rsa="rsa")
    words = {lang: mail(FACTS, load_brand(), lang, f"{FACTS.link}.jpg") for lang in ("en", "es")}
    assert objection({lang: asdict(one) for lang, one in words.items()}) == ""
    previews = {lang: finished(one) for lang, one in words.items()}
    for language in words:
        people(READERS // 2, language=language)
    issue = freeze(claimed(approved({lang: asdict(one) for lang, one in words.items()})))
    assert drain(issue.pk).sent == READERS
    assert received(mailbox).total() == len(received(mailbox)) == READERS
    records, copies = published(), {copy.subscriber.email: copy for copy in Copy.objects.select_related("subscriber")}
    for number, kept in enumerate(mailbox.store.all()):
        data, copy = kept.data, copies[kept.to]
        assert defects(kept.message) == []
        assert [(one.rule, one.todo) for one in check(data) if not one.passed] == []
        assert verdicts(data, records) == [True, True]
        if number % EVERY == 0:
            assert data.endswith(own(previews[copy.language], copy, header(data, "Date")))
            rest = data.removesuffix(own(previews[copy.language], copy, header(data, "Date")))
            assert set(message_from_bytes(rest, policy=policy.SMTP).keys()) == {"DKIM-Signature"}


def own(preview: bytes, copy: Copy, date: bytes) -> bytes:
    """The preview with one reader's pieces: address, Message-ID, way out, and the time at which it left."""
    way_out = header(preview, "List-Unsubscribe").partition(b"<")[2].partition(b">")[0]
    for before, after in (
        (header(preview, "Date"), date),
        (SOMEBODY.encode(), copy.subscriber.email.encode()),
        (header(preview, "Message-ID"), f"Message-ID: {message_id(copy)}\r\n".encode()),
        (way_out, f"https://coalition.example/u/{copy.subscriber.token}".encode()),
    ):
        assert before in preview
        preview = preview.replace(before, after)
    return preview
