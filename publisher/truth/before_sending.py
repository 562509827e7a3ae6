"""The last question before the stamp: is it still so, now?"""

from dataclasses import dataclass

from publisher.models import Delivery
from publisher.truth import agreement, already, carried, evidence, handles, photos, signatories
from publisher.truth.agreement import Answer
from publisher.truth.hold import hold as hold_announcement

SEE_SOURCES = "See under Sources why the tracker cannot be read, then it goes out by itself; or stop it."
"""What to do when the tracker stays silent."""
SEE_QUARANTINE = "Decide about the row under Quarantine, then it goes out by itself; or stop it."
"""What to do when it says two things."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`go`: send. Else `sentence` says why not, and `held` or `waits` what follows; neither means "ask again later"."""

    go: bool
    sentence: str = ""
    held: bool = False
    waits: bool = False
    todo: str = SEE_SOURCES


def ask(delivery: Delivery) -> Verdict:
    """Reads the source of every subject now, or goes by a good read of moments ago (`truth.fresh`).

    A contradiction holds the whole announcement before this returns. So does evidence that has died since it was
    approved, by the looks at it that are stored (none is made here), a photo that is no longer on record, an account to
    be tagged or mentioned that is no longer confirmed as the candidate's own, and an item of a digest that is no longer
    live.
    """
    announcement, revision = delivery.announcement, delivery.revision
    revision.announcement = announcement  # as the claim read it: the stamp and a hold look again for themselves
    if why := evidence.gone(revision) or photos.gone(revision) or handles.gone(revision) or carried.gone(revision):
        hold_announcement(announcement, why)
        return Verdict(go=False, sentence=why, held=True)
    trusted = agreement.by_evidence(revision)
    waits, unknown, todo = "", "", SEE_SOURCES
    for change, found in agreement.of_revision(revision, now=True):
        other = already.told(change, announcement, states=already.OUT)
        if other or found.answer is Answer.CONTRADICTS:
            why = already.sentence(change, other) if other else found.reason
            hold_announcement(announcement, why)
            return Verdict(go=False, sentence=why, held=True)
        if found.answer is Answer.UNKNOWN:
            unknown = unknown or found.sentence
            todo = SEE_QUARANTINE if found.quarantined else todo
        elif found.answer is Answer.NOT_YET and change.pk not in trusted:
            waits = waits or found.sentence
    if not (waits or unknown):
        signatories.tell_before_sending(delivery)
    return Verdict(go=not (waits or unknown), sentence=unknown or waits, waits=bool(waits and not unknown), todo=todo)
