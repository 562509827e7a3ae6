"""Addresses never to be mailed again, kept as keyed hashes.

The key is the first word of PUBLISHER_SECRET_KEY; the others still match, so a new word may be put before them at any
time. A word that is dropped takes with it the entries made under it: keep the former words as long as the list.
"""

import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from publisher import workflow
from publisher.models import Subscriber, Suppression

NEVER, ASKED = "never", "asked"
"""Reasons: not even a confirmation may be mailed; they asked to be deleted."""
REASONS = ("bounce", "complaint", NEVER)
"""What may be said of an address from outside."""


def suppress(email: str, reason: str) -> None:
    """Never mails this address again, whoever imports it."""
    email = email.strip()
    with transaction.atomic():
        Suppression.objects.get_or_create(address_hash=address_hash(email), defaults={"reason": reason})
        if reason == NEVER:  # the one that outranks what is there
            Suppression.objects.filter(address_hash__in=hashes(email)).update(reason=NEVER)
        for subscriber in Subscriber.objects.filter(email__iexact=email, state="active"):
            workflow.move(subscriber, "suppressed", ended_at=timezone.now())


def reason_of(email: str) -> str:
    """Why the address is on the list; empty if it is not."""
    found = Suppression.objects.filter(address_hash__in=hashes(email)).values_list("reason", flat=True)
    reasons = set(found)
    return NEVER if NEVER in reasons else next(iter(reasons), "")


def lift(email: str) -> None:
    """Takes the address off the list: its owner has confirmed that they want our mail. Not if it must never be."""
    Suppression.objects.filter(address_hash__in=hashes(email)).exclude(reason=NEVER).delete()


def suppressed(emails: Iterable[str]) -> set[str]:
    """Those of these addresses that must not be mailed."""
    by_hash = {address_hash(email, word): email for email in emails for word in settings.SECRET_WORDS}
    found = Suppression.objects.filter(address_hash__in=by_hash).values_list("address_hash", flat=True)
    return {by_hash[known] for known in found}


def hashes(email: str) -> list[str]:
    """What the address stands as on the list, if it does."""
    return [address_hash(email.strip(), word) for word in settings.SECRET_WORDS]


def address_hash(email: str, word: str | None = None) -> str:
    """A keyed hash: without our secret the list of suppressed addresses cannot be guessed at."""
    key = (settings.SECRET_WORDS[0] if word is None else word).encode()
    return hmac.digest(key, b"publisher/suppression/" + email.casefold().encode(), "sha256").hex()
