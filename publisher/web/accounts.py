"""The page of one account: how it stands in words, what it posted, and what may be done with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from publisher import crypto
from publisher.accounts import asking, entering, reasons
from publisher.accounts.ending import ending
from publisher.accounts.limits import allowance
from publisher.accounts.opening import BY_HAND, NEWSLETTER
from publisher.accounts.resuming import retire as end
from publisher.channels.errors import NeedsHuman
from publisher.errors import Refusal
from publisher.models import Account, Delivery, LogIn, Role
from publisher.newsletter.halting import at_a_pause
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.resuming import goes_on_beside
from publisher.web.words import language_name, place_name

OLD = timedelta(days=60)
"""Sessions that work for longer are known, and so are many that ended earlier: from here on one is called old."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How an account stands, in a word and a sentence; `colour` is a badge's."""

    word: Any
    colour: str
    sentence: str = ""


@staff(Role.COMMS)
def account(request: StaffRequest, account_id: int) -> HttpResponse:
    """GET: the page."""
    return _show(request, account_id)


@staff(Role.APPROVER)
def check(request: StaffRequest, account_id: int) -> HttpResponse:
    """Asks the service now whether the account can publish; pauses it if that says so."""

    def act() -> HttpResponse:
        found = get_object_or_404(Account, pk=account_id)
        if found.channel == NEWSLETTER:
            raise Refusal(_("The newsletter goes out by mail: an operator checks the relay with publisher doctor."))
        try:
            health = asking.check(found)
        except NeedsHuman as cause:
            raise Refusal(str(cause), "conflict") from None
        if not health.ok:
            raise Refusal(_("It cannot publish. %(why)s") % {"why": f"{health.reason} {health.todo}"}, "conflict")
        return done(
            request,
            " ".join(filter(None, [_("It can publish."), health.reason, health.todo])),
            f"/places/{account_id}/",
        )

    return _answer(request, account_id, act)


@staff(Role.APPROVER)
def retire(request: StaffRequest, account_id: int) -> HttpResponse:
    """Ends it, until it is connected again."""

    def act() -> HttpResponse:
        end(get_object_or_404(Account, pk=account_id), request.POST.get("reason", ""), by=request.user)
        return done(request, _("Retired. Nothing is planned for it any more."), f"/places/{account_id}/")

    return _answer(request, account_id, act)


def condition(found: Account, now: datetime, waits: LogIn | None = None) -> Condition:
    """How it stands at `now`; `waits` is its log-in that waits for a person, if any."""
    if found.retired_at:
        return Condition(lazy("Retired"), "stopped")
    if waits and waits.needs == "code":
        return Condition(lazy("Needs a code"), "look", _("Instagram sent a code, and the log-in waits for it."))
    if waits:
        return Condition(lazy("Needs you in the app"), "look", waits.todo)
    if found.blocked_until and found.blocked_until > now:
        return Condition(lazy("Blocked"), "look", found.pause_reason)
    if found.paused_at:
        return Condition(lazy("Paused"), "look", found.pause_reason)
    if found.probe:
        return _one_first(found.probe)
    if ending(found, now):
        return Condition(lazy("Ends soon"), "waiting")
    if found.channel == BY_HAND:
        return Condition(lazy("By hand"), "live", _("A person posts what is approved."))
    days = age_of(found, now)
    if days is not None and timedelta(days=days) >= OLD:
        told = _("The session is old: %(n)s days. It may end soon; have the password or a code at hand.") % {"n": days}
        return Condition(lazy("Session is old"), "waiting", told)
    return Condition(lazy("Healthy"), "live")


def _one_first(first: Delivery) -> Condition:
    told = _("%(code)s goes first, alone. When it has come to rest, the account pauses again and asks an approver.")
    if first.state in ("uncertain", "by_hand"):
        told = _("%(code)s went first, alone, and nobody knows yet whether it is there. Until then the others wait.")
    return Condition(lazy("One goes first"), "look", told % {"code": first.announcement.code})


def age_of(found: Account, now: datetime) -> int | None:
    """For how many days its session has been there; None where that is not known."""
    try:
        session = crypto.unseal(found.session)
    except crypto.SealBroken:
        return None
    began = session.get("last_login")
    return max(0, int((now.timestamp() - float(began)) // 86400)) if isinstance(began, int | float) else None


def waits_of(found: Account) -> LogIn | None:
    """Its log-in that waits for a person."""
    return next((one for one in entering.waiting() if str(one) == str(found)), None)


def _answer(request: StaffRequest, account_id: int, act: Any) -> HttpResponse:
    if request.method != "POST":
        return redirect(f"/places/{account_id}/")
    return attempt(act, lambda why, status: _show(request, account_id, why, status))


def _show(request: StaffRequest, account_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    found, now = get_object_or_404(Account, pk=account_id), timezone.now()
    waits, days = waits_of(found), age_of(found, now)
    others = Account.objects.filter(retired_at=None).exclude(channel__in=[NEWSLETTER, BY_HAND])
    out = Delivery.objects.filter(account=found, published_at__isnull=False)
    blocked = found.blocked_until if found.blocked_until and found.blocked_until > now else None
    context = {
        "account": found,
        "place": place_name(str(found)),
        "condition": condition(found, now, waits),
        "waits": waits,
        "age": ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days is not None else "",
        "languages": ", ".join(language_name(code) for code in found.languages),
        "last": out.select_related("announcement").order_by("-published_at").first(),
        "today": out.filter(published_at__gt=now - timedelta(days=1)).count(),
        "allowed": allowance(found, now),
        "now": now,
        "blocked_until": blocked,
        "ending": ending(found, now),
        "steps": reasons.steps(found.pause_kind, found.todo) if found.paused_at else [],
        "at_a_pause": at_a_pause(found) if found.channel == NEWSLETTER and not found.paused_at else "",
        "also_on": goes_on_beside(found) if found.paused_at else [],
        "title": reasons.title(found.pause_kind),
        "in_the_app": found.pause_kind in ("challenge", "checkpoint", "consent", "captcha"),
        "by_hand": found.channel == BY_HAND,
        "beside": others.exists(),
        "connectable": found.channel not in (NEWSLETTER, BY_HAND),
        "checkable": found.channel != NEWSLETTER and not found.retired_at,
        "may_change": request.user.may(Role.APPROVER),
        "refusal": refusal,
    }
    return render(request, "account.html", context, status=status)
