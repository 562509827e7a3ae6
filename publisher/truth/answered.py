"""Did they answer otherwise in between? Then what was said before is news when they say it again."""

from datetime import datetime

from publisher.models import RowVersion, SourceKey, StatusChange
from publisher.truth.changes import FLIP_TIME, given_up

ANSWERS = ("signed", "refused", "rescinded")
"""What a candidate can say. `pending` is none: nobody takes a pledge back by silence, for however many days a tracker
shows it, while an import or a slip empties a cell within a second."""


def answered_between(since: datetime, again: StatusChange) -> bool:
    """True if after `since` another answer is on record, which held for a day until `again`.

    An answer that people rejected when it was drafted counts as never given. So does one that was put right within a
    day, as a slip in the tracker is (see `changes.FLIP_TIME`): also when the row that went back was quarantined and
    counted later. And so does one that another source never shared, since it went on saying what `again` says.
    """
    found = StatusChange.objects.filter(
        candidacy_id=again.candidacy_id, seen_at__gt=since, seen_at__lte=again.seen_at, after__in=ANSWERS
    )
    return any(
        not given_up(answer) and _held(answer, again)
        for answer in found.exclude(pk=again.pk).exclude(after=again.after).order_by("seen_at", "pk")
    )


def _held(answer: StatusChange, again: StatusChange) -> bool:
    """True if there was a day after `answer` and before `again` in which no source said what `again` says."""
    quiet_since = answer.seen_at
    for first, last in _rows_that_say(again):
        if last and last <= quiet_since:
            continue
        if first - quiet_since >= FLIP_TIME:
            return True
        if last is None:
            return False
        quiet_since = last
    return again.seen_at - quiet_since >= FLIP_TIME


def _rows_that_say(again: StatusChange) -> list[tuple[datetime, datetime | None]]:
    """From when until when each source's row said so; None: it still does. A row that is gone or not read is over."""
    rows = RowVersion.objects.filter(
        candidacy_id=again.candidacy_id, status=again.after, first_seen__lte=again.seen_at
    ).select_related("source")
    keys = SourceKey.objects.filter(candidacy_id=again.candidacy_id).values_list("source_id", "key", "missing_since")
    gone = {(source, key): since for source, key, since in keys}
    return [
        (row.first_seen, row.last_seen or gone.get((row.source_id, row.key)) or row.source.paused_at)
        for row in rows.order_by("first_seen")
    ]
