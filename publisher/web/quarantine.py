"""The quarantine: everything in it, one page each, and the three answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from publisher.models import Poll, QuarantinedRow, Role
from publisher.pipeline import quarantine
from publisher.quarantined import beside, follows, items
from publisher.truth.acceptable import why_not_poll, why_not_row
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.words import seat_of

MOST = 200
"""Lines that the list shows; the oldest come first, and the next ones follow when these are cleared."""
AT_ONCE = 20
"""Rows of a poll that lie open on its page; the others are folded."""
WHO = ("same_person", "other_person")
"""Rules that ask who somebody is: accepting has two answers."""


@staff(Role.COMMS)
def listing(request: StaffRequest) -> HttpResponse:
    """Everything that is open, oldest first; of one source with `?source=`."""
    source = request.GET.get("source", "")
    found = items.listed(source)
    context = {"items": found[:MOST], "more": len(found[MOST:]), "source": source}
    return render(request, "quarantine.html", context)


@staff(Role.COMMS)
def poll(request: StaffRequest, poll_id: int) -> HttpResponse:
    """One quarantined poll."""
    return _poll(request, poll_id)


@staff(Role.COMMS)
def row(request: StaffRequest, row_id: int) -> HttpResponse:
    """One quarantined row."""
    return _row(request, row_id)


@staff(Role.COMMS)
def accept_poll(request: StaffRequest, poll_id: int) -> HttpResponse:
    """Takes it as it is."""

    def act() -> str:
        quarantine.accept_poll(poll_id, by=request.user)
        return _("Accepted. It counts with the next read, which was asked for.")

    return _answer(request, "polls", poll_id, act, _poll)


@staff(Role.COMMS)
def ignore_poll(request: StaffRequest, poll_id: int) -> HttpResponse:
    """Takes nothing of it."""

    def act() -> str:
        quarantine.ignore_poll(poll_id, by=request.user)
        return _("Ignored. What was known stands.")

    return _answer(request, "polls", poll_id, act, _poll)


@staff(Role.COMMS)
def accept_row(request: StaffRequest, row_id: int) -> HttpResponse:
    """Lets it count; `same` says whether it is the person in question, where that was the question."""

    def act() -> str:
        same = {"yes": True, "no": False}.get(request.POST.get("same", ""))
        quarantine.accept_row(row_id, by=request.user, same=same)
        return _("Accepted. It counts with the next read, which was asked for.")

    return _answer(request, "rows", row_id, act, _row)


@staff(Role.COMMS)
def ignore_row(request: StaffRequest, row_id: int) -> HttpResponse:
    """Lets it not count as it stands."""

    def act() -> str:
        quarantine.ignore_row(row_id, by=request.user)
        return _("Ignored. What was known stands.")

    return _answer(request, "rows", row_id, act, _row)


def _answer(
    request: StaffRequest, kind: str, ident: int, act: Callable[[], str], page: Callable[..., HttpResponse]
) -> HttpResponse:
    if request.method != "POST":  # whoever logged in again after the button comes here by GET: nothing was decided
        return redirect(f"/quarantine/{kind}/{ident}/")
    return attempt(
        lambda: done(request, act(), "/quarantine/"),
        lambda why, status: page(request, ident, why, status),
    )


def _poll(request: StaffRequest, poll_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    found: Poll = get_object_or_404(items.polls(), pk=poll_id)
    rows = beside.of_poll(found)
    context = _common(request, found, refusal) | {
        "expected": found.details.get("expected", ""),
        "came": found.details.get("came", ""),
        "rows": rows[:AT_ONCE],
        "folded": rows[AT_ONCE:],
        "more": beside.more_of(found),
        "why_not": why_not_poll(found),
        "follows": follows.poll_accepted(found),
        "closed_by": found.accepted_by,
    }
    return render(request, "quarantined_poll.html", context, status=status)


def _row(request: StaffRequest, row_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    found: QuarantinedRow = get_object_or_404(items.rows(), pk=row_id)
    context = _common(request, found, refusal) | {
        "row": beside.of_row(found),
        "who": found.candidacy.person.name if found.candidacy else "",
        "seat": seat_of(found.candidacy) if found.candidacy else "",
        "asks_who": found.rule in WHO,
        "alike": found.data.get("similarity"),
        "others": _others(found),
        "in_roster": beside.of_roster(found),
        "why_not": why_not_row(found),
        "follows": follows.row_accepted(found),
        "follows_other": follows.row_accepted(found, same=False),
        "closed_by": found.closed_by,
    }
    return render(request, "quarantined_row.html", context, status=status)


def _common(request: StaffRequest, found: Poll | QuarantinedRow, refusal: str) -> dict[str, Any]:
    item = items.item_of(found)
    return {
        "found": found,
        "item": item,
        "base": f"/quarantine/{item.kind}s/{item.pk}/",
        "may_map": request.user.may(Role.ADMIN),
        "refusal": refusal,
    }


def _others(found: QuarantinedRow) -> list[tuple[QuarantinedRow, beside.Beside]]:
    """Of contradicting rows: the others, each beside this one."""
    if found.rule != "duplicate" or not found.key:
        return []
    others = QuarantinedRow.objects.filter(source=found.source, key=found.key, rule=found.rule, state="open")
    columns = found.source.columns
    return [
        (other, beside.beside(found.raw, other.raw, columns, other.key, other.name))
        for other in others.exclude(pk=found.pk).order_by("pk")[:5]
    ]
