"""The last question before the stamp: is it still so, now?"""

from dataclasses import dataclass

from publisher.models import Announcement, Delivery, StatusChange
from publisher.truth import agreement
from publisher.truth.agreement import Answer
from publisher.truth.hold import hold as hold_announcement


@dataclass(frozen=True, slots=True)
class Verdict:
    """`go`: send. Else `sentence` says why not, and `held` or `waits` what follows; neither means "ask again later"."""

    go: bool
    sentence: str = ""
    held: bool = False
    waits: bool = False


def ask(delivery: Delivery) -> Verdict:
    """Reads the source of every subject now. A contradiction holds the whole announcement before this returns."""
    announcement = Announcement.objects.get(pk=delivery.announcement_id)
    trusted = agreement.by_evidence(delivery.revision)
    waits, unknown = "", ""
    changes = StatusChange.objects.filter(subjects__announcement=announcement)
    for change in changes.select_related("candidacy__person", "source"):
        found = agreement.live(change)
        if found.answer is Answer.CONTRADICTS:
            hold_announcement(announcement, found.sentence)
            return Verdict(go=False, sentence=found.sentence, held=True)
        if found.answer is Answer.UNKNOWN:
            unknown = unknown or found.sentence
        elif found.answer is Answer.NOT_YET and change.pk not in trusted:
            waits = waits or found.sentence
    return Verdict(go=not (waits or unknown), sentence=unknown or waits, waits=bool(waits and not unknown))
