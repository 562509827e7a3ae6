"""States and the moves between them, as data. `workflow.move` accepts these moves and no other."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

Moves = dict[str, frozenset[str]]


def _moves(**rows: str) -> Moves:
    return {state: frozenset(targets.split()) for state, targets in rows.items()}


ANNOUNCEMENT: Moves = _moves(
    drafting="in_review rejected expired",
    in_review="approved changes_requested held rejected expired",
    changes_requested="in_review held rejected expired",
    approved="in_review held",
    held="in_review approved rejected expired",
    rejected="",
    expired="",
)
"""What editors decide. What happens after approval stands in the deliveries.

From `held` straight to `approved` goes only what is wholly out, when a person dealt with why it was held.
"""

DELIVERY: Moves = _moves(
    waiting="ready held stopped by_hand uncertain",
    ready="publishing waiting held stopped paused by_hand uncertain published",
    publishing="published uncertain failed paused ready waiting held stopped by_hand",
    uncertain="published ready stopped failed by_hand",
    paused="ready held stopped by_hand uncertain",
    by_hand="published ready uncertain failed held stopped",
    held="waiting stopped published uncertain",
    failed="ready held stopped by_hand uncertain",
    published="taken_down uncertain by_hand",
    stopped="waiting published",
    taken_down="",
)
"""`publishing` goes back to `ready`, `waiting`, `held` or `stopped` only before the stamp; after it, see `publish`.

From `ready` to `published` goes only a mailing that its service ended while the newsletter rested.

`by_hand`: a person posts it, and no worker takes it (docs/decisions/0020-by-hand.md). From `held` and `stopped` to
`published` goes only what a person had posted by then, and back from it only what a person had said is there, and is
not (`pipeline/wrong_link.py`). From a state in which nothing is sent to `uncertain` goes only what was sent before and
is stopped now: it is looked for first.
"""

POLL: Moves = _moves(
    reading="accepted quarantined unchanged",
    accepted="",
    unchanged="",
    quarantined="healed accepted ignored",
    healed="",
    ignored="",
)

QUARANTINED_ROW: Moves = _moves(open="accepted ignored healed", accepted="", ignored="", healed="")

ISSUE: Moves = _moves(
    frozen="sending cancelled",
    sending="sent paused cancelled",
    paused="sending cancelled",
    sent="",
    cancelled="sending",
)

COPY: Moves = _moves(
    queued="claimed skipped",
    claimed="sending queued skipped",
    sending="sent failed queued uncertain",
    uncertain="sent queued",
    sent="",
    failed="",
    skipped="",
)
"""Moved in batches by `newsletter/drain.py` and `claimed.py`, the one named exception to `workflow.move`."""

SUBSCRIBER: Moves = _moves(
    active="unsubscribed suppressed erased",
    unsubscribed="active erased",
    suppressed="active erased",
    erased="",
)
"""Back to `active` only by the person's own confirmation. `erased`: nothing is left but the number (decisions/0023)."""

CAMPAIGN: Moves = _moves(
    queued="sending failed",
    sending="running uncertain queued failed",
    uncertain="running sent queued",
    running="sent failed paused",
    paused="running sent",
    failed="queued",
    sent="",
)
"""One mailing at a campaign back end. `sending` is the intent, `running`: the service has accepted it, `paused`: it
has paused it because we asked, while the newsletter rests."""

LIVE_NEWS = frozenset(ANNOUNCEMENT) - {"rejected", "expired"}
"""A status change is the subject of at most one `news` in these states."""

LOOK_DELIVERY = frozenset({"uncertain", "failed", "paused", "held"})
ENDED_DELIVERY = frozenset({"published", "stopped", "taken_down"})
BEFORE_STAMP = frozenset({"waiting", "ready", "paused", "held", "failed", "by_hand"})
STOPPABLE = frozenset({"waiting", "ready", "publishing", "paused", "held", "failed", "by_hand"})


def wholly_out(deliveries: Iterable[str]) -> bool:
    """True if something of it is public and nothing is left to go out."""
    done = set(deliveries)
    return "published" in done and done <= ENDED_DELIVERY


def may_be_reviewed_again(state: str, deliveries: Iterable[str]) -> bool:
    """True for what was held or sent back, and for what was approved and came to rest before all of it was out."""
    stands = set(deliveries)
    rests = stands & {"held", "stopped", "failed"} and stands <= {"held", "failed"} | ENDED_DELIVERY
    return state in ("held", "changes_requested") or bool(state == "approved" and rests)


class Screen(StrEnum):
    """The five words that staff see."""

    WAITING = "Waiting for you"
    GOING = "Going out"
    LIVE = "Live"
    STOPPED = "Stopped"
    LOOK = "Needs a look"


class Shown(NamedTuple):
    """One announcement as it is shown: the exact state for the API, the word for people."""

    state: str
    screen: Screen


SHOWN = ("publishing", "by_hand", "published", "contradicted", "needs_a_look", "taken_down", "stopped")
"""States that are derived from deliveries, besides those that are stored."""


def shown(
    state: str,
    deliveries: list[str],
    *,
    troubled: bool = False,
    stuck: bool = False,
    untrue: bool = False,
    drifted: bool = False,
) -> Shown:
    """The state of an announcement as it appears, from what editors decided and what its deliveries did.

    `troubled`: its draft could not be made so far. `stuck`: one of the deliveries is to go out and does not get there.
    `untrue`: the tracker contradicts what is public, and nobody has dealt with it. `drifted`: what is live of it is no
    longer as it was approved, or cannot be taken down without a person.
    """
    if state == "drafting" and troubled:
        return Shown(state, Screen.LOOK)
    if state in ("drafting", "in_review"):
        return Shown(state, Screen.WAITING)
    if state in ("rejected", "expired"):
        live = "published" in deliveries  # by hand, by somebody who had opened it before
        return Shown("needs_a_look", Screen.LOOK) if live else Shown(state, Screen.STOPPED)
    if state in ("changes_requested", "held"):
        return Shown(state, Screen.LOOK)
    done = set(deliveries)
    if stuck or drifted or done & LOOK_DELIVERY:
        return Shown("needs_a_look", Screen.LOOK)
    if untrue and "published" in done:
        return Shown("contradicted", Screen.LOOK)
    if "by_hand" in done:
        return Shown("by_hand", Screen.WAITING)
    if done & {"waiting", "ready", "publishing"}:
        return Shown("publishing" if done & {"publishing", "published"} else "approved", Screen.GOING)
    if "published" in done:
        return Shown("published", Screen.LIVE)
    if "taken_down" in done:
        return Shown("taken_down", Screen.STOPPED)
    return Shown("stopped" if done else "approved", Screen.STOPPED if done else Screen.GOING)
