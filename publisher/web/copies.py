"""The copies of one mailing that are in doubt: a person looked in the relay's log, and says what became of them."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publisher.errors import Refusal
from publisher.manifest import title_of
from publisher.models import Delivery, Issue, Role
from publisher.newsletter.counts import uncertain_copies
from publisher.pipeline import copies as settling
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done


@staff()
def copies(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """GET: the list."""
    return _show(request, delivery_id)


@staff()
def arrived(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """These arrived."""

    def act(issue: Issue, chosen: list[int]) -> str:
        reason = request.POST.get("reason", "")
        number = settling.it_arrived(issue.pk, chosen, by=request.user, reason=reason)
        return ngettext("Noted: %(n)s copy arrived.", "Noted: %(n)s copies arrived.", number) % {"n": number}

    return _answer(request, delivery_id, act)


@staff()
def again(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """These did not: they are sent again; only with the tick that says that somebody looked."""

    def act(issue: Issue, chosen: list[int]) -> str:
        if not request.POST.get("looked"):
            raise Refusal(
                _("Look in the relay's log first, then tick that it is not there. Nobody must be mailed twice.")
            )
        number = settling.send_again(issue.pk, chosen, by=request.user, reason=request.POST.get("reason", ""))
        return ngettext("%(n)s copy is sent again.", "%(n)s copies are sent again.", number) % {"n": number}

    return _answer(request, delivery_id, act)


def _answer(request: StaffRequest, delivery_id: int, act: Callable[[Issue, list[int]], str]) -> HttpResponse:
    page = f"/deliveries/{delivery_id}/copies/"
    if request.method != "POST":  # whoever was logged out when they pressed the button: nothing was decided
        return redirect(page)
    issue = get_object_or_404(Issue, delivery=get_object_or_404(Delivery, pk=delivery_id))
    return attempt(
        lambda: done(request, act(issue, _chosen(request)), page),
        lambda why, status: _show(request, delivery_id, why, status),
    )


def _chosen(request: StaffRequest) -> list[int]:
    """The copies that the page showed: what came to be in doubt since is nobody's word."""
    try:
        return [int(number) for number in request.POST.get("copies", "").split(",")]
    except ValueError:
        raise Refusal(_("Say which copies: load the list again.")) from None


def _show(request: StaffRequest, delivery_id: int, refusal: str = "", status: int = 200) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("announcement__revision", "account"), pk=delivery_id)
    issue = get_object_or_404(Issue, delivery=delivery)
    doubts = uncertain_copies(issue)
    revision = delivery.announcement.revision
    context = {
        "announcement": delivery.announcement,
        "names": title_of(revision.manifest) if revision else "",
        "delivery": delivery,
        "doubts": doubts,
        "all": ",".join(str(doubt["copy"]) for doubt in doubts),
        "settle": request.user.may(Role.APPROVER),
        "refusal": refusal,
    }
    return render(request, "copies.html", context, status=status)
