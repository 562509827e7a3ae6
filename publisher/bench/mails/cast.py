"""Readers by the thousand, and an approved announcement for them, in a database of the bench's own."""

from dataclasses import asdict
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from publisher.brand import load_brand
from publisher.models import Account, Announcement, Copy, Delivery, Issue, Revision, Subscriber
from publisher.newsletter.issue import freeze
from publisher.rules.wording import Facts
from publisher.words import MailWords, mail

_READERS = """
INSERT INTO publisher_subscriber (email, language, us_state, own_state_only, rhythm, state, key, former_sha256,
    consent_source, consent_at)
SELECT 'reader' || n || '@readers' || n %% 50 || '.example', 'en', '', false, 'at_once', 'active',
    substr(md5('key' || n), 1, 16), '', 'bench', %s
FROM generate_series(%s, %s) AS n
"""


def words() -> MailWords:
    """A signing as our own templates tell it."""
    facts = Facts(
        "Maximiliana Example", "house", "OH", 3, "signed", None, "unknown", datetime(2026, 3, 12, tzinfo=UTC),
        "https://campaign.example/pledge", "SAMPLE", "https://coalition.example/a/SAMPLE",
    )  # fmt: skip
    return mail(facts, load_brand(), "en", "https://coalition.example/a/SAMPLE.jpg")


def readers(number: int) -> None:
    """So many active subscribers in all, who want every signing at once."""
    there = Subscriber.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(_READERS, [timezone.now(), there + 1, number])
        cursor.execute("ANALYZE")


def issue() -> Issue:
    """A mailing to all of them, frozen."""
    announcement = Announcement.objects.create(state="approved")
    subject = {"change": 0, "name": "Maximiliana Example", "state": "OH", "evidence_is_enough": False}
    announcement.revision = Revision.objects.create(
        announcement=announcement,
        number=1,
        manifest={"acts": [{"act": "mail", "mail": {"en": asdict(words())}}], "subjects": [subject]},
        digest=f"{announcement.pk:064}",
        approval={},
    )
    announcement.save()
    now = timezone.now()
    delivery = Delivery.objects.create(
        announcement=announcement,
        revision=announcement.revision,
        account=Account.objects.get_or_create(channel="newsletter", name="bench")[0],
        act="mail",
        state="publishing",
        fence=1,
        not_before=now,
        planned_at=now,
    )
    return freeze(delivery)


def sent(issue_id: int) -> int:
    """How many copies were sent."""
    return Copy.objects.filter(issue_id=issue_id, state="sent").count()
