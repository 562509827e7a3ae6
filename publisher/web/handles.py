"""A candidate's own account: somebody opened the profile and says that it is theirs, or that it is not."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from publisher.models import Candidacy
from publisher.pipeline import handles
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.candidates import show


@staff()
def confirm(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """Somebody opened the profile and says that it is the candidate's own account."""

    def act(candidacy: Candidacy) -> str:
        name, own = request.POST.get("handle", ""), request.POST.get("own") == "yes"
        handle = handles.confirm(candidacy, name, by=request.user, own=own)
        return _("Confirmed: @%(name)s is their own account.") % {"name": handle.name}

    return _answer(request, candidacy_id, act)


@staff()
def withdraw(request: StaffRequest, candidacy_id: int) -> HttpResponse:
    """It is not theirs (any more)."""

    def act(candidacy: Candidacy) -> str:
        handles.withdraw(candidacy, request.POST.get("reason", ""), by=request.user)
        return _("Withdrawn: nobody is tagged as this candidate any more.")

    return _answer(request, candidacy_id, act)


def _answer(request: StaffRequest, candidacy_id: int, act: Callable[[Candidacy], str]) -> HttpResponse:
    page = f"/candidates/{candidacy_id}/"
    if request.method != "POST":
        return redirect(page)
    candidacy = get_object_or_404(Candidacy.objects.select_related("person"), pk=candidacy_id)
    return attempt(
        lambda: done(request, act(candidacy), page), lambda why, status: show(request, candidacy_id, why, status)
    )
