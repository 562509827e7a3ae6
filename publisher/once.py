"""What is sent twice happens once: idempotency keys, kept for a week."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from publisher.errors import Refusal
from publisher.models import Announcement, TriggerKey, User

KEEP = timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def once(by: User, key: str, sent: Mapping[str, Any], act: Callable[[], Announcement]) -> Announcement:
    """What `act` makes the first time `by` sends `key`; the same announcement for the same `sent` ever after.

    Key and announcement are written in one transaction: after a crash both are there or neither, and of two that come
    at once the second waits for the first. A refusal leaves no key behind, so that it may be put right and sent again.
    Raises `Refusal` for a key that cannot be one, and (`reused`) for one that stands for something else.
    """
    if not _KEY.fullmatch(key):
        raise Refusal("The idempotency key must have 1 to 200 visible ASCII characters, such as a UUID.")
    digest = hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()
    if known := _known(by, key, digest):
        return known
    try:
        with transaction.atomic():
            row = TriggerKey.objects.create(user=by, key=key, digest=digest)
            made = act()
            TriggerKey.objects.filter(pk=row.pk).update(announcement=made)
    except IntegrityError:
        if known := _known(by, key, digest):
            return known
        raise
    return made


def first(by: User, key: str) -> bool:
    """Whether `by` sends `key` for the first time; stored at once, for what may not be done twice even if it failed.

    To be called outside a transaction. Such a key holds a space, so that no program's key is one.
    """
    _made, new = TriggerKey.objects.get_or_create(user=by, key=f"first {key}"[:200])
    return new


def forget(now: datetime) -> int:
    """Drops keys that are older than a week; gives how many."""
    return TriggerKey.objects.filter(at__lt=now - KEEP).delete()[0]


def _known(by: User, key: str, digest: str) -> Announcement | None:
    row = TriggerKey.objects.select_related("announcement").filter(user=by, key=key).first()
    if row is None:
        return None
    if row.digest != digest:
        raise Refusal(
            f"This was sent before with other words, and became announcement {row.announcement_id}. "
            "Look at that one; to send something new, use a new idempotency key.",
            "reused",
        )
    return row.announcement
