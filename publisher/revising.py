"""Storing new content of an announcement as a revision: back in review, and what was on its way is called back."""

from typing import Any

from django.db.models import Max, Q

from publisher import manifest as manifests
from publisher import notices, workflow
from publisher.approving import locked, rule_today
from publisher.errors import Refusal
from publisher.models import Announcement, Revision, Role, StatusChange, User
from publisher.planning import elsewhere, gone_out, in_hand
from publisher.states import ENDED_DELIVERY
from publisher.truth import handles
from publisher.truth.agreement import goes_by_evidence, rows_told
from publisher.truth.ended import hold_ended
from publisher.truth.hold import pause_issue

EDITABLE = ("in_review", "changes_requested", "held", "approved")
REDRAFTABLE = ("in_review", "changes_requested", "held")
GONE_OUT = "A part of it has gone out. Published texts are corrected, not edited."


def subject_of(change: StatusChange) -> dict[str, Any]:
    """What a manifest says of one change."""
    candidacy = change.candidacy
    return {
        "change": change.pk,
        "candidacy": candidacy.pk,
        "name": candidacy.person.name,
        "office": candidacy.office,
        "state": candidacy.us_state,
        "district": candidacy.district,
        "special": candidacy.special,
        "party": candidacy.party,
        "from": change.before,
        "to": change.after,
        "said_at": change.said_at.isoformat() if change.said_at else None,
        "precision": change.precision,
        "pledge_version": change.pledge_version,
        "evidence": evidence_of(change),
        "evidence_is_enough": goes_by_evidence(change),
        "rows": rows_told(change),
        "handle": handles.of_change(change),
    }


def evidence_of(change: StatusChange) -> list[dict[str, Any]]:
    """What a manifest says of the evidence of one change."""
    return [
        {"id": item.pk, "kind": item.kind, "url": item.url, "note": item.note}
        | {"sha256": item.file_id or "", "public": item.public}
        for item in change.evidence.order_by("id")
    ]


def freeze(announcement: Announcement, manifest: manifests.Manifest, *, by: User | None, note: str = "") -> Revision:
    """Stores the next revision with its digest and the rule of approval as it is today. Raises `Refusal`."""
    last = announcement.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        announcement=announcement,
        number=last + 1,
        manifest=manifest,
        digest=manifests.digest(manifest),
        approval=rule_today(subject["to"] for subject in manifest["subjects"]).as_json(),
        by=by,
        note=note,
    )
    workflow.tell(announcement, "revision", by=by, data={"number": revision.number, "digest": revision.digest})
    return revision


def changeable(
    announcement_id: int, by: User, states: tuple[str, ...], verb: str, *, live: bool = False
) -> tuple[Announcement, Revision]:
    """The announcement, locked, and its revision, if its content may be changed (`live`: also once a part is out).

    Raises `Refusal`.
    """
    if not by.may(Role.COMMS):
        raise Refusal("Only comms staff may change an announcement.", "forbidden")
    announcement = locked(announcement_id)
    if announcement.state not in states or announcement.revision is None:
        raise Refusal(f"This announcement is {announcement.state.replace('_', ' ')}; it cannot be {verb}.", "conflict")
    if not live and gone_out(announcement):
        raise Refusal(GONE_OUT, "conflict")
    if why := in_hand(announcement.deliveries.select_related("account")):
        raise Refusal(why, "conflict")
    return announcement, announcement.revision


def replace(announcement: Announcement, manifest: manifests.Manifest, by: User, note: str) -> Revision:
    """The new revision, in review. Raises `Refusal`, also where it would go to another account and may be live."""
    if why := elsewhere(announcement.deliveries.select_related("account"), manifest):
        raise Refusal(why, "conflict")
    revision = freeze(announcement, manifest, by=by, note=note)
    if announcement.state == "in_review":
        Announcement.objects.filter(pk=announcement.pk).update(revision=revision)
        announcement.revision = revision
    else:
        workflow.move(announcement, "in_review", by=by, revision=revision, reason="")
        _call_back(announcement, by)
    if not hold_ended(announcement):
        notices.ask_approvers(announcement, revision)
    return revision


def _call_back(announcement: Announcement, by: User) -> None:
    """Holds what was on its way. One that was stamped in this very moment makes the change come too late."""
    for delivery in announcement.deliveries.exclude(state__in=("held", *ENDED_DELIVERY)):
        pause_issue(delivery, by=by)
        try:
            guard = Q(sending_at=None)
            workflow.move(delivery, "held", by=by, guard=guard, reason="The text is being changed.", lease_until=None)
        except (workflow.Moved, workflow.NotAllowed) as cause:
            raise Refusal(GONE_OUT, "conflict") from cause
