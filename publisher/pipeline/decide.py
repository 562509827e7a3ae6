"""What people decide: approve, request changes, reject, hold, stop. Always on the digest that they saw."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q

from publisher import notices, workflow
from publisher.approving import check_ready, enough, locked, may_approve, rule_of
from publisher.errors import Refusal
from publisher.faults import faults_of
from publisher.models import Announcement, Decision, Revision, Role, User
from publisher.planning import gone_out, in_hand, plan
from publisher.recaption import ON_THE_WAY
from publisher.said import reason_of, same_digest
from publisher.states import may_be_reviewed_again
from publisher.stopping import sent_before, stop_one, stop_the_rest
from publisher.truth import already, ended, evidence, same_seat
from publisher.truth.changes import reopen
from publisher.truth.hold import hold as hold_back
from publisher.truth.same_name import namesakes_of, warning

__all__ = ["approve", "hold", "may_approve", "reject", "request_changes", "review_again", "stop"]


def approve(
    announcement_id: int,
    *,
    by: User,
    digest: str,
    languages: Iterable[str] | None = None,
    reason: str = "",
    surname: str = "",
    opened: bool = True,
    two_people: Iterable[int] = (),
    namesake: bool = False,
    waive: str = "",
) -> Announcement:
    """Approves the revision with this digest, vouching for `languages` (all by default).

    `opened`: whoever approves has opened the evidence, and it says so. That counts where we could not open it
    ourselves, and stands in the trail; a page asks for it with a tick. `two_people`: the numbers of announcements of
    the same seat and a similar name of which they say that they are about somebody else. `namesake`: they have
    checked that the evidence is not of another candidate of the same name in that state. `waive`: why pictures that
    failed their check may go out as they are; it stands in the trail.
    When the approvals suffice, its deliveries are planned and the undo time begins. Raises `Refusal`: stale digest,
    not allowed, no evidence, a failed check of a picture, the tracker contradicts, decided before, one person twice.
    """
    with transaction.atomic():
        already.lock(announcement_id)
        announcement, revision = _open(announcement_id, digest)
        _need(by, Role.APPROVER, "approve")
        if why := may_approve(revision, by):
            raise Refusal(why, "forbidden")
        waive = reason_of(waive)
        if why := in_hand(announcement.deliveries.all()) or check_ready(revision, surname=surname, waive=waive):
            raise Refusal(why, "conflict")
        vouched = list(revision.manifest["languages"] if languages is None else languages)
        unknown = [language for language in vouched if language not in revision.manifest["languages"]]
        if unknown or not vouched:
            known = ", ".join(revision.manifest["languages"])
            raise Refusal(f"Say which languages you have read: one or more of {known}.")
        unread = evidence.to_vouch_for(revision)
        if unread and not opened:
            raise Refusal("We could not open the evidence ourselves: open it, and tick that it says so.")
        beside = _nobody_else(announcement, set(two_people), namesake=namesake)
        _decide(revision, by, "approve", reason, vouched, two_people=[other.announcement for other in beside])
        evidence.vouch(unread, by)
        _waive(revision, by, waive)
        if enough(revision):
            workflow.move(
                announcement, "approved", by=by, guard=Q(revision=revision), reason="", approved_at=plan(revision, by)
            )
            notices.tell_trigger(announcement, "approved", "it is approved and goes out by itself.")
    return announcement


def request_changes(announcement_id: int, *, by: User, digest: str, reason: str) -> Announcement:
    """Sends it back with what should change. Raises `Refusal`."""
    with transaction.atomic():
        announcement, revision = _open(announcement_id, digest)
        _need(by, Role.COMMS, "request changes")
        _decide(revision, by, "request_changes", _said(reason, "what should change"), [])
        workflow.move(announcement, "changes_requested", by=by, guard=Q(revision=revision), reason=reason.strip())
    return announcement


def reject(announcement_id: int, *, by: User, digest: str, reason: str) -> Announcement:
    """Ends it: nothing of it goes out. A draft that cannot be made is rejected without a digest. Raises `Refusal`."""
    with transaction.atomic():
        announcement = locked(announcement_id)
        if announcement.state == "drafting":
            _need(by, Role.APPROVER, "reject")
            told = _said(reason, "why")
            workflow.move(announcement, "rejected", by=by, reason=told, personal={"reason": told})
            notices.tell_trigger(announcement, "stopped", f"it was rejected: {told}")
            return announcement
        announcement, revision = _open(
            announcement_id, digest, states=("in_review", "changes_requested", "held"), verdict="rejected"
        )
        _need(by, Role.APPROVER, "reject")
        if gone_out(announcement):
            raise Refusal(
                "A part of it has gone out, so it cannot be rejected. Take it down or correct it.", "conflict"
            )
        if any(map(sent_before, announcement.deliveries.all())):
            raise Refusal(
                "A part of it was sent and may be live. Stop it first: then it is looked for, and can be rejected.",
                "conflict",
            )
        _decide(revision, by, "reject", _said(reason, "why"), [])
        workflow.move(announcement, "rejected", by=by, guard=Q(revision=revision), reason=reason.strip())
        for delivery in announcement.deliveries.exclude(state="stopped"):
            stop_one(delivery, by, "Rejected.")
        if announcement.kind == "news":
            for subject in announcement.subjects.select_related("change").filter(change__origin="person"):
                reopen(subject.change)
        notices.tell_trigger(announcement, "stopped", f"it was rejected: {reason.strip()}")
    return announcement


def hold(announcement_id: int, *, by: User, reason: str) -> Announcement:
    """Keeps back what has not gone out, until somebody reviews it again. One person suffices. Raises `Refusal`."""
    _need(by, Role.COMMS, "hold")
    with transaction.atomic():
        announcement = locked(announcement_id)
        if not hold_back(announcement, _said(reason, "why"), by=by):
            if announcement.state == "approved":
                raise Refusal("All of it is out, so nothing is left to hold. Take it down or correct it.", "conflict")
            raise Refusal(
                f"This announcement is {announcement.state.replace('_', ' ')}; it cannot be held.", "conflict"
            )
    return announcement


def review_again(announcement_id: int, *, by: User) -> Announcement:
    """Puts what was held, stopped or failed back into review, as it stands; it needs a new approval. Raises `Refusal`.

    What has gone out stays as it is: the new approval is for the rest. A candidacy that has ended goes on first.
    """
    _need(by, Role.COMMS, "put it back into review")
    with transaction.atomic():
        announcement = locked(announcement_id)
        stands = announcement.deliveries.values_list("state", flat=True)
        if announcement.revision is None or not may_be_reviewed_again(announcement.state, stands):
            raise Refusal("Only what was held, stopped or failed can be reviewed again.", "conflict")
        if announcement.contradiction:
            raise Refusal(
                f"The tracker contradicts what is public of it: {announcement.contradiction} When it agrees again, "
                "review the rest again.",
                "conflict",
            )
        if why := ended.why(announcement.revision):
            raise Refusal(why, "conflict")
        for delivery in announcement.deliveries.filter(state="failed"):
            workflow.move(delivery, "held", by=by, reason="It failed and is reviewed again.")
        # A copy of the revision under a new number: former decisions stay with the former one.
        again = _copy(announcement.revision)
        workflow.move(announcement, "in_review", by=by, revision=again, reason="")
        notices.ask_approvers(announcement, again)
    return announcement


def stop(announcement_id: int, *, by: User, reason: str = "") -> Announcement:
    """Stops every delivery that has not been sent. One person of comms or above suffices. Raises `Refusal`.

    One that is in doubt is stopped as soon as it is known not to be there; if it is there, a person has to see to it.
    """
    _need(by, Role.COMMS, "stop")
    with transaction.atomic():
        announcement = locked(announcement_id)
        if not stop_the_rest(announcement, by, reason.strip() or "Stopped by staff."):
            raise Refusal("Nothing of it can be stopped any more; what went out can only be taken down.", "conflict")
        known = not announcement.deliveries.filter(state__in=ON_THE_WAY).exists()
        told = "it was stopped." if known else "it was stopped; whether it is live already is not known yet."
        notices.tell_trigger(announcement, "stopped", f"{told} {reason.strip()}".strip())
    return announcement


def _nobody_else(announcement: Announcement, two_people: set[int], *, namesake: bool) -> list[same_seat.Other]:
    """News of which whoever approves has said that it is about somebody else. Raises `Refusal` for what is unsaid."""
    beside = same_seat.others(announcement)
    if why := same_seat.unsaid(beside, two_people):
        raise Refusal(why, "conflict")
    if not namesake and (same := namesakes_of(announcement)):
        raise Refusal(f"{warning(same[0])} Then approve it with the tick that says so (--namesake).", "conflict")
    return beside


def _open(
    announcement_id: int, digest: str, states: tuple[str, ...] = ("in_review",), verdict: str = "decided on"
) -> tuple[Announcement, Revision]:
    announcement = locked(announcement_id)
    revision = announcement.revision
    if announcement.state not in states or revision is None:
        raise Refusal(
            f"This announcement is {announcement.state.replace('_', ' ')}; it cannot be {verdict} now.", "conflict"
        )
    same_digest(digest, revision)
    return announcement, revision


def _decide(
    revision: Revision, by: User, verdict: str, reason: str, languages: list[str], two_people: Iterable[int] = ()
) -> None:
    try:
        with transaction.atomic():
            Decision.objects.create(
                revision=revision,
                by=by,
                verdict=verdict,
                digest=revision.digest,
                reason=reason.strip(),
                languages=languages,
            )
    except IntegrityError:
        raise Refusal(
            "You have already decided on this revision. Put it back into review to decide anew, or ask somebody else.",
            "conflict",
        ) from None
    workflow.tell(
        revision.announcement,
        "decision",
        by=by,
        data={"verdict": verdict, "revision": revision.number, "digest": revision.digest, "languages": languages}
        | ({"eyes": "one pair of eyes"} if rule_of(revision).retype else {})
        | ({"two_people": list(two_people)} if two_people else {}),
        personal={"reason": reason.strip()},
    )


def _waive(revision: Revision, by: User, reason: str) -> None:
    if reason and (faults := faults_of(revision.manifest)):
        data = {"revision": revision.number, "faults": [str(fault) for fault in faults]}
        workflow.tell(revision.announcement, "waived", by=by, data=data, personal={"reason": reason})


def _copy(revision: Revision) -> Revision:
    last = revision.announcement.revisions.order_by("-number").values_list("number", flat=True)[0]
    return Revision.objects.create(
        announcement=revision.announcement,
        number=last + 1,
        manifest=revision.manifest,
        digest=revision.digest,
        approval=revision.approval,
        by=revision.by,
        note="Review again.",
    )


def _said(reason: str, what: str) -> str:
    return reason_of(reason, f"Say {what}: a reason is needed.")


def _need(by: User, role: Role, act: str) -> None:
    if not by.may(role):
        raise Refusal(f"Your role is {by.role}; to {act} one must be {role.value} or above. Ask an admin.", "forbidden")
