"""What every page knows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from publisher.current_brand import brand
from publisher.models import Role, User
from publisher.quarantined import items


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the main navigation. `count`, if any, is asked only where the navigation is drawn."""

    href: str
    label: str
    icon: str
    current: bool
    count: Callable[[], int] | None = None


def everywhere(request: HttpRequest) -> dict[str, object]:
    """The coalition's name, and the main navigation with the place where the reader is."""
    places: list[tuple[str, str, str, Callable[[], int] | None]] = [
        ("/", _("Queue"), "queue", None),
        ("/announce/", _("Announce"), "announce", None),
        ("/sources/", _("Sources"), "sources", None),
        ("/quarantine/", _("Quarantine"), "quarantine", items.count),
        ("/places/", _("Places"), "places", None),
        ("/me/", _("Me"), "me", None),
    ]
    user = getattr(request, "user", None)
    if not (isinstance(user, User) and user.may(Role.COMMS)):
        places = [place for place in places if place[2] != "quarantine"]
    tabs = [Tab(href, label, icon, _is_at(request.path, href), count) for href, label, icon, count in places]
    return {"coalition": brand().coalition.name, "tabs": tabs}


def _is_at(path: str, href: str) -> bool:
    return (
        path == "/" or path.startswith(("/announcements/", "/deliveries/", "/mailings/"))
        if href == "/"
        else path.startswith(href)
    )
