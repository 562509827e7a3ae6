"""What arrives, made from our own templates and read as a mail program reads it."""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from publisher.brand import load_brand
from publisher.models import Copy, Subscriber
from publisher.newsletter.drain import drain
from publisher.newsletter.issue import freeze
from publisher.rules.wording import Facts
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.words import mail
from tests.newsletter.mailing import approved, claimed, people, received

pytestmark = pytest.mark.django_db
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
    link="https://coalition.example/a/7KQ2MX",
)


@pytest.fixture
def mailed(mailbox: MailboxSandbox) -> MailboxSandbox:
    """The mailbox after an announcement went to one English and one Spanish reader."""
    for language in ("en", "es"):
        people(1, language=language)
    words = {lang: asdict(mail(FACTS, load_brand(), lang, f"{FACTS.link}.jpg")) for lang in ("en", "es")}
    drain(freeze(claimed(approved(words))).pk)
    return mailbox


def defects(message: EmailMessage) -> list[Any]:
    """All that a strict reader finds wrong, in any part or header."""
    parts = list(message.walk())
    headers = [value for part in parts for value in part.values()]
    return [found for thing in (*parts, *headers) for found in getattr(thing, "defects", ())]


def test_every_mail_is_without_a_defect_and_in_its_readers_language(mailed: MailboxSandbox) -> None:
    english, spanish = (kept.message for kept in mailed.store.all())
    assert defects(english) == defects(spanish) == []
    assert "signed the pledge" in english["Subject"]
    assert "firmó el compromiso" in spanish["Subject"]
    assert all(FACTS.name in part.get_content() for one in (english, spanish) for part in one.iter_parts())


def test_no_line_is_too_long_or_beyond_ascii_and_the_way_out_stands_on_one(mailed: MailboxSandbox) -> None:
    for kept in mailed.store.all():
        token = Subscriber.objects.get(email=kept.to).token
        assert max(map(len, kept.data.split(b"\r\n"))) <= 998
        assert kept.data.isascii()
        assert re.findall(rb"^List-Unsubscribe: .*?\r\n(?=\S)", kept.data, re.MULTILINE) == [
            f"List-Unsubscribe: <https://coalition.example/u/{token}>\r\n".encode()
        ]


def test_the_way_out_of_a_mail_ends_that_subscription_and_no_other(mailed: MailboxSandbox, client: Client) -> None:
    first, _ = mailed.store.all()
    address = urlsplit(first.message["List-Unsubscribe"].strip("<>")).path
    for _ in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    gone = Subscriber.objects.get(email=first.to)
    assert gone.state == "unsubscribed"
    drain(freeze(claimed(approved(), "second")).pk)
    assert received(mailed)[gone.email] == 1
    assert Copy.objects.filter(state="sent").count() == 3
