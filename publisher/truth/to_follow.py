"""What went out on our own evidence: the tracker's update is to follow, and after a day staff are told that it did not.

An admin may let a source's evidence be enough (`Source.evidence_is_enough`); each revision freezes it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from publisher import notices
from publisher.models import Announcement, Confirmation, Delivery, SourceKey, StatusChange, Subject
from publisher.truth.agreement import Answer, by_evidence, stored

PATIENCE = timedelta(hours=24)
SEEN = ("publishing", "uncertain", "published")
"""States of a delivery that, once stamped or published, people may be looking at."""


def remind(now: datetime | None = None) -> int:
    """Tells approvers of each announcement that is overdue, once for ever; gives of how many."""
    waiting = [subject for subject in _unconfirmed(now) if not notices.told_overdue(subject.announcement)]
    late = _sentences(waiting)
    for announcement in Announcement.objects.select_related("revision").filter(pk__in=late):
        notices.tell_overdue(announcement, late[announcement.pk])
    return len(late)


def overdue(now: datetime | None = None, *, only: Announcement | None = None) -> dict[int, str]:
    """Announcements (`only` this one) that went out a day ago on our evidence while the tracker does not agree.

    By their numbers, each with the sentence that says what the tracker says by its last good read.
    """
    return _sentences(_unconfirmed(now, only))


def follows(change: StatusChange) -> bool:
    """True while the tracker's update of this change is still to come: not once it is confirmed, whatever followed."""
    if Confirmation.objects.filter(change=change).exists():
        return False
    return stored(change).answer in (Answer.NOT_YET, Answer.UNKNOWN)


def _unconfirmed(now: datetime | None, only: Announcement | None = None) -> list[Subject]:
    """The subjects that a person had triggered, that are out for a day, and that may not be confirmed."""
    since = (now or timezone.now()) - PATIENCE
    seen = Q(published_at__lte=since) | Q(sending_at__lte=since)
    out = Delivery.objects.filter(seen, announcement=OuterRef("announcement"), state__in=SEEN)
    # A confirmation stays when its source is paused or its row goes missing later; a row that turned back undoes it.
    keys = SourceKey.objects.filter(candidacy=OuterRef("change__candidacy"), source__paused_at=None, missing_since=None)
    turned = Exists(keys.exclude(status=OuterRef("change__after")))
    found = Subject.objects.filter(
        ~Exists(Confirmation.objects.filter(change=OuterRef("change"))) | turned,
        Exists(out),
        announcement__kind="news",
        change__origin="person",
        announcement__dealt_with_at=None,  # a person has seen to it that the tracker says otherwise
        announcement__revision__isnull=False,
    )
    mine = found.filter(announcement=only) if only else found
    if not mine.exists():  # asked in each round, for mostly nobody: without naming every column of five tables
        return []
    return list(mine.select_related("announcement__revision", "change__candidacy"))


def _sentences(subjects: Iterable[Subject]) -> dict[int, str]:
    found: dict[int, str] = {}
    for subject in subjects:
        revision = subject.announcement.revision
        if revision is None or subject.change_id not in by_evidence(revision):
            continue
        agreement = stored(subject.change)
        if agreement.answer is not Answer.AGREES:
            found.setdefault(subject.announcement_id, agreement.sentence)
    return found
