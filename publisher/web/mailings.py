"""Mailings: what digests wait or could be made, and how far each mailing is; pausing, resuming and cancelling one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from publisher.manifest import title_of
from publisher.models import Issue, Role
from publisher.newsletter.backends import shape
from publisher.newsletter.counts import subscribers
from publisher.newsletter.news import recent, untold
from publisher.newsletter.progress import Progress, many
from publisher.pipeline import digests, mailing
from publisher.rules.digests import RHYTHMS, turns
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done

LATEST = 50
RHYTHM_WORDS = {"daily": lazy("Daily digest"), "weekly": lazy("Weekly digest")}
STATE_WORDS = {
    "frozen": lazy("About to begin"),
    "sending": lazy("Being sent"),
    "paused": lazy("Paused"),
    "sent": lazy("Sent"),
    "cancelled": lazy("Cancelled"),
}
COLOURS = {"frozen": "going", "sending": "going", "paused": "look", "sent": "live", "cancelled": "stopped"}


@dataclass(frozen=True, slots=True)
class Mailing:
    """One issue: what it is called, how it stands, and how far it is."""

    issue: Issue
    title: str
    word: Any
    colour: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One kind of digest: its readers, its next turn, how much news waits for them, and the one that is open."""

    key: str
    word: Any
    readers: int
    next_at: datetime
    news: int
    open: Any


@staff()
def mailings(request: StaffRequest) -> HttpResponse:
    """GET: the digests to come, and the latest mailings."""
    return show_list(request)


def show_list(request: StaffRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    """The list, with the sentence of a refusal at its head if there was one."""
    found = Issue.objects.filter(delivery__isnull=False).select_related("delivery__revision").order_by("-id")[:LATEST]
    context = {
        "rhythms": _rhythms() if shape(settings.MAIL_BACKEND) == "copies" else (),
        "mailings": _shown(list(found)),
        "comms": request.user.may(Role.COMMS),
        "refusal": refusal,
    }
    return render(request, "mailings.html", context, status=status)


@staff()
def mailing_page(request: StaffRequest, issue_id: int) -> HttpResponse:
    """GET: one mailing. The page asks again by itself while it goes on."""
    return _show(request, issue_id)


@staff()
def pause(request: StaffRequest, issue_id: int) -> HttpResponse:
    """Lets it rest."""

    def act() -> str:
        mailing.pause(issue_id, by=request.user, reason=request.POST.get("reason", ""))
        return _("Paused. The few mails that were being handed over may still arrive.")

    return _answer(request, issue_id, act)


@staff()
def resume(request: StaffRequest, issue_id: int) -> HttpResponse:
    """Lets it go on."""

    def act() -> str:
        mailing.resume(issue_id, by=request.user)
        return _("It goes on in a moment. Nobody gets it twice.")

    return _answer(request, issue_id, act)


@staff()
def cancel(request: StaffRequest, issue_id: int) -> HttpResponse:
    """Ends it."""

    def act() -> str:
        mailing.cancel(issue_id, by=request.user, reason=request.POST.get("reason", ""))
        return _("Cancelled. Who has no copy yet gets none of it.")

    return _answer(request, issue_id, act)


def _answer(request: StaffRequest, issue_id: int, act: Callable[[], str]) -> HttpResponse:
    page = f"/mailings/{issue_id}/"
    if request.method != "POST":  # whoever was logged out when they pressed the button: nothing was done
        return redirect(page)
    get_object_or_404(Issue, pk=issue_id)
    return attempt(
        lambda: done(request, act(), page),
        lambda why, status: _show(request, issue_id, why, status),
    )


def _show(request: StaffRequest, issue_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    found = Issue.objects.select_related("delivery__revision", "delivery__announcement")
    issue = get_object_or_404(found, pk=issue_id, delivery__isnull=False)
    (shown,) = _shown([issue])
    assert issue.delivery
    resting = issue.state == "paused" and issue.delivery.state == "paused"
    going = issue.state == "sending" and issue.delivery.state in mailing.UNDER_WAY
    context = {
        "mailing": shown,
        "delivery": issue.delivery,
        "announcement": issue.delivery.announcement,
        "going": going or (issue.state == "paused" and issue.delivery.state in mailing.UNDER_WAY),
        "may_pause": going and request.user.may(Role.COMMS),
        "may_resume": resting and request.user.may(Role.APPROVER),
        "may_cancel": (going or resting) and request.user.may(Role.COMMS),
        "refusal": refusal,
    }
    return render(request, "mailing.html", context, status=status)


def _shown(issues: list[Issue]) -> list[Mailing]:
    counts = many([issue.pk for issue in issues])
    return [
        Mailing(
            issue,
            title_of(issue.delivery.revision.manifest) if issue.delivery else str(issue),
            STATE_WORDS[issue.state],
            COLOURS[issue.state],
            counts.get(issue.pk, Progress()),
        )
        for issue in issues
    ]


def _rhythms() -> list[Rhythm]:
    now, readers, when = timezone.now(), subscribers(), turns(settings.DIGESTS)
    return [
        Rhythm(
            key=rhythm,
            word=RHYTHM_WORDS[rhythm],
            readers=readers.get(rhythm, 0),
            next_at=when.last(rhythm, now + timedelta(days=1 if rhythm == "daily" else 7)),
            news=recent(untold(rhythm), now).count(),
            open=digests.waiting(rhythm),
        )
        for rhythm in RHYTHMS
    ]
