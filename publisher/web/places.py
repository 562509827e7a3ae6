"""The places we publish as: whether each can publish, and what to do when it cannot."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from publisher.accounts import entering
from publisher.accounts.ending import Ending, ending
from publisher.accounts.opening import NEWSLETTER, to_post_on
from publisher.accounts.resuming import rest, resume
from publisher.errors import Refusal
from publisher.models import Account, LogIn, Role
from publisher.newsletter.halting import at_a_pause
from publisher.web.access import StaffRequest, staff
from publisher.web.accounts import condition
from publisher.web.answers import attempt, done
from publisher.web.words import language_name, place_name


@dataclass(frozen=True, slots=True)
class Place:
    """An account in words. `waiting` is how many deliveries are still to go out through it."""

    account: Account
    title: str
    word: Any
    colour: str
    languages: str
    waiting: int
    ending: Ending | None
    at_a_pause: str = ""


@staff()
def places(request: StaffRequest) -> HttpResponse:
    """The list."""
    return _show(request)


@staff(Role.APPROVER)
@require_POST
def pause_place(request: StaffRequest, account_id: int) -> HttpResponse:
    """Lets nothing more leave through it."""
    account = get_object_or_404(Account, pk=account_id)

    def act() -> HttpResponse:
        besides = at_a_pause(account)
        rest(account, request.POST.get("reason", ""), by=request.user)
        told = _("Paused. Nothing goes out there until somebody resumes it.")
        return done(request, f"{told} {besides}".strip(), "/places/")

    return attempt(act, lambda why, status: _show(request, why, status))


@staff(Role.APPROVER)
@require_POST
def resume_place(request: StaffRequest, account_id: int) -> HttpResponse:
    """Lets it go on where nothing waits and no block is in its way; else shows the page on which that is decided."""
    account = get_object_or_404(Account, pk=account_id)
    blocked = account.blocked_until and account.blocked_until > timezone.now()

    def act() -> HttpResponse:
        try:
            resume(account, by=request.user, shown=[])
        except Refusal as cause:
            if blocked or cause.code == "stale":
                return redirect(f"/accounts/{account.pk}/resume/")
            raise
        return done(request, _("Resumed. Nothing waited there."), "/places/")

    return attempt(act, lambda why, status: _show(request, why, status))


def _show(request: StaffRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    coming = Count(
        "deliveries", filter=Q(deliveries__state__in=("waiting", "ready", "publishing", "paused", "by_hand"))
    )
    to_post_on()  # the place by hand is there from the start
    waits = {str(one): one for one in entering.waiting()}
    accounts = Account.objects.annotate(coming=coming).order_by("retired_at", "channel", "name")
    context = {
        "places": [_place(account, waits.get(str(account))) for account in accounts],
        "waits": [(one, place_name(str(one))) for one in waits.values()],
        "may_look": request.user.may(Role.COMMS),
        "may_change": request.user.may(Role.APPROVER),
        "refusal": refusal,
    }
    return render(request, "places.html", context, status=status)


def _place(account: Any, waits: LogIn | None) -> Place:
    now = timezone.now()
    stands = condition(account, now, waits)
    title = place_name(str(account))
    languages = ", ".join(language_name(code) for code in account.languages)
    besides = at_a_pause(account) if account.channel == NEWSLETTER and not account.paused_at else ""
    return Place(account, title, stands.word, stands.colour, languages, account.coming, ending(account, now), besides)
