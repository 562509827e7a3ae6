"""What this person may do with this announcement now, and the sentence in place of a button that is not theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from publisher import recaption
from publisher.approving import may_approve, missing, rule_of
from publisher.models import Announcement, Delivery, Role, User
from publisher.pipeline.alone import asks
from publisher.pipeline.deal import may_be_dealt_with
from publisher.pipeline.recaption import may_be_left
from publisher.planning import gone_out, in_hand
from publisher.states import ENDED_DELIVERY, STOPPABLE, may_be_reviewed_again
from publisher.stopping import in_doubt, sent_before, unwanted
from publisher.truth import evidence
from publisher.truth.same_name import namesakes_of, warning
from publisher.truth.same_seat import Other, others

EDITABLE = ("in_review", "changes_requested", "held", "approved")
REJECTABLE = ("in_review", "changes_requested", "held")
HOLDABLE = ("in_review", "changes_requested", "approved")


@dataclass(frozen=True, slots=True)
class Choices:
    """One flag for each form, and `live`: a part of it is out already.

    `not_approve` says why the approval is absent; empty when there is nothing to approve. `unread`: we could not open
    the evidence, so whoever approves has to say that they have. `alike`: news of which they have to say that it is
    about somebody else.
    """

    approve: bool = False
    not_approve: str = ""
    still_missing: str = ""
    retype: bool = False
    unread: bool = False
    alike: tuple[Other, ...] = ()
    same_name: tuple[str, ...] = ()
    wait_minutes: int = 0
    approvers: int = 1
    edit: bool = False
    live: bool = False
    leave: bool = False
    request_changes: bool = False
    reject: bool = False
    hold: bool = False
    stop: bool = False
    mail_alone: bool = False
    review_again: bool = False
    deal_with: bool = False
    redraft: bool = False
    settle: bool = False
    finish: bool = False
    take_down: bool = False
    role_note: str = ""

    @property
    def any(self) -> bool:
        """True if there is something to press."""
        return any(
            (
                self.approve,
                self.edit,
                self.request_changes,
                self.reject,
                self.hold,
                self.stop,
                self.mail_alone,
                self.review_again,
                self.deal_with,
                self.take_down,
            )
        )


def choices_for(announcement: Announcement, deliveries: Sequence[Delivery], user: User) -> Choices:
    """The choices of `user`. The pipeline refuses what slips through between page and click."""
    comms, approver = user.may(Role.COMMS), user.may(Role.APPROVER)
    state, revision = announcement.state, announcement.revision
    if revision is None:
        stuck = state == "drafting" and announcement.draft_attempts > 0
        return Choices(reject=approver and stuck, role_note=_role_note(comms))
    begun = gone_out(announcement)
    doubtful = any(map(sent_before, deliveries))
    all_ended = all(delivery.state in ENDED_DELIVERY for delivery in deliveries)
    opened = in_hand(deliveries)
    why_not = (may_approve(revision, user) or opened or evidence.lacking(revision)) if state == "in_review" else ""
    approves = state == "in_review" and not why_not
    decided = revision.decisions.filter(by=user).exists()
    rule = rule_of(revision)
    return Choices(
        approve=approves,
        not_approve=why_not,
        still_missing=missing(revision) if state == "in_review" else "",
        retype=rule.retype,
        unread=approves and bool(evidence.to_vouch_for(revision)),
        alike=tuple(others(announcement)) if approves else (),
        same_name=tuple(map(warning, namesakes_of(announcement))) if approves else (),
        wait_minutes=rule.wait // 60,
        approvers=rule.needed,
        edit=comms and state in EDITABLE and not opened and (not begun or not recaption.why_not(announcement)),
        live=begun,
        leave=comms and may_be_left(announcement),
        request_changes=comms and state == "in_review",
        reject=approver and state in REJECTABLE and not begun and not doubtful and not decided,
        hold=comms and state in HOLDABLE and not (deliveries and all_ended),
        stop=comms and (state == "approved" or doubtful) and any(map(_stoppable, deliveries)),
        mail_alone=approver and state == "approved" and any(map(asks, deliveries)),
        review_again=comms
        and not announcement.contradiction
        and may_be_reviewed_again(state, [delivery.state for delivery in deliveries]),
        deal_with=comms and may_be_dealt_with(announcement),
        redraft=comms and state in REJECTABLE and not begun and not opened,
        settle=approver,
        finish=comms,
        take_down=approver and any(d.act != "mail" and (d.state == "published" or in_doubt(d)) for d in deliveries),
        role_note=_role_note(comms),
    )


def _stoppable(delivery: Delivery) -> bool:
    unsent = delivery.state in STOPPABLE and not delivery.sending_at
    return unsent or (in_doubt(delivery) and not unwanted(delivery))


def _role_note(comms: bool) -> str:
    if comms:
        return ""
    return _(
        "Your role is organizer: you can follow what becomes of it. Comms staff edit, hold and stop; approvers approve."
    )
