"""A delivery in doubt: a person looked, and says whether it is there."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from publisher.errors import Refusal
from publisher.models import Delivery
from publisher.pipeline import reconcile
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.review import show


@staff()
@require_POST
def it_is_there(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Closes it with the address of the post."""

    def act() -> str:
        reconcile.it_is_there(delivery_id, by=request.user, permalink=request.POST.get("permalink", "").strip())
        return _("Noted: it is live.")

    return _answer(request, delivery_id, act)


@staff()
@require_POST
def send_again(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Sends it again; only with the tick that says that somebody looked."""

    def act() -> str:
        if not request.POST.get("looked"):
            raise Refusal(_("Look at the account first, then tick that it is not there. A post must not appear twice."))
        reconcile.send_again(delivery_id, by=request.user, reason=request.POST.get("reason", ""))
        return _("It is sent again.")

    return _answer(request, delivery_id, act)


def _answer(request: StaffRequest, delivery_id: int, act: Callable[[], str]) -> HttpResponse:
    announcement_id = get_object_or_404(Delivery, pk=delivery_id).announcement_id
    return attempt(
        lambda: done(request, act(), f"/announcements/{announcement_id}/"),
        lambda why, status: show(request, announcement_id, why, status),
    )
