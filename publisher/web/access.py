"""Who may open a staff page, and in which zone and language it speaks to them."""

import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from publisher.models import Role, User

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in: what a view behind `staff` is given."""

    user: User


def staff(role: Role = Role.ORGANIZER) -> Callable[[View], View]:
    """Lets in whoever is logged in with `role` or a higher one; times and words are theirs, nothing is cached.

    The pipeline checks roles again: this only spares people a form that would be refused.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            user: User = request.user
            if any("\0" in text for _name, texts in request.POST.lists() for text in texts):
                raise BadRequest("No browser sends this character, and PostgreSQL stores none.")
            with timezone.override(zone_of(user)), translation.override(user.language):
                response = view(request, *args, **kwargs) if user.may(role) else refuse_entry(request, role)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_store=True)
            return response

        return inner

    return decorate


def form_of_page(view: View) -> View:
    """A view that takes a form of an announcement's page; opened by its address it leads back to that page.

    Whoever was logged out when they pressed the button comes here by GET: nothing was decided, and they see it.
    """

    @wraps(view)
    def inner(request: Any, announcement_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return redirect(f"/announcements/{announcement_id}/")
        return view(request, announcement_id, *args, **kwargs)

    return inner


def zone_of(user: User) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC when the machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def refuse_entry(request: HttpRequest, role: Role) -> HttpResponse:
    """The page that says which role is missing."""
    sentence = _("This page is for the role %(role)s and above. Ask an admin to change your role.") % {
        "role": role.label
    }
    return render(request, "refused.html", {"sentence": sentence}, status=403)
