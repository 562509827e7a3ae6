"""Entries of a WordPress site, by its REST interface (developer.wordpress.org/rest-api, Pagination)."""

import html
import re
from dataclasses import dataclass
from typing import Any

from publisher.net import split
from publisher.tracker.formats.base import Asked, Format, option
from publisher.tracker.formats.documents import document
from publisher.tracker.formats.flat import flattened
from publisher.tracker.formats.objects import ObjectTable
from publisher.tracker.formats.visit import Visit, parameters, with_parameters
from publisher.tracker.values import Quarantine, Reading, SourceSpec

_MOST = 100
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|h[1-6]|tr|td|th))\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(?:!--.*?--|/?[a-zA-Z][^<>]*)>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Options:
    """How much comes at once."""

    per_page: str = option(f"entries a page, at most {_MOST}", str(_MOST))

    def __post_init__(self) -> None:
        if not (self.per_page.isascii() and self.per_page.isdigit() and 1 <= int(self.per_page) <= _MOST):
            raise ValueError(f"The option per_page is {self.per_page!r}: give a number from 1 to {_MOST}.")


class WordPress(Format):
    """Columns are the members of an entry with those of inner objects: `title.rendered`, `acf.status`.

    Rendered texts are HTML: their tags are left out and their entities are letters.
    """

    label = "WordPress"
    place = "an address such as https://site.example/wp-json/wp/v2/candidates"
    seconds = 90.0
    Options = Options

    def tidy(self, location: str) -> str:
        if "/wp-json/" not in location and "rest_route=" not in location:
            raise ValueError(f"{location!r} is no list of WordPress: give {self.place}.")
        return location

    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        visit = Visit(spec, asked, self.seconds)
        asking: dict[str, object] = {"per_page": self.options(spec.options).per_page}
        if "orderby" not in parameters(spec.location):
            # By date, as WordPress does alone, a new entry would move another across the page that is read next.
            asking |= {"orderby": "id", "order": "asc"}
        first = answer = visit.get(with_parameters(spec.location, **asking, page=1))
        pages = [first.body]
        while len(pages) < _total(answer.headers.get("x-wp-totalpages", ""), visit.location):
            answer = visit.get(with_parameters(spec.location, **asking, page=len(pages) + 1))
            pages.append(answer.body)
        return visit.reading(pages, first, whole=False)

    def table(self, reading: Reading, spec: SourceSpec) -> ObjectTable:
        return ObjectTable(reading.pages, spec, _entries, _readable)


def _entries(page: bytes) -> list[Any]:
    found = document(page, "JSON of WordPress")
    if not isinstance(found, list):
        raise Quarantine("Expected a list of WordPress entries, came something else: give the address of the list.")
    return found


def _total(header: str, location: str) -> int:
    if not (header.isascii() and header.isdigit()):
        raise Quarantine(
            f"Expected a list of WordPress, came no X-WP-TotalPages from {split(location)[1]}: "
            "check that the address names a list, and that nothing before the site leaves headers out."
        )
    return int(header)


def _readable(entry: dict[str, Any]) -> dict[str, Any]:
    found = flattened({name: value for name, value in entry.items() if name != "_links"})
    for name, value in found.items():
        if name.endswith("rendered") and isinstance(value, str):
            found[name] = " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", value))).split())
    return found


FORMAT = WordPress()
