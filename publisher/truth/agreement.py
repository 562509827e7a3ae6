"""Does the tracker say what we are about to say?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from publisher.models import Revision, RowVersion, SourceKey, StatusChange
from publisher.tracker.read import Unreachable
from publisher.tracker.values import Quarantine
from publisher.truth.reading import read, rows_of, spec_of


class Answer(StrEnum):
    """The three answers of the design, and `unknown`: the tracker could not be asked."""

    AGREES = "agrees"
    NOT_YET = "not yet"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The answer, and a sentence for staff that says it."""

    answer: Answer
    sentence: str


def stored(change: StatusChange) -> Agreement:
    """By the rows of the last good reads: no request is made."""
    keys = list(_keys(change))
    current = RowVersion.objects.filter(
        source_id__in=[k.source_id for k in keys], key__in=[k.key for k in keys], last_seen=None
    )
    found = {(row.source_id, row.key): row.status for row in current}
    return _worst(change, [(key, None if key.missing_since else found.get((key.source_id, key.key))) for key in keys])


def live(change: StatusChange) -> Agreement:
    """By reading the source now. Writes nothing; a source that cannot be read or trusted now is `unknown`."""
    said: list[tuple[SourceKey, str | None]] = []
    for key in _keys(change):
        spec = spec_of(key.source)
        try:
            understood = rows_of(read(spec), spec)
        except (Unreachable, Quarantine) as cause:
            return Agreement(Answer.UNKNOWN, f"The tracker cannot be asked right now: {cause}")
        said.append((key, next((row.status for row in understood.rows if row.key == key.key), None)))
    return _worst(change, said)


def goes_by_evidence(change: StatusChange) -> bool:
    """True when an admin let this change's source trust our own evidence before the tracker says so."""
    sources = change.candidacy.keys.filter(source__evidence_is_enough=True)
    return change.origin == "person" and sources.exists()


def by_evidence(revision: Revision) -> set[int]:
    """The changes that this revision may tell before the tracker does: as it was when people approved it."""
    return {subject["change"] for subject in revision.manifest["subjects"] if subject["evidence_is_enough"]}


def _keys(change: StatusChange) -> Iterable[SourceKey]:
    keys = SourceKey.objects.filter(candidacy_id=change.candidacy_id, source__paused_at=None)
    if change.source_id:
        keys = keys.filter(source_id=change.source_id)
    return keys.select_related("source").order_by("id")


def _worst(change: StatusChange, said: list[tuple[SourceKey, str | None]]) -> Agreement:
    if change.candidacy.standing != "active":
        standing = change.candidacy.standing.replace("_", " ")
        return Agreement(Answer.CONTRADICTS, f"The candidacy is no longer active: {standing}.")
    if not said:
        if change.origin == "tracker":
            return Agreement(Answer.UNKNOWN, "The source of this change is paused or gone.")
        return Agreement(Answer.NOT_YET, "The tracker has no row for this candidate yet.")
    answers = [_one(change, key, status) for key, status in said]
    order = [Answer.CONTRADICTS, Answer.UNKNOWN, Answer.NOT_YET, Answer.AGREES]
    return min(answers, key=lambda agreement: order.index(agreement.answer))


def _one(change: StatusChange, key: SourceKey, status: str | None) -> Agreement:
    where = f"the tracker ({key.source.name}, row {key.key})"
    if status is None:
        return Agreement(Answer.UNKNOWN, f"The row is missing from {where}. A missing row proves nothing.")
    if status == change.after:
        return Agreement(Answer.AGREES, f"Yes: {where} says {status}.")
    if change.origin == "person" and status in (change.before, "pending"):
        return Agreement(Answer.NOT_YET, f"Not yet: {where} still says {status}.")
    return Agreement(Answer.CONTRADICTS, f"No: {where} says {status}, the announcement says {change.after}.")
