"""Rows that are gone from a tracker: never an event, but somebody is told when they stay away."""

from datetime import datetime, timedelta

from django.utils import timezone

from publisher import notices
from publisher.models import Source, SourceKey

AWAY = timedelta(hours=1)
"""So long a row must be missing, in every read of that time: caches and half-written files are back sooner."""
LATELY = timedelta(days=2)
NAMED = 5


def remind(now: datetime | None = None) -> None:
    """Tells approvers of rows that one read took away and that have stayed away for an hour; once of each such read."""
    now = now or timezone.now()
    keys = SourceKey.objects.filter(
        missing_since__lte=now - AWAY, missing_since__gt=now - LATELY, source__paused_at=None
    )
    for source, since in keys.values_list("source_id", "missing_since").distinct().order_by("missing_since"):
        of_read = SourceKey.objects.filter(source_id=source, missing_since=since).select_related("candidacy__person")
        assert since  # the filter asks for it
        names = [f"{key.candidacy.person.name} ({key.status})" for key in of_read.order_by("id")[:NAMED]]
        notices.tell_missing(Source.objects.get(pk=source), since, names, of_read.count())
