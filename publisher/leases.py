"""Jobs with one writer: a named lease with a fence."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher.models import Lease


class Lost(Exception):
    """The lease ran out and somebody else took it. What was not yet committed is theirs to do."""


def take(name: str, seconds: float) -> int | None:
    """Takes the lease for so many seconds and gives its fence; None while another holds it."""
    now = timezone.now()
    Lease.objects.get_or_create(name=name)
    free = Q(until=None) | Q(until__lt=now)
    until = now + timedelta(seconds=seconds)
    with transaction.atomic():  # the row stays locked until its new fence is read
        if not Lease.objects.filter(free, name=name).update(until=until, fence=F("fence") + 1):
            return None
        return Lease.objects.values_list("fence", flat=True).get(name=name)


def write(name: str, fence: int, **fields: Any) -> None:
    """Writes to the lease's row while it is still ours. Raises `Lost`; call it in the transaction it guards."""
    if not Lease.objects.filter(name=name, fence=fence).update(**fields):
        raise Lost(f"The lease {name} was taken over.")


@contextmanager
def held(name: str, seconds: float) -> Iterator[int | None]:
    """The lease for a block: its fence, or None while another holds it. Given back at the end."""
    fence = take(name, seconds)
    try:
        yield fence
    finally:
        if fence is not None:
            Lease.objects.filter(name=name, fence=fence).update(until=None)
