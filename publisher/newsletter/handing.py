"""One copy, made into a message and handed to the relay."""

import hashlib
import hmac
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from publisher.models import Copy
from publisher.newsletter import sender
from publisher.newsletter.backends import Transport
from publisher.newsletter.compile import Compiled
from publisher.newsletter.headers import HeaderError
from publisher.newsletter.outcomes import Outcome


def hand_over(relay: Transport, copy: Copy, messages: Mapping[str, Compiled]) -> Outcome:
    """Sends this copy in its language (the issue's first if it has not that one). Raises `Unreachable`."""
    message = messages.get(copy.language) or next(iter(messages.values()))
    try:
        data = message.join(copy.subscriber.email, message_id(copy), leaving(copy), timezone.now())
    except HeaderError as cause:
        return Outcome("failed", 0, str(cause))
    return relay.send(return_path(copy), copy.subscriber.email, data)


def leaving(copy: Copy) -> str:
    """The address that ends this subscription (RFC 8058)."""
    return f"{settings.BASE_URL}/u/{copy.subscriber.token}"


def message_id(copy: Copy) -> str:
    """The same for each attempt at this copy, and without the address (RFC 5322, 3.6.4, wants it unique).

    It is keyed so that nobody can count subscribers or claim a copy by making one up; staff find it in a relay's log.
    """
    return f"<{copy.issue_id}.{copy.subscriber_id}.{proof(copy)}@{sender.domain()}>"


def proof(copy: Copy) -> str:
    """What only our mail to this recipient bears."""
    text = f"publisher/message-id/{copy.issue_id}.{copy.subscriber_id}".encode()
    return hmac.new(settings.SECRET_WORDS[-1].encode(), text, hashlib.sha256).hexdigest()[:20]


def return_path(copy: Copy) -> str:
    """Whom the relay tells what became of it: one address a copy (VERP) where there is a mailbox for that."""
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{copy.issue_id}.{copy.subscriber_id}.{proof(copy)}@{domain}" if local else sender.address()
