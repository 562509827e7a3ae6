"""The page of what a person posts by hand: the pictures, the words, and the field for the link of what they made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from publisher.accounts import reasons
from publisher.accounts.opening import BY_HAND
from publisher.channels.base import Post
from publisher.errors import STATUS, Refusal
from publisher.manifest import act_of
from publisher.models import Account, Delivery, Role, User
from publisher.not_twice import NotLooked
from publisher.pipeline import by_hand as chapter
from publisher.sighting import unlooked
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.became import profile_of
from publisher.web.words import language_name, place_name


@staff(Role.COMMS)
def by_hand(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """GET: what to post, if this person has taken it and it is still so; else how to take it, or why not."""
    if Delivery.objects.filter(pk=delivery_id, act="mail").exists():
        return redirect(f"/deliveries/{delivery_id}/paste/")
    return _show(request, delivery_id)


@staff(Role.COMMS)
def take(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Takes it, so that nobody and nothing else posts it."""

    def act() -> HttpResponse:
        said = {name: bool(request.POST.get(name)) for name in ("looked", "over", "alone")}
        try:
            chapter.take(delivery_id, by=request.user, **said)
        except NotLooked as cause:
            return _show(request, delivery_id, str(cause), STATUS[cause.code], alone=True)
        response = redirect(f"/deliveries/{delivery_id}/by-hand/")
        response.status_code = 303
        return response

    return _answer(request, delivery_id, act)


@staff(Role.COMMS)
def finish(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Closes it with the link."""

    def act() -> HttpResponse:
        finished = chapter.finish(delivery_id, by=request.user, link=request.POST.get("link", ""))
        page = f"/announcements/{finished.delivery.announcement_id}/"
        if not finished.warning:
            return done(request, _("Noted: it is live. What comes after it goes out by itself."), page)
        told = {"why": finished.warning}
        messages.error(request, _("It is public now, and it should not be: %(why)s See to it here at once.") % told)
        response = redirect(page)
        response.status_code = 303
        return response

    return _answer(request, delivery_id, act)


@staff(Role.COMMS)
def give_back(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """They do not post it after all."""

    def act() -> HttpResponse:
        delivery = chapter.give_back(delivery_id, by=request.user)
        return done(request, _("Given back. Nothing was posted."), f"/announcements/{delivery.announcement_id}/")

    return _answer(request, delivery_id, act)


def _answer(request: StaffRequest, delivery_id: int, act: Callable[[], HttpResponse]) -> HttpResponse:
    if request.method != "POST":  # logged out when they pressed the button: nothing was done, and they see it
        return redirect(f"/deliveries/{delivery_id}/by-hand/")
    return attempt(act, lambda why, status: _show(request, delivery_id, why, status))


def _show(
    request: StaffRequest, delivery_id: int, refusal: str = "", status: int = 200, *, alone: bool = False
) -> HttpResponse:
    """`alone`: it could not be looked for, so it is asked whether they have looked again themselves."""
    found = Delivery.objects.select_related("account", "announcement", "revision", "reading", "take_down", "target")
    delivery: Delivery = get_object_or_404(found, pk=delivery_id)
    hand = chapter.opened(delivery)
    mine = hand.get("by") == request.user.pk
    kit = None
    if mine and delivery.state in ("by_hand", *chapter.OPENED):
        try:
            kit = chapter.kit(delivery_id, by=request.user)
            delivery = kit.delivery
        except Refusal as cause:
            refusal, status = refusal or str(cause), STATUS[cause.code]
    context = {
        "delivery": delivery,
        "announcement": delivery.announcement,
        "names": _names(delivery),
        "place": place_name(str(delivery.account)),
        "only_by_hand": delivery.account.channel == BY_HAND,
        "rest": _rest(delivery.account),
        "kit": kit,
        "asks_to_look": chapter.asks_to_look(delivery),
        "not_looked": unlooked(delivery),
        "alone": alone,
        "slides": _slides(delivery) if kit and kit.post else (),
        "besides": _besides(kit.post) if kit and kit.post else (),
        "not_now": "" if kit else chapter.why_not(delivery),
        "links": kit is not None or chapter.may_be_posted(delivery),
        "gives_back": (kit is not None and delivery.state == "by_hand") or (hand and delivery.state in chapter.OPENED),
        "other": User.objects.filter(pk=hand["by"]).first() if hand and not mine else None,
        "opened_at": datetime.fromisoformat(hand["at"]) if hand else None,
        "profile": profile_of(delivery),
        "typed": request.POST.get("link", ""),
        "refusal": refusal,
    }
    return render(request, "by_hand.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Rest:
    """Why its account rests, what to do in order, and until when the service blocks it, if it says so."""

    title: str
    reason: str
    steps: list[str]
    until: datetime | None


def _rest(account: Account) -> Rest | None:
    """What whoever posts there by hand has to know first; None if nothing keeps the account."""
    if account.paused_at is None or account.retired_at:
        return None
    kind, until = account.pause_kind, account.blocked_until
    still = until if until and until > timezone.now() else None
    return Rest(reasons.title(kind), account.pause_reason, reasons.steps(kind, account.todo), still)


def _names(delivery: Delivery) -> str:
    return ", ".join(subject["name"] for subject in delivery.revision.manifest["subjects"])


def _besides(post: Post) -> list[tuple[str, str]]:
    """What goes with the pictures and the words, in the app's order: what it is, and which."""
    found = (
        (_("Tag on the first picture"), [f"@{name}" for name in post.tags]),
        (_("Invite as collaborator"), [f"@{name}" for name in post.collaborators]),
        (_("Link sticker"), [post.link] if post.act == "story" and post.link else []),
        (_("Mention"), [f"@{post.mention}"] if post.mention else []),
    )
    return [(what, ", ".join(values)) for what, values in found if values]


def _slides(delivery: Delivery) -> list[dict[str, str]]:
    """Each slide with the name under which its picture is downloaded."""
    act = act_of(delivery.revision.manifest, delivery.act, str(delivery.account))
    code = delivery.announcement.code
    return [
        {
            "sha256": slide["sha256"],
            "alt": slide["alt"],
            "language": language_name(slide["lang"]),
            "file": f"{code}-{place}.{slide['lang']}.jpg",
        }
        for place, slide in enumerate(act["slides"], 1)
    ]
