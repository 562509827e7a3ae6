"""How a delivery and its announcement stand, for people: the same on the queue, the page and in every command."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from publisher import states
from publisher.accounts.turns import clock, waits
from publisher.models import Account, Announcement, Delivery
from publisher.quiet import opens
from publisher.rules.marks import EARLIER
from publisher.sighting import unlooked
from publisher.states import Screen, Shown

NEXT_STEPS = {
    "held": lazy("Open it, look at the evidence, then review it again or reject it."),
    "changes_requested": lazy("Open it and edit it as asked; then it waits for review again."),
    "rejected": lazy("It is live although it was rejected. Take it down."),
    "expired": lazy("It is live although it was no news any more. Take it down, or correct it."),
}
PUBLIC_TODO = lazy(
    "It is public already. Look at the evidence: if it is no longer so, take it down, tell people, and say on its "
    "page that it is dealt with; "
    "if the tracker is wrong, have it corrected."
)
"""What to do about what is public and contradicted or held."""
TRIES = 3
"""So often may sending fail before a person should look; it is tried on all the same."""
PATIENCE = timedelta(minutes=10)
"""So long after its time may something that a person can mend keep a delivery back before they should look."""


ACCOUNT = "account__probe__announcement"
"""What a delivery's standing is read from: whoever asks for many fetches it with them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a delivery stands where it stands, and what a person can do. `stuck`: it should go out and does not."""

    stuck: bool
    reason: str
    todo: str


def standing_of(delivery: Delivery) -> Standing:
    """The standing of one delivery. Reads its account and what goes first there (`ACCOUNT`)."""
    account = delivery.account
    if delivery.state == "uncertain" and (told := unlooked(delivery)):
        return Standing(False, delivery.reason, told)
    due = delivery.state in ("waiting", "ready") or (delivery.state == "paused" and delivery.act != "mail")
    if due and account.retired_at:
        return Standing(True, f"The account {account} is retired.", "Stop it, or connect the account again.")
    if due and account.paused_at:
        until = account.blocked_until
        blocked = f" It is blocked until {clock(until)}." if until and until > timezone.now() else ""
        todo = f"{account.todo}{blocked} It goes out when an approver resumes the account, under Places.".strip()
        so_far = f" {delivery.reason}" if delivery.act == "mail" and delivery.reason else ""
        return Standing(True, f"The account {account} is paused: {account.pause_reason}{so_far}", todo)
    if due and account.probe and account.probe_id != delivery.pk:
        return _behind(account, account.probe)
    if delivery.state == "ready" and delivery.todo and delivery.planned_at + PATIENCE < timezone.now():
        return Standing(True, delivery.reason, delivery.todo)
    if delivery.state == "ready" and delivery.attempts >= TRIES and delivery.reason:
        return Standing(True, delivery.reason, delivery.todo or _tried_again(delivery))
    return Standing(False, waits(delivery) or delivery.reason, delivery.todo)


def drifted(delivery: Delivery) -> bool:
    """Whether a person should look at it although it is live."""
    return delivery.state == "published" and delivery.look_since is not None


def _tried_again(delivery: Delivery) -> str:
    at = due_of(delivery)
    when = f"at {clock(at)}" if at > timezone.now() else "now"
    return (
        f"It is tried again by itself {when}, each time later. If that does not help, have it tried now, finish it by "
        "hand, tell an operator what it says, or stop it."
    )


def _behind(account: Account, first: Delivery) -> Standing:
    """That of everything else on an account which lets one go first, alone: none of it leaves by itself."""
    code = first.announcement.code
    then = "Then let the others go, under Places."
    if first.state == "uncertain":
        doubt = f"{account} lets {code} go first, alone, and nobody knows yet whether that is there."
        return Standing(True, doubt, f"Say whether {code} is there. {then}")
    if first.state == "by_hand" and (first.sending_at or EARLIER in first.checkpoint):
        doubt = f"{account} lets {code} go first, alone. It was sent, and nobody knows yet whether it is there."
        todo = f"A person has {code} in hand: paste its link on its page, or give it back. {then}"
        return Standing(True, doubt, todo)
    waits = first.waits_note or first.reason
    return Standing(True, f"{account} lets {code} go first, alone. {waits}".strip(), f"See {code} through. {then}")


def due_of(delivery: Delivery) -> datetime:
    """From when it may go out as things stand: `not_before`, or the end of the quiet hours that are in its way."""
    if delivery.state not in ("waiting", "ready"):
        return delivery.not_before
    at = max(delivery.not_before, timezone.now())
    free = opens(at)
    return free if free > at else delivery.not_before


def shown_of(announcement: Announcement, deliveries: Iterable[Delivery]) -> Shown:
    """The announcement's state as it appears, with these deliveries and their accounts."""
    found = list(deliveries)
    return states.shown(
        announcement.state,
        states_of(found),
        troubled=announcement.draft_attempts > 0,
        stuck=any(standing_of(delivery).stuck for delivery in found),
        untrue=announcement.untrue,
        drifted=any(drifted(delivery) for delivery in found),
    )


def states_of(deliveries: Iterable[Delivery]) -> list[str]:
    """Their states; without the mail, which nobody can call back, once every post of theirs is taken down."""
    found = list(deliveries)
    posts = {delivery.state for delivery in found if delivery.act != "mail"}
    down = "taken_down" in posts and posts <= {"taken_down", "stopped"}
    return [one.state for one in found if not (down and one.act == "mail" and one.state == "published")]


def todo_of(announcement: Announcement, deliveries: Iterable[Delivery]) -> str:
    """What a person can do about it where it needs a look: its deliveries say, or where it stands; else nothing."""
    found = list(deliveries)
    if shown_of(announcement, found).screen is not Screen.LOOK:
        return foremost(found).todo
    public = any(delivery.state == "published" for delivery in found)
    if public and (announcement.state == "held" or announcement.untrue):
        return foremost(found).todo or str(PUBLIC_TODO)
    return foremost(found).todo or str(NEXT_STEPS.get(announcement.state, ""))


def foremost(deliveries: Iterable[Delivery]) -> Standing:
    """The one standing to show where there is room for one: of what needs a look, else of any that has a reason.

    What a delivery waits for is a reason too.
    """
    found = list(deliveries)
    partly = any(one.state == "published" for one in found)
    stopped = [one for one in found if partly and one.state == "stopped"]
    for delivery in sorted((one for one in found if one not in stopped), key=lambda one: not _needs_look(one)):
        standing = standing_of(delivery)
        if reason := standing.reason or delivery.waits_note:
            return replace(standing, reason=reason)
    places = ", ".join(str(one.account) for one in stopped)
    return Standing(False, f"A part of it was stopped: {places}." if stopped else "", "")


def _needs_look(delivery: Delivery) -> bool:
    return drifted(delivery) or delivery.state in states.LOOK_DELIVERY or standing_of(delivery).stuck
