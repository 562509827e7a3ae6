"""Was the source read well a moment ago? Then what is stored of it is what it says, and it need not be asked again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from publisher.models import HookHint, Poll, QuarantinedRow, Source, SourceKey


def read_lately(key: SourceKey) -> bool:
    """True if the last read of this row's source is younger than `PUBLISHER_FRESH_SECONDS` and was good and whole.

    Good: accepted or unchanged, and nothing that failed, was quarantined or ignored came after it. Whole: no row of it
    waits for a person, and nobody had this one ignored. After another map, or an answer of a person, it is read anew.
    `key` comes with its source, both as they were when this question was begun.
    """
    source = key.source
    good_at = source.good_at
    if not good_at or good_at <= timezone.now() - timedelta(seconds=settings.FRESH_SECONDS):
        return False
    if (source.read_at and source.read_at > good_at) or not source.baseline_at or not source.body_sha256:
        return False
    if HookHint.objects.filter(source=source, asked_at__gt=good_at).exists():
        return False  # its tracker has told us since that something changed
    ours = Q(key=key.key) | Q(candidacy_id=key.candidacy_id)
    rows = QuarantinedRow.objects.filter(Q(state="open") | Q(state="ignored") & ours, source=source)
    return not rows.exists() and not Poll.objects.filter(source=source, state="quarantined").exists()


def says_the_same(source: Source, sha256: str, at: datetime) -> None:
    """Notes that a read begun `at` brought the bytes of the last good one: what is stored holds as of then."""
    same = Source.objects.filter(pk=source.pk, body_sha256=sha256, good_at__lt=at)
    same.exclude(body_sha256="").update(good_at=at)
