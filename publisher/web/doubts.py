"""What a person says of a delivery that was sent, or was not: it is there, it may stay, it is down, try it now."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from publisher.errors import Refusal
from publisher.models import Delivery
from publisher.pipeline import once_more, readback, recaption, reconcile, takedown, wrong_link
from publisher.truth.find import number
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.review import show


@staff()
def it_is_there(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Closes it with the post that was picked, or with the address of it."""

    def act() -> str:
        form = request.POST
        link, picked = form.get("permalink", "").strip(), form.get("picked", "")
        reconcile.it_is_there(
            delivery_id, by=request.user, permalink=link, picked="" if link else picked, fence=_fence(request)
        )
        return _("Noted: it is live.")

    return _answer(request, delivery_id, act)


@staff()
def send_again(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Sends it again; only with the tick that says that somebody looked."""

    def act() -> str:
        if not request.POST.get("looked"):
            raise Refusal(_("Look at the account first, then tick that it is not there. A post must not appear twice."))
        reason = request.POST.get("reason", "")
        delivery = reconcile.send_again(delivery_id, by=request.user, reason=reason, fence=_fence(request))
        if delivery.state == "stopped":
            return _("Noted: it is not there, and it is not sent again, since it was stopped.")
        if delivery.state == "uncertain":
            return _("Noted. It is looked for once more; if it is not there, it is stopped.")
        return _("It is sent again, unless it is found right before.")

    return _answer(request, delivery_id, act)


@staff()
def look_now(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Has it looked for at once."""

    def act() -> str:
        reconcile.look_now(delivery_id, by=request.user)
        return _("It is being looked for. Load the page again in a moment.")

    return _answer(request, delivery_id, act)


@staff()
def let_stand(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """It may stay as it is, although it was approved otherwise."""

    def act() -> str:
        readback.let_stand(delivery_id, by=request.user, reason=request.POST.get("reason", ""))
        return _("Noted: it may stay as it is.")

    return _answer(request, delivery_id, act)


@staff()
def mend_link(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """The link that was given is wrong; this is the right one."""

    def act() -> str:
        wrong_link.mend(delivery_id, by=request.user, link=request.POST.get("link", ""))
        return _("Noted. It is read back there now.")

    return _answer(request, delivery_id, act)


@staff()
def not_there(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """A person had said that it is there, and it is not."""

    def act() -> str:
        delivery = wrong_link.not_there(delivery_id, by=request.user, reason=request.POST.get("reason", ""))
        if delivery.state == "uncertain":
            return _("Noted: it is in doubt again, and it is looked for.")
        return _("Noted: it is to be posted by hand. Nothing is sent.")

    return _answer(request, delivery_id, act)


@staff()
def done_by_hand(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """It was taken down on the account, by hand."""

    def act() -> str:
        takedown.done_by_hand(delivery_id, by=request.user)
        return _("Noted. It is looked at, and then called taken down.")

    return _answer(request, delivery_id, act)


@staff()
def try_now(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """What waits for its next attempt, or had its last one, is tried now."""

    def act() -> str:
        once_more.try_now(delivery_id, by=request.user)
        return _("It is tried now, in its turn.")

    return _answer(request, delivery_id, act)


@staff()
def changed_by_hand(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """The caption was changed on the account, or the comment said there, by hand."""

    def act() -> str:
        if recaption.changed_by_hand(delivery_id, by=request.user).state == "published":
            return _("Noted: it is live.")
        return _("Noted. It is looked at, and then called live.")

    return _answer(request, delivery_id, act)


def _fence(request: StaffRequest) -> int | None:
    return number(request.POST.get("fence", ""))


def _answer(request: StaffRequest, delivery_id: int, act: Callable[[], str]) -> HttpResponse:
    announcement_id = get_object_or_404(Delivery, pk=delivery_id).announcement_id
    if request.method != "POST":  # logged out when they pressed the button: nothing was done, and they see it
        return redirect(f"/announcements/{announcement_id}/")
    return attempt(
        lambda: done(request, act(), f"/announcements/{announcement_id}/"),
        lambda why, status: show(request, announcement_id, why, status),
    )
