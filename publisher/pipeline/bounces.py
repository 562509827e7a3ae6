"""Mail that comes back: the mailbox is read now and then, and what the relay refused at once is counted too."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from publisher import leases
from publisher.channels.errors import NeedsHuman, TryLater
from publisher.models import Lease
from publisher.newsletter import bouncing, returns

log = structlog.get_logger(__name__)

LEASE = "bounces"
EVERY = timedelta(minutes=5)


def due(now: datetime) -> bool:
    """True if there is a mailbox, and it was last read some minutes ago."""
    if not settings.BOUNCE_MAILBOX:
        return False
    read_at = Lease.objects.filter(name=LEASE).values_list("beat_at", flat=True).first()
    return read_at is None or read_at + EVERY <= now


def collect() -> int:
    """Reads the mailbox; gives how many mails told of a copy. One reader at a time; trouble is logged, never raised.

    A mail that cannot be taken up stays unread, and keeps no other back.
    """
    told = 0
    with leases.held(LEASE, EVERY.total_seconds()) as fence:
        if fence is None:
            return 0
        leases.write(LEASE, fence, beat_at=timezone.now())
        try:
            with returns.opened() as box:
                for name, data in box.unread():
                    try:
                        told += bouncing.of_mail(data) in bouncing.REASONS
                    except Exception as cause:
                        log.exception("a mail that came back was not taken up", exc_info=cause)
                        continue
                    box.done(name)
        except (NeedsHuman, TryLater) as cause:
            log.warning("the bounce mailbox was not read", cause=str(cause))
    return told


def collect_due() -> int:
    """The same where it is due."""
    return collect() if due(timezone.now()) else 0
