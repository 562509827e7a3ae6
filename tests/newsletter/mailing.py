"""An approved announcement, its mail delivery in a worker's hands, and people who want the mail."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from publisher.models import Account, Announcement, Copy, Delivery, Issue, Revision, Subscriber
from publisher.newsletter.issue import freeze
from publisher.sandbox.mailbox import MailboxSandbox
from publisher.words import UNSUBSCRIBE_SLOT


@pytest.fixture
def mailbox(settings: Any) -> Iterator[MailboxSandbox]:
    """The relay that everything of this test is handed to."""
    with MailboxSandbox() as running:
        relay = urlsplit(running.smtp_url)
        settings.EMAIL_HOST, settings.EMAIL_PORT = relay.hostname, relay.port
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "news@coalition.example"
        settings.BASE_URL = "https://coalition.example"
        yield running


def words(subject: str = "Signed") -> dict[str, str]:
    """A mail as a manifest holds it."""
    html = f'<html lang="en"><body><p>{subject}</p><a href="{UNSUBSCRIBE_SLOT}">Leave</a></body></html>'
    return {"subject": subject, "preheader": "", "html": html, "text": f"{subject}\n{UNSUBSCRIBE_SLOT}\n"}


def approved(mail: dict[str, dict[str, str]] | None = None, place: str = "OH") -> Announcement:
    """An approved announcement about somebody in `place`, with a mail in each language of `mail`."""
    mail = mail or {"en": words(), "es": words("Firmado")}
    announcement = Announcement.objects.create(state="approved")
    revise(announcement, mail, place)
    return announcement


def revise(announcement: Announcement, mail: dict[str, dict[str, str]], place: str = "OH") -> None:
    """Its current revision is a new one, with these mails."""
    subject = {"change": 0, "name": "Ana Sample", "state": place, "evidence_is_enough": False}
    number = announcement.revisions.count() + 1
    announcement.revision = Revision.objects.create(
        announcement=announcement,
        number=number,
        manifest={"acts": [{"act": "mail", "mail": mail}], "subjects": [subject]},
        digest=f"{number:064}",
        approval={},
    )
    announcement.save()


def claimed(announcement: Announcement | None = None, account: str = "main") -> Delivery:
    """A mail delivery that a worker has just claimed."""
    announcement = announcement or approved()
    now = timezone.now()
    return Delivery.objects.create(
        announcement=announcement,
        revision=announcement.revision,
        account=Account.objects.get_or_create(channel="newsletter", name=account)[0],
        act="mail",
        state="publishing",
        fence=1,
        not_before=now,
        planned_at=now,
    )


def people(number: int, **fields: Any) -> list[Subscriber]:
    """So many active subscribers who want it at once: reader1@..., reader2@... unless others are there."""
    first = Subscriber.objects.count() + 1
    given = {"rhythm": "at_once", "consent_source": "test", "consent_at": timezone.now()} | fields
    return [Subscriber.objects.create(email=f"reader{first + n}@readers.example", **given) for n in range(number)]


def frozen(number: int = 1, **fields: Any) -> Issue:
    """An issue that is ready to be drained, for so many people."""
    people(number, **fields)
    return freeze(claimed())


def states(issue: Issue) -> Counter[str]:
    """How many copies stand where."""
    return Counter(Copy.objects.filter(issue=issue).values_list("state", flat=True))


def received(mailbox: MailboxSandbox) -> Counter[str]:
    """How many mails each address got."""
    return Counter(mail["to"] for mail in mailbox.state["mails"])
