"""What every page knows."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from publisher.current_brand import brand


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the main navigation."""

    href: str
    label: str
    icon: str
    current: bool


def everywhere(request: HttpRequest) -> dict[str, object]:
    """The coalition's name, and the main navigation with the place where the reader is."""
    places = [
        ("/", _("Queue"), "queue"),
        ("/announce/", _("Announce"), "announce"),
        ("/sources/", _("Sources"), "sources"),
        ("/places/", _("Places"), "places"),
        ("/me/", _("Me"), "me"),
    ]
    tabs = [Tab(href, label, icon, _is_at(request.path, href)) for href, label, icon in places]
    return {"coalition": brand().coalition.name, "tabs": tabs}


def _is_at(path: str, href: str) -> bool:
    return path == "/" or path.startswith(("/announcements/", "/deliveries/")) if href == "/" else path.startswith(href)
