"""Quiet hours as this installation set them: they delay whatever would leave, and let nothing lapse."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from publisher.rules.timing import after_quiet, quiet_hours


def opens(at: datetime) -> datetime:
    """`at`, or the end of the quiet hours that it falls into: from then on something may leave."""
    return after_quiet(at, quiet_hours(settings.QUIET_HOURS))


def quiet_now() -> bool:
    """True while nothing may leave."""
    now = timezone.now()
    return opens(now) > now
