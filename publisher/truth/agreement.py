"""Does the tracker say what we are about to say, and of the one we say it of?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from publisher.models import Confirmation, QuarantinedRow, Revision, RowVersion, SourceKey, StatusChange
from publisher.tracker.read import Unreachable
from publisher.tracker.text import folded
from publisher.tracker.understood import Understood
from publisher.tracker.values import Quarantine, Rule
from publisher.truth.fresh import read_lately, says_the_same
from publisher.truth.known import last_good
from publisher.truth.reading import read, spec_of, understood_of
from publisher.truth.rows import as_json

IDENTITY = {"name": "the name", "office": "the office", "state": "the state", "district": "the district"}
"""What a row says of who somebody is, as far as it is published; another party is shown nowhere and holds nothing."""
DETAILS = {"said_at": "the date", "evidence": "the evidence"}
"""What it says of the fact besides: one that was told must not be another now; one that came later may."""


class Answer(StrEnum):
    """The three answers of the design, and `unknown`: the tracker could not be asked."""

    AGREES = "agrees"
    NOT_YET = "not yet"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The answer, and a sentence for staff that says it.

    Of contradictions, `renamed`: the status holds, but not whom it is said of; `ended`: it holds, but the candidacy
    does not go on. Neither makes untrue what has gone out. `quarantined`: unknown until a person decides about a row.
    """

    answer: Answer
    sentence: str
    renamed: bool = False
    ended: bool = False
    quarantined: bool = False

    @property
    def reason(self) -> str:
        """The sentence, with what to do if there is something."""
        if self.ended:
            return f"{self.sentence} If that is wrong, put it right and review this again; else reject this."
        return f"{self.sentence} Draft it anew, then read it again." if self.renamed else self.sentence

    @property
    def objection(self) -> str:
        """Why it must not go out as it stands; empty unless it is contradicted."""
        if self.answer is not Answer.CONTRADICTS:
            return ""
        return self.reason if self.ended else f"The tracker contradicts it. {self.reason}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What one source says of the candidacy now: its status (None: no such row), its `IDENTITY`, and if it goes on.

    `doubt`: why a person must first say what to believe of it.
    """

    key: SourceKey
    status: str | None = None
    identity: Mapping[str, Any] | None = None
    standing: str = "active"
    doubt: str = ""


Told = Mapping[str, Any]
"""A subject as a manifest has it: its `rows` are the tracker's rows that people read when they approved."""


def of_revision(revision: Revision, *, now: bool = False) -> Iterator[tuple[StatusChange, Agreement]]:
    """Each change that the revision tells, with the tracker's answer to it: by reading the sources if `now`."""
    told = {subject["change"]: subject for subject in revision.manifest["subjects"]}
    changes = StatusChange.objects.filter(pk__in=told).select_related("candidacy").order_by("id")
    for change in changes:
        yield change, (live if now else stored)(change, told[change.pk])


def stored(change: StatusChange, told: Told | None = None) -> Agreement:
    """By the rows of the last good reads: no request is made."""
    return _summed_up(change, _stored(list(_keys(change))), told)


def _stored(keys: list[SourceKey], *, whole: bool = False) -> list[_Said]:
    """`whole`: no row of these sources waits in the quarantine, as `read_lately` has just seen."""
    current = RowVersion.objects.filter(
        source_id__in=[k.source_id for k in keys], key__in=[k.key for k in keys], last_seen=None
    )
    found = {(row.source_id, row.key): row for row in current}
    said = []
    for key in keys:
        row = None if key.missing_since else found.get((key.source_id, key.key))
        one = _of_row(key, row.status, row.understood) if row else _Said(key)
        said.append(one if whole else replace(one, doubt=_held(key, flips=False)))
    return said


def _held(key: SourceKey, *, flips: bool) -> str:
    """Why a row of this key or of this candidacy waits in the quarantine; empty when none does.

    Of a status that goes back within a day (`flips`) it is clear what the tracker says, so it settles what was said
    before; only whether it is news is open, so nothing more may go out of it.
    """
    ours = Q(key=key.key) | Q(candidacy_id=key.candidacy_id)
    rows = QuarantinedRow.objects.filter(ours, source_id=key.source_id, state="open").order_by("id")
    rows = rows if flips else rows.exclude(rule=Rule.FLIP)
    return rows.values_list("reason", flat=True).first() or ""


def _of_row(key: SourceKey, status: str, understood: Mapping[str, Any]) -> _Said:
    return _Said(key, status, _identity(understood), understood.get("standing") or "active")


def live(change: StatusChange, told: Told | None = None) -> Agreement:
    """By reading the sources now; one that was read well a moment ago (`truth.fresh`) goes by the stored answer.

    Writes nothing but that a source was read well. One that cannot be read or trusted now is `unknown`. Another source
    than the change's own that cannot be read says nothing: only a contradiction of it would count.
    """
    said: list[_Said] = []
    for key in _keys(change):
        try:
            said += _stored([key], whole=True) if read_lately(key) else [_read_now(key, change.after)]
        except (Unreachable, Quarantine) as cause:
            if change.source_id in (None, key.source_id):
                return Agreement(Answer.UNKNOWN, f"The tracker cannot be asked right now: {cause}")
            continue
    return _summed_up(change, said, told)


def _read_now(key: SourceKey, after: str) -> _Said:
    """What the row says now, where `after` is to be announced. Raises `Unreachable`, `Quarantine`."""
    spec, last, now = spec_of(key.source), last_good(key.source), timezone.now()
    reading = read(spec)
    understood = understood_of(reading, spec, last)
    says_the_same(key.source, reading.sha256, now)
    doubt = _doubt(key, understood, after) or _held(key, flips=True)
    row = next((row for row in understood.rows if row.key == key.key), None)
    if row:
        return replace(_of_row(key, row.status, as_json(row)), doubt=doubt)
    stored = RowVersion.objects.filter(source=key.source, key=key.key, last_seen=None).first()
    if stored and isinstance(last.get(bytes.fromhex(stored.digest)), str):  # seen again, unchanged
        return replace(_of_row(key, stored.status, stored.understood), doubt=doubt)
    return _Said(key, doubt=doubt)


def _doubt(key: SourceKey, understood: Understood, after: str) -> str:
    """Why what was read just now leaves it open what the tracker says of this candidacy; empty when it does not."""
    if key.key in understood.contradicted or key.key in understood.spoken_of:
        held = (row.reason for row in understood.held if row.key == key.key)
        return next(held, "Its rows contradict each other.")
    seat = key.candidacy.office, key.candidacy.us_state, key.candidacy.district
    name = folded(key.candidacy.person.name)
    for row in understood.rows:
        same = row.key != key.key and (row.office, row.state, row.district) == seat and folded(row.name) == name
        if same and row.status != after:
            return f"There is another row of the same name and seat, {row.key}, that says {row.status}."
    return ""


def rows_told(change: StatusChange) -> list[dict[str, Any]]:
    """The tracker's rows of this candidacy as they stand, for a manifest: whom people believe it to be about.

    Date and evidence of a row that says another status are those of another answer: that they change is no change of
    this fact.
    """
    other = dict.fromkeys(DETAILS)
    rows = RowVersion.objects.filter(last_seen=None, candidacy_id=change.candidacy_id).select_related("source")
    return [
        {"source": row.source.name, "key": row.key}
        | _identity(row.understood)
        | (other if row.status != change.after else {})
        for row in rows.order_by("source_id", "key")
    ]


def goes_by_evidence(change: StatusChange) -> bool:
    """True when an admin let this change's source trust our own evidence before the tracker says so."""
    sources = change.candidacy.keys.filter(source__evidence_is_enough=True)
    return change.origin == "person" and sources.exists()


def by_evidence(revision: Revision) -> set[int]:
    """The changes that this revision may tell before the tracker does: as it was when people approved it."""
    return {subject["change"] for subject in revision.manifest["subjects"] if subject["evidence_is_enough"]}


def _identity(understood: Mapping[str, Any]) -> dict[str, Any]:
    return {name: understood.get(name) for name in (*IDENTITY, *DETAILS)}


def _keys(change: StatusChange) -> Iterator[SourceKey]:
    keys = SourceKey.objects.filter(candidacy_id=change.candidacy_id, source__paused_at=None)
    for key in keys.select_related("source").order_by("id"):
        key.candidacy = change.candidacy  # one and the same: no second row of it, or of its person, is read
        yield key


def _summed_up(change: StatusChange, said: list[_Said], told: Told | None) -> Agreement:
    """One contradiction outweighs all. The change's own source must agree; of a person's, any source that does."""
    if change.candidacy.standing != "active":
        return _ended(change.candidacy.standing)
    if over := next((one for one in said if one.standing != "active"), None):
        return _ended(over.standing, _where(over.key))
    answers = []
    for one, row in _beside(said, told):
        own, found = one.key.source_id == change.source_id, _one(change, one)
        if found.answer is not Answer.CONTRADICTS and row and one.identity:
            found = _another(one.key, row, one.identity, told=one.status == change.after) or found
        if own or found.answer in (Answer.AGREES, Answer.CONTRADICTS) or change.origin == "person":
            answers.append((found.answer, own, found))
    if not answers:
        if change.origin == "tracker":
            return Agreement(Answer.UNKNOWN, "The source of this change is paused or gone.")
        return Agreement(Answer.NOT_YET, "The tracker has no row for this candidate yet.")
    order = [Answer.CONTRADICTS, Answer.AGREES, Answer.UNKNOWN, Answer.NOT_YET]
    # What the change's own source leaves open, no other source settles.
    return min(answers, key=lambda a: (a[0] is not Answer.CONTRADICTS, not a[1], order.index(a[0])))[2]


def _beside(said: list[_Said], told: Told | None) -> Iterator[tuple[_Said, Mapping[str, Any] | None]]:
    """What each source says now, with the row of it that people read: by its key, else the one whose key is gone."""
    before = {(row["source"], row["key"]): row for row in (told or {}).get("rows", ())}
    now = {(one.key.source.name, one.key.key) for one in said}
    for one in said:
        source, key = one.key.source.name, one.key.key
        gone = (row for at, row in before.items() if at[0] == source and at not in now)
        yield one, before.get((source, key)) or next(gone, None)


def _ended(standing: str, where: str = "") -> Agreement:
    by = f"{where} says " if where else ""
    why = f"The candidacy is no longer active: {by}{standing.replace('_', ' ')}."
    return Agreement(Answer.CONTRADICTS, why, ended=True)


def _speaks_for(change: StatusChange, key: SourceKey) -> bool:
    """True for the source that told us, or has confirmed what a person told us: it may not go back to pending."""
    if change.source_id == key.source_id:
        return True
    return Confirmation.objects.filter(change=change, row_version__source_id=key.source_id).exists()


def _one(change: StatusChange, said: _Said) -> Agreement:
    where, status = _where(said.key), said.status
    agrees = status == change.after or (status in (change.before, "pending") and not _speaks_for(change, said.key))
    if said.doubt and (status is None or agrees):
        why = f"What {where} says has to be decided in the quarantine: {said.doubt}"
        return Agreement(Answer.UNKNOWN, why, quarantined=True)
    if status is None:
        return Agreement(Answer.UNKNOWN, f"The row is missing from {where}. A missing row proves nothing.")
    if status == change.after:
        return Agreement(Answer.AGREES, f"Yes: {where} says {status}.")
    if not _speaks_for(change, said.key) and status in (change.before, "pending"):
        return Agreement(Answer.NOT_YET, f"Not yet: {where} still says {status}.")
    return Agreement(Answer.CONTRADICTS, f"No: {where} says {status}, the announcement says {change.after}.")


def _another(key: SourceKey, before: Mapping[str, Any], now: Mapping[str, Any], *, told: bool) -> Agreement | None:
    """A contradiction if the row no longer says what people approved; None if it does. `told`: it says the status."""
    details = [name for name in DETAILS if told and before.get(name)]
    for name, called in [*IDENTITY.items(), *((name, DETAILS[name]) for name in details)]:
        if before[name] != now[name]:
            was, is_now = (_shown(value) for value in (before[name], now[name]))
            sentence = f"Since this was drafted, {_where(key)} changed {called} from {was} to {is_now}."
            return Agreement(Answer.CONTRADICTS, sentence, renamed=True)
    return None


def _where(key: SourceKey) -> str:
    return f"the tracker ({key.source.name}, row {key.key})"


def _shown(value: object) -> str:
    return "none" if value in (None, "") else str(value)
