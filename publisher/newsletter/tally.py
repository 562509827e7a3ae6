"""How often somebody may do something that costs others: counted in the database, over all web workers."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from publisher.models import Tally


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so long, from the first on."""

    name: str
    most: int
    within: timedelta


def allowed(limit: Limit, who: str) -> bool:
    """Counts one more by `who`, unless that would be too many; of two at once at a limit one is counted."""
    now = timezone.now()
    tally = Tally.objects.filter(bucket=_bucket(limit.name, who))
    for _again in range(2):
        if tally.filter(ends_at__gt=now, count__lt=limit.most).update(count=F("count") + 1):
            return True
        if tally.filter(ends_at__lte=now).update(count=1, ends_at=now + limit.within):
            return True
        try:
            with transaction.atomic():
                Tally.objects.create(bucket=_bucket(limit.name, who), ends_at=now + limit.within)
        except IntegrityError:
            continue  # it is full, or another made it in this moment
        return True
    return False


def forget(now: datetime) -> int:
    """Drops what no limit asks about any more; gives how many."""
    return Tally.objects.filter(ends_at__lte=now).delete()[0]


def _bucket(name: str, who: str) -> str:
    """A keyed hash: the table tells nobody who asked, nor from where."""
    key = settings.SECRET_WORDS[0].encode()
    return hmac.new(key, f"publisher/tally/{name}/{who.casefold()}".encode(), hashlib.sha256).hexdigest()
