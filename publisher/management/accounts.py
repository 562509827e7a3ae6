"""Accounts for commands: as JSON, and in lines for people."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from publisher.accounts import reasons
from publisher.accounts.coming import Next, in_doubt, would_go
from publisher.accounts.limits import allowance, limits_of
from publisher.management.plain import table
from publisher.models import Account
from publisher.showing import iso


def as_json(account: Account) -> dict[str, Any]:
    """One account without its secrets; the fields are a contract (see docs/api.md)."""
    may, limits = allowance(account, timezone.now()), limits_of(account)
    return {
        "account": str(account),
        "channel": account.channel,
        "name": account.name,
        "languages": account.languages,
        "state": "retired" if account.retired_at else "paused" if account.paused_at else "ready",
        "reason": account.pause_reason,
        "todo": account.todo,
        "kind": account.pause_kind,
        "steps": reasons.steps(account.pause_kind, account.todo) if account.paused_at else [],
        "blocked_until": iso(account.blocked_until),
        "refusals": account.refusals,
        "first_alone": account.probe.announcement.code if account.probe else "",
        "limits": asdict(may) | {"spacing_seconds": int(limits.spacing.total_seconds()), "next_at": iso(may.next_at)},
    }


def going(account: Account) -> dict[str, Any]:
    """What would go out through it, in turn; and what is in doubt there. `shown` names the former, for `--shown`."""
    waiting = would_go(account)
    lists = {"would_go": waiting, "in_doubt": in_doubt(account)}
    rows = {name: [asdict(one) | {"since": iso(one.since)} for one in found] for name, found in lists.items()}
    return rows | {"shown": ",".join(one.mark for one in waiting)}


def lines_of(row: Mapping[str, Any]) -> str:
    """One account for people: how it stands, what to do in order, how much it has sent."""
    first = f" {row['first_alone']} goes first, alone." if row["first_alone"] else ""
    told = [f"{row['account']} is {row['state']}{': ' if row['reason'] else '.'}{row['reason']}{first}"]
    if row["blocked_until"]:
        told.append(f"Blocked until {row['blocked_until']}.")
    if row["refusals"]:
        told.append(f"Refused in a row: {row['refusals']}.")
    told += [f"{number}. {step}" for number, step in enumerate(row["steps"], 1)]
    return "\n".join([*told, f"Sent: {counts(row)}."])


def counts(row: Mapping[str, Any]) -> str:
    """What it sent beside its limits, and from when on it may send again."""
    limits = row["limits"]
    hour = _of(limits["hour"], limits["per_hour"])
    day = _of(limits["day"], limits["per_day"])
    apart = f", {limits['spacing_seconds']} s apart" if limits["spacing_seconds"] else ""
    return f"{hour} in the last hour, {day} in the last 24 hours{apart}; the next may go at {limits['next_at']}"


def listed(rows: Iterable[Mapping[str, Any]]) -> str:
    """All accounts as a table."""
    return table(
        [
            {
                "account": row["account"],
                "state": row["state"],
                "hour": _of(row["limits"]["hour"], row["limits"]["per_hour"]),
                "day": _of(row["limits"]["day"], row["limits"]["per_day"]),
                "next_at": row["limits"]["next_at"],
                "blocked_until": row["blocked_until"],
                "refusals": row["refusals"],
                "reason": row["reason"],
            }
            for row in rows
        ]
    )


def order_of(waiting: Iterable[Next]) -> str:
    """What would go first, in lines."""
    return "\n".join(
        f"{number}. {one.code}  {one.names}  {_what(one)}  {one.waits or f'waits since {iso(one.since)}'}"
        for number, one in enumerate(waiting, 1)
    )


def _what(one: Next) -> str:
    return f"{one.copies} copies, sent again" if one.copies else one.act


def doubts_of(row: Mapping[str, Any]) -> str:
    """What is in doubt there, as a sentence of its own; empty if nothing is."""
    codes = ", ".join(one["code"] for one in row["in_doubt"])
    return f"\nIn doubt: {codes}. It is looked for; if it is not there you are asked." if codes else ""


def _of(count: int, most: int | None) -> str:
    return f"{count} of {most}" if most is not None else str(count)
