"""Where the facts come from: each source as it stands, read now, paused and resumed."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from publisher.models import Role, Source, User
from publisher.pipeline import watching
from publisher.web.access import StaffRequest, staff
from publisher.web.answers import attempt, done
from publisher.web.source_lines import lines


@staff()
def sources(request: StaffRequest) -> HttpResponse:
    """The list."""
    return show(request)


@staff(Role.COMMS)
def read_now(request: StaffRequest, source_id: int) -> HttpResponse:
    """Asks for a read without waiting for its turn."""
    return _act(
        request,
        source_id,
        watching.read_now,
        lambda name: _("Asked for: %(name)s is read as soon as a worker is free.") % {"name": name},
        "?asked",
    )


@staff(Role.APPROVER)
def pause(request: StaffRequest, source_id: int) -> HttpResponse:
    """Reads it no more."""
    return _act(
        request, source_id, watching.pause, lambda name: _("%(name)s is paused: nothing is read.") % {"name": name}
    )


@staff(Role.APPROVER)
def resume(request: StaffRequest, source_id: int) -> HttpResponse:
    """Reads it again."""
    return _act(request, source_id, watching.resume, lambda name: _("%(name)s is read again.") % {"name": name})


def _act(
    request: StaffRequest,
    source_id: int,
    act: Callable[..., Source],
    sentence: Callable[[str], str],
    query: str = "",
) -> HttpResponse:
    get_object_or_404(Source, pk=source_id)
    if request.method != "POST":  # whoever logged in again after the button comes here by GET: nothing was done
        return redirect("/sources/")
    by: User = request.user
    return attempt(
        lambda: done(request, sentence(act(source_id, by=by).name), f"/sources/{query}"),
        lambda why, status: show(request, why, status),
    )


def show(request: StaffRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    """The list, with the sentence of a refusal at its head and its status if there was one."""
    user = request.user
    context = {
        "lines": lines(),
        "may_read": user.may(Role.COMMS),
        "may_pause": user.may(Role.APPROVER),
        "may_map": user.may(Role.ADMIN),
        "asked": "asked" in request.GET,
        "refusal": refusal,
    }
    return render(request, "sources.html", context, status=status)
