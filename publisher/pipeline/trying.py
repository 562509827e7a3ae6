"""A mail tried on the member of staff who looks at it: the very message, with a mark in its subject."""

import hashlib
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from publisher import workflow
from publisher.errors import Refusal
from publisher.manifest import mail_of
from publisher.models import Announcement, Role, User
from publisher.newsletter import carried, sender
from publisher.newsletter.backends import shape, signer, transport
from publisher.newsletter.compile import CompileError, HeaderError
from publisher.newsletter.outcomes import Unreachable
from publisher.newsletter.smtp import Plain
from publisher.said import same_digest
from publisher.words import MailWords

MARK = "[Test] "


def try_on(announcement_id: int, language: str, *, by: User, digest: str = "") -> str:
    """Sends them the mail of the current revision in that language, to their own address; gives the address.

    Nobody is told by it, and the way out in it leads to nobody. With `digest` only while that is the current one.
    Raises `Refusal`: not allowed, stale, nothing to mail, a mail that cannot be made, or a relay that does not take it.
    """
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff may send a test.", "forbidden")
    announcement = Announcement.objects.select_related("revision").filter(pk=announcement_id).first()
    mail = mail_of(announcement.revision.manifest, language) if announcement and announcement.revision else None
    if announcement is None or mail is None:
        raise Refusal(f"Announcement {announcement_id} has no mail in {language!r}.", "missing")
    if digest and announcement.revision:
        same_digest(digest, announcement.revision)
    if shape(settings.MAIL_BACKEND) != "copies":
        raise Refusal("What mails the newsletter here takes no single mails. Look at the preview instead.", "conflict")
    now = timezone.now()
    try:
        words = MailWords(**mail)
        message = carried.message(replace(words, subject=MARK + words.subject))
        data = message.join(by.email, _message_id(announcement, by, now.isoformat()), nowhere(), now)
        sign = signer()
        with transport() as relay:
            (outcome,) = relay.send_each([Plain(sender.address(), by.email, sign(data) + data if sign else data)])
    except (CompileError, HeaderError) as cause:
        raise Refusal(f"The mail cannot be made: {cause}.", "conflict") from cause
    except Unreachable as cause:
        raise Refusal(f"The mail relay cannot be used: {cause}", "conflict") from cause
    if outcome.state != "sent":
        raise Refusal(f"The mail relay did not take it: {outcome.reply or outcome.state}", "conflict")
    with transaction.atomic():
        assert announcement.revision
        workflow.tell(announcement, "tried", by=by, data={"language": language, "digest": announcement.revision.digest})
    return by.email


def nowhere() -> str:
    """The way out of a mail that was sent to no subscriber: the token of nobody."""
    return f"{settings.BASE_URL}/u/test"


def _message_id(announcement: Announcement, by: User, at: str) -> str:
    unique = hashlib.sha256(f"{announcement.pk}.{by.pk}.{at}".encode()).hexdigest()[:20]
    return f"<test.{unique}@{sender.domain()}>"
