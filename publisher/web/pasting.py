"""The page of a mail that a person sends by hand: the finished subject, HTML and text, and what closes it."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from publisher.errors import STATUS, Refusal
from publisher.manifest import title_of
from publisher.models import Delivery, Role, User
from publisher.pipeline import pasting as chapter
from publisher.rules.attempts import hand_of
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.words import language_name


@staff(Role.COMMS)
def paste(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """GET: what to paste, if this person has taken it and it is still so; else how to take it, or why not."""
    return _show(request, delivery_id)


@staff(Role.COMMS)
def take(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Takes it, so that nobody else mails it too."""

    def act() -> HttpResponse:
        chapter.take(delivery_id, by=request.user, over=bool(request.POST.get("over")))
        response = redirect(f"/deliveries/{delivery_id}/paste/")
        response.status_code = 303
        return response

    return _answer(request, delivery_id, act)


@staff(Role.COMMS)
def finish(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """It is mailed."""

    def act() -> HttpResponse:
        delivery = chapter.finish(delivery_id, by=request.user, where=request.POST.get("where", ""))
        return done(request, _("Noted: it is mailed."), f"/announcements/{delivery.announcement_id}/")

    return _answer(request, delivery_id, act)


@staff(Role.COMMS)
def give_back(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """They do not mail it after all."""

    def act() -> HttpResponse:
        delivery = chapter.give_back(delivery_id, by=request.user)
        return done(request, _("Given back. Nothing was mailed."), f"/announcements/{delivery.announcement_id}/")

    return _answer(request, delivery_id, act)


def _answer(request: StaffRequest, delivery_id: int, act: Callable[[], HttpResponse]) -> HttpResponse:
    if request.method != "POST":  # logged out when they pressed the button: nothing was done, and they see it
        return redirect(f"/deliveries/{delivery_id}/paste/")
    return attempt(act, lambda why, status: _show(request, delivery_id, why, status))


def _show(request: StaffRequest, delivery_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    found = Delivery.objects.select_related("account", "announcement", "revision")
    delivery: Delivery = get_object_or_404(found, pk=delivery_id, act="mail")
    hand = hand_of(delivery.checkpoint)
    mine, kit = hand.get("by") == request.user.pk, None
    if mine and not refusal and delivery.state != "published":
        try:
            kit = chapter.kit(delivery_id, by=request.user)
            delivery = kit.delivery
        except Refusal as cause:
            refusal, status = str(cause), STATUS[cause.code]
    mails = (kit.mails or {}) if kit else {}
    context = {
        "delivery": delivery,
        "announcement": delivery.announcement,
        "names": title_of(delivery.revision.manifest),
        "kit": kit,
        "mails": [(language, language_name(language), mail) for language, mail in mails.items()],
        "other": User.objects.filter(pk=hand["by"]).first() if hand and not mine else None,
        "taken_at": datetime.fromisoformat(hand["at"]) if hand else None,
        "closes": mine and delivery.state in ("by_hand", "held", "stopped"),
        "refusal": refusal,
    }
    return render(request, "pasting.html", context, status=status)
