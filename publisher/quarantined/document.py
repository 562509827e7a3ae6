"""Quarantine as programs see it. The fields are a contract (see docs/api.md)."""

from typing import Any

from publisher.models import Poll, QuarantinedRow
from publisher.quarantined import beside, follows
from publisher.quarantined.items import Item, item_of
from publisher.showing import iso
from publisher.truth.acceptable import why_not_poll, why_not_row


def short(item: Item) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": item.ref,
        "source": item.source.name,
        "state": item.state,
        "since": iso(item.since),
        "rule": item.rule,
        "what": item.what,
        "who": item.who,
        "reason": item.reason,
    }


def whole(found: Poll | QuarantinedRow) -> dict[str, Any]:
    """All of one: what was expected and came, the rows concerned, and what accepting it would do."""
    document = short(item_of(found))
    if isinstance(found, Poll):
        return document | {
            "expected": found.details.get("expected", ""),
            "came": found.details.get("came", ""),
            "rows": found.details.get("rows", []),
            "more": beside.more_of(found),
            "not_acceptable": why_not_poll(found),
            "accepting": _accepting(follows.poll_accepted(found)),
        }
    return document | {
        "key": found.key,
        "name": found.name,
        "before": beside.raw_before(found),
        "now": found.raw,
        "candidate": found.candidacy_id,
        "data": found.data,
        "not_acceptable": why_not_row(found),
        "accepting": _accepting(follows.row_accepted(found)),
    }


def _accepting(would: follows.Follows) -> dict[str, Any]:
    return {
        "status_changes": would.changes,
        "announced": would.announced,
        "not_counted": would.more,
        "sentence": would.sentence,
    }
