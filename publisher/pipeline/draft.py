"""From a status change to an announcement; and the organizer's trigger, which makes both."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.approving import rule_today
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Role, SourceKey, StatusChange, Subject, User
from publisher.once import once
from publisher.proof.attachments import Proof
from publisher.states import LIVE_NEWS
from publisher.truth import proofs
from publisher.truth.changes import given_up, last_change
from publisher.truth.find import candidacy as find_candidacy
from publisher.truth.proofs import Handed, Upload

LONGEST_WORDS = 2000
EARLIEST_YEAR = 2000


def draft_new() -> list[Announcement]:
    """Makes the announcement of every status change that is announceable and has none yet."""
    untold = StatusChange.objects.filter(subjects=None, after__in=announceable()).order_by("seen_at", "id")
    made = [announcement for change in untold if (announcement := news(change))]
    for announcement in made:
        nudge.send("draft", announcement.pk)
    return made


def announceable() -> list[str]:
    """The statuses that are announced here."""
    return ["signed", *(("refused", "rescinded") if settings.NEGATIVE_STATUSES else ())]


def news(change: StatusChange, *, by: User | None = None) -> Announcement | None:
    """The announcement of one change, in `drafting`; None when it has a live one already."""
    try:
        with transaction.atomic():
            announcement = Announcement.objects.create(kind="news", created_by=by)
            Subject.objects.create(announcement=announcement, change=change)
            workflow.tell(announcement, "drafted", after="drafting", by=by, data={"change": change.pk})
    except IntegrityError:
        return None
    for item in change.evidence.filter(kind="address", checked_at=None):
        nudge.send("evidence", item.pk)
    return announcement


@dataclass(frozen=True, slots=True)
class _Report:
    """What somebody reports of a candidacy, checked."""

    status: str
    evidence: Sequence[Proof]
    why: str
    quotation: str
    said_at: date | None


def trigger(
    candidate: str | Candidacy,
    *,
    status: str,
    by: User,
    evidence_url: str = "",
    evidence_text: str = "",
    files: Sequence[Upload] = (),
    why: str = "",
    quotation: str = "",
    said_at: date | None = None,
    key: str = "",
) -> Announcement:
    """An organizer's trigger: records that `candidate` changed to `status`, and drafts the announcement.

    `candidate` is a candidacy, or text: a name, a source's key or a candidacy's number.
    The tracker's later row confirms the change. At least one of address, pasted text and files is the evidence.
    `quotation` is what stands in the evidence word for word; a refusal is not approved without it.
    With a `key` the same report gives the same announcement however often it is sent (see `publisher.once`).
    Raises `Refusal`: unknown or ambiguous candidate, no evidence, a status not announced here, a change known before.
    """
    if not by.may(Role.ORGANIZER):
        raise Refusal("This account is switched off; ask an admin.", "forbidden")
    handed = Handed(_kept(evidence_url), _kept(evidence_text), tuple(files))
    quoted = _kept(quotation, LONGEST_WORDS)
    report = _Report(status, proofs.pieces(handed, quoted), _kept(why, LONGEST_WORDS), quoted, said_at)
    candidate = candidate if isinstance(candidate, Candidacy) else _kept(candidate)
    if not key:
        return _trigger(candidate, report, by)
    sent = {
        "candidate": candidate.pk if isinstance(candidate, Candidacy) else candidate,
        "status": status,
        "evidence": [handed.url, handed.text, *(hashlib.sha256(upload.data).hexdigest() for upload in files)],
        "words": [report.why, report.quotation, str(said_at or "")],
    }
    return once(by, key, sent, lambda: _trigger(candidate, report, by))


def _trigger(candidate: str | Candidacy, report: _Report, by: User) -> Announcement:
    _check(report)
    found = candidate if isinstance(candidate, Candidacy) else find_candidacy(candidate)
    with transaction.atomic():
        found = Candidacy.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=found.pk)
        if found.standing == "deceased":
            raise Refusal(
                f"{found.person.name} is recorded as deceased, so nothing is announced of them. If that is wrong, set "
                "the candidacy back to active first.",
                "conflict",
            )
        _refuse_if_known(found, report.status)
        change = StatusChange.objects.create(
            candidacy=found,
            before=_status_before(found),
            after=report.status,
            said_at=report.said_at,
            precision="day" if report.said_at else "unknown",
            seen_at=timezone.now(),
            pledge_version=brand().pledge_version,
            origin="person",
            by=by,
            why=report.why,
        )
        proofs.attach(change, report.evidence, by=by)
        workflow.tell(
            change, "triggered", before=change.before, after=report.status, by=by, personal={"why": report.why}
        )
        announcement = news(change, by=by)
        assert announcement is not None  # the change is new, so nothing else can be about it
        nudge.send("draft", announcement.pk)
    return announcement


def _check(report: _Report) -> None:
    rule_today([report.status])
    if report.status not in announceable():
        raise Refusal(f"{report.status!r} is not announced. Use one of: {', '.join(announceable())}.")
    if report.said_at and report.said_at > timezone.localdate() + timedelta(days=1):  # a day's grace for time zones
        raise Refusal(f"{report.said_at} is in the future; give the day when they said so.")
    if report.said_at and report.said_at.year < EARLIEST_YEAR:
        raise Refusal(
            f"{report.said_at} is too long ago; give the day when they said so, with four digits of the year."
        )


def _kept(text: str, longest: int = 0) -> str:
    """The text without blanks around it. Raises `Refusal` for what a database cannot keep or nobody would read."""
    text = text.strip()
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refusal("A text holds a character that cannot be kept (NUL, or half of a pair); type it again.")
    if longest and len(text) > longest:
        raise Refusal(f"A text is too long: at most {longest} characters. Put the rest into the evidence.")
    return text


def _refuse_if_known(candidacy: Candidacy, status: str) -> None:
    last = last_change(candidacy.pk)
    if last and last.after == status and not given_up(last):
        live = Subject.objects.filter(change=last, announcement__state__in=LIVE_NEWS).first()
        where = f": see announcement {live.announcement_id}" if live else ""
        raise Refusal(f"{candidacy.person.name} is already recorded as {status}{where}.", "conflict")
    known = SourceKey.objects.filter(candidacy=candidacy, status=status).exists()
    if known and not (last and last.after == status):
        raise Refusal(f"The tracker already had {candidacy.person.name} as {status} when watching began.", "conflict")


def _status_before(candidacy: Candidacy) -> str:
    """What was known of them before this report: the tracker's word, or a report that it has not followed yet.

    Where the tracker's word is that of a change which people gave up, it is what they had before that.
    """
    key = SourceKey.objects.filter(candidacy=candidacy).order_by("id").first()
    status = key.status if key else "none"
    for change in StatusChange.objects.filter(candidacy=candidacy).order_by("-seen_at", "-id"):
        if not given_up(change):
            return change.after if change.origin == "person" and change.before == status else status
        if change.after == status:
            status = change.before
    return status
