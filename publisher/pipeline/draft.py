"""From a status change to an announcement; and the organizer's trigger, which makes both."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from publisher import nudge, workflow
from publisher.approving import rule_today
from publisher.current_brand import brand
from publisher.errors import Refusal
from publisher.models import Announcement, Candidacy, Evidence, Role, SourceKey, StatusChange, Subject, User
from publisher.proof.attachments import from_address
from publisher.states import LIVE_NEWS
from publisher.truth.changes import given_up, last_change
from publisher.truth.find import candidacy as find_candidacy
from publisher.truth.reading import guard


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


def trigger(
    candidate: str | Candidacy,
    *,
    status: str,
    evidence_url: str,
    by: User,
    why: str = "",
    quotation: str = "",
    said_at: date | None = None,
) -> Announcement:
    """An organizer's trigger: records that `candidate` changed to `status`, and drafts the announcement.

    `candidate` is a candidacy, or text: a name, a source's key or a candidacy's number.
    The tracker's later row confirms the change.
    `quotation` is what stands in the evidence word for word; a refusal is not approved without it.
    Raises `Refusal`: unknown or ambiguous candidate, no evidence, a status not announced here, a change known before.
    """
    if not by.may(Role.ORGANIZER):
        raise Refusal("This account is switched off; ask an admin.", "forbidden")
    rule_today([status])
    if status not in announceable():
        raise Refusal(f"{status!r} is not announced. Use one of: {', '.join(announceable())}.")
    check_evidence(evidence_url)
    if said_at and said_at > timezone.localdate() + timedelta(days=1):  # a day of grace for other time zones
        raise Refusal(f"{said_at} is in the future; give the day when they said so.")
    found = candidate if isinstance(candidate, Candidacy) else find_candidacy(candidate)
    with transaction.atomic():
        Candidacy.objects.select_for_update().get(pk=found.pk)
        _refuse_if_known(found, status)
        change = StatusChange.objects.create(
            candidacy=found,
            before=_status_now(found),
            after=status,
            said_at=said_at,
            precision="day" if said_at else "unknown",
            seen_at=timezone.now(),
            pledge_version=brand().pledge_version,
            origin="person",
            by=by,
            why=why.strip(),
        )
        # An approver reads the address in the texts: approving them publishes it.
        Evidence.objects.create(
            change=change, url=evidence_url.strip(), note=quotation.strip(), public=True, added_by=by
        )
        workflow.tell(change, "triggered", before=change.before, after=status, by=by, personal={"why": why.strip()})
        announcement = news(change, by=by)
        assert announcement is not None  # the change is new, so nothing else can be about it
        nudge.send("draft", announcement.pk)
    return announcement


def check_evidence(url: str) -> None:
    """Refuses an address that cannot be evidence: empty, too long, not http(s), with a password, a placeholder."""
    if not url.strip():
        raise Refusal("Evidence is needed: the address where the candidate says so.")
    from_address(url, guard())


def _refuse_if_known(candidacy: Candidacy, status: str) -> None:
    now = _status_now(candidacy)
    last = last_change(candidacy.pk)
    if last and last.after == status and not given_up(last):
        live = Subject.objects.filter(change=last, announcement__state__in=LIVE_NEWS).first()
        where = f": see announcement {live.announcement_id}" if live else ""
        raise Refusal(f"{candidacy.person.name} is already recorded as {status}{where}.", "conflict")
    if now == status and not (last and last.after == status):
        raise Refusal(f"The tracker already had {candidacy.person.name} as {status} when watching began.", "conflict")


def _status_now(candidacy: Candidacy) -> str:
    key = SourceKey.objects.filter(candidacy=candidacy).order_by("id").first()
    return key.status if key else "none"
