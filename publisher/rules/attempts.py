"""What an attempt leaves in a delivery's checkpoint, so that it can be found later. Values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher.rules.marks import EARLIER, HAND

Checkpoint = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that may be live: what it can be found by, and when it was sent (UTC)."""

    checkpoint: dict[str, Any]
    since: datetime


def earlier(checkpoint: Checkpoint) -> list[Attempt]:
    """Everything that was sent before a person said that it is not there, the newest first."""
    known = checkpoint.get(EARLIER, [])
    rows = [known] if isinstance(known, Mapping) else known  # the oldest alone, as it was kept once
    return [Attempt(dict(row["checkpoint"]), datetime.fromisoformat(row["since"])) for row in reversed(rows)]


def attempts(checkpoint: Checkpoint, sending_at: datetime | None) -> list[Attempt]:
    """Everything that was sent and may be live, the newest first; `sending_at` is the stamp."""
    newest = [Attempt(_without(checkpoint), sending_at)] if sending_at else []
    return newest + [one for one in earlier(checkpoint) if one.since != sending_at]


def hand_of(checkpoint: Checkpoint) -> dict[str, Any]:
    """Who has it in hand, `by` (a user's number) and `at` (ISO 8601), and what else was noted then; empty if nobody."""
    return dict(checkpoint.get(HAND, {}))


def posted_at(sending_at: datetime | None, published_at: datetime | None, checkpoint: Checkpoint) -> set[datetime]:
    """When something of it was posted, or may have been: by each attempt, and by a person.

    `published_at` is a person's if they had opened it, or nothing of ours was stamped. What they have open may stand
    there since then.
    """
    found = {one.since for one in attempts(checkpoint, sending_at)}
    hand = hand_of(checkpoint)
    if published_at and (hand or not found):
        found.add(published_at)
    elif hand and not published_at:
        found.add(datetime.fromisoformat(hand["at"]))
    return found


def before_again(checkpoint: Checkpoint, since: datetime) -> dict[str, Any]:
    """The checkpoint of a new beginning, after what was sent at `since`: it keeps what all of it can be found by."""
    return _kept(attempts(checkpoint, since))


def in_doubt_again(checkpoint: Checkpoint) -> Attempt | None:
    """The newest of what was sent before as if it had just been sent, with the others before it; None if none was."""
    tries = earlier(checkpoint)
    return Attempt(tries[0].checkpoint | _kept(tries[1:]), tries[0].since) if tries else None


def _kept(tries: Sequence[Attempt]) -> dict[str, Any]:
    rows = [{"since": one.since.isoformat(), "checkpoint": one.checkpoint} for one in tries]
    return {EARLIER: rows[::-1]} if rows else {}


def after_hand(checkpoint: Checkpoint, since: datetime) -> dict[str, Any]:
    """The checkpoint once nobody knows where what a person posted is: an attempt like others, `since` at the earliest.

    It is known by its marker alone.
    """
    tries = [Attempt({}, since), *earlier(checkpoint)]
    return _without(checkpoint) | _kept(sorted(tries, key=lambda one: one.since, reverse=True))


def _without(checkpoint: Checkpoint) -> dict[str, Any]:
    return {name: value for name, value in checkpoint.items() if name != EARLIER}
