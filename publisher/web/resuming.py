"""An account that rests: why, what to do in which order, and what would go first when it goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from publisher.accounts import reasons
from publisher.accounts.coming import Next, in_doubt, would_go
from publisher.accounts.pages import also_on
from publisher.accounts.resuming import resume
from publisher.models import Account, Role
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.words import ACT_WORDS, place_name


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery that would go out or is in doubt: the announcement's page, its code, whose it is, the act."""

    page: str
    code: str
    names: str
    act: Any
    since: datetime
    hand: str
    waits: str
    copies: int


@staff(Role.COMMS)
def resume_account(request: StaffRequest, account_id: int) -> HttpResponse:
    """Shows what would go first; an approver lets all of it go, or the first alone."""
    account = get_object_or_404(Account, pk=account_id)
    if request.method != "POST":
        return _show(request, account)
    first = request.POST.get("go") == "first"
    shown = [part for part in request.POST.get("shown", "").split(",") if part]

    def act() -> HttpResponse:
        forced = request.POST.get("reason", "")
        count = resume(account, by=request.user, first=first, forced=forced, shown=shown)
        alone, together = _("The first one goes alone. Then you are asked again."), _("Resumed: %(n)s go out in turn.")
        return done(request, alone if first else together % {"n": count}, "/places/")

    return attempt(act, lambda why, status: _show(request, account, why, status))


def rest_of(account: Account) -> dict[str, Any]:
    """What the fragments `accounts/rest.html` and `accounts/would_go.html` show of one account."""
    waiting = would_go(account)
    blocked = account.blocked_until if account.blocked_until and account.blocked_until > timezone.now() else None
    return {
        "account": account,
        "place": place_name(str(account)),
        "title": reasons.title(account.pause_kind),
        "steps": reasons.steps(account.pause_kind, account.todo),
        "blocked_until": blocked,
        "also_on": goes_on_beside(account),
        "waiting": _lines(waiting),
        "doubts": _lines(in_doubt(account)),
        "alone": bool(waiting and waiting[0].sure),
        "shown": ",".join(one.mark for one in waiting),
    }


def goes_on_beside(account: Account) -> list[str]:
    """The other accounts on its page that go on, in words."""
    return [place_name(str(other)) for other in also_on(account) if not other.paused_at]


def _lines(found: list[Next]) -> list[Line]:
    return [
        Line(
            f"/announcements/{one.announcement}/",
            one.code,
            one.names,
            ACT_WORDS[one.act],
            one.since,
            one.hand,
            one.waits,
            one.copies,
        )
        for one in found
    ]


def _show(request: StaffRequest, account: Account, refusal: str = "", status: int = 200) -> HttpResponse:
    account.refresh_from_db()
    may = request.user.may(Role.APPROVER)
    return render(request, "resume.html", rest_of(account) | {"may_resume": may, "refusal": refusal}, status=status)
