"""JSON: a list of objects, in one document or in pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from publisher.net import Answer
from publisher.tracker.formats.base import Asked, Format, option
from publisher.tracker.formats.documents import document, listed
from publisher.tracker.formats.flat import flattened
from publisher.tracker.formats.objects import ObjectTable
from publisher.tracker.formats.visit import Visit, bearer, with_parameters
from publisher.tracker.values import Quarantine, Reading, SourceSpec

_LINKS = (("next",), ("links", "next"))
"""Where most services name the next page."""
_LINK_HEADER = re.compile(r'<([^<>]*)>\s*;[^,<]*\brel="?next\b', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Options:
    """How the pages follow each other; at most one of `next`, `page` and `offset`."""

    next: str = option("where a page names the next one, such as paging.next; next and links.next are found alone")
    page: str = option("the parameter of the address that counts pages, such as page; read until a page is empty")
    first: str = option("the number of the first page", "1")
    offset: str = option("the parameter that counts rows, such as offset; read until a page is empty")
    nested: str = option("yes: members of inner objects are columns of their own, name.last", "no", ("yes", "no"))

    def __post_init__(self) -> None:
        if sum(map(bool, (self.next, self.page, self.offset))) > 1:
            raise ValueError("Pages follow each other in one way: give one of the options next, page and offset.")
        if not (self.first.isascii() and self.first.isdigit()):
            raise ValueError(f"The option first is {self.first!r}: give the number of the first page, such as 1 or 0.")


class Json(Format):
    """The list is the top array, the only list in the top object, or where `#path.to.it` in the location says."""

    label = "JSON"
    place = "a file, or an http(s) address; #path.to.list at its end names the list"
    credential = "a token, sent as a bearer"
    seconds = 90.0
    Options = Options

    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        options: Options = self.options(spec.options)
        visit = Visit(spec, asked, self.seconds, bearer(spec.secret))
        if options.page or options.offset:
            return _counted(visit, spec, options)
        first = visit.document()
        if first.status == 304:
            return visit.reading([], first)
        pages = [first.body]
        for page in _following(visit, first, _paths(options)):
            pages.append(page)
        return visit.reading(pages, first, whole=len(pages) == 1)

    def table(self, reading: Reading, spec: SourceSpec) -> ObjectTable:
        flat = flattened if self.options(spec.options).nested == "yes" else None
        return ObjectTable(reading.pages, spec, _rows(spec), flat)


def _rows(spec: SourceSpec) -> Callable[[bytes], list[Any]]:
    return lambda page: listed(document(page, "JSON"), spec.path)


def _paths(options: Options) -> tuple[tuple[str, ...], ...]:
    return (tuple(options.next.split(".")),) if options.next else _LINKS


def _following(visit: Visit, answer: Answer, paths: tuple[tuple[str, ...], ...]) -> Iterator[bytes]:
    """The pages after the one in `answer`, as each names the next."""
    seen = {answer.url}
    while link := _link(answer, paths):
        if not visit.by_http:
            raise Quarantine("Expected the whole list, came its first page, which names a next one: give its address.")
        url = visit.follow(answer.url, link)
        if url in seen:
            raise _again()
        seen.add(url)
        answer = visit.get(url)
        yield answer.body


def _link(answer: Answer, paths: tuple[tuple[str, ...], ...]) -> str:
    """The address of the next page, from the page or its Link header (RFC 8288), or ""."""
    # A page that does not even contain the word is not taken apart for it.
    if any(f'"{path[-1]}"'.encode() in answer.body for path in paths):
        whole = document(answer.body, "JSON")
        for path in paths:
            found = whole
            for key in path:
                found = found.get(key) if isinstance(found, dict) else None
            found = found.get("href") if isinstance(found, dict) else found
            if isinstance(found, str) and found.startswith(("http://", "https://", "/", "?")):
                return found
    match = _LINK_HEADER.search(answer.headers.get("link", ""))
    return match[1] if match else ""


def _counted(visit: Visit, spec: SourceSpec, options: Options) -> Reading:
    """Pages by a parameter of the address, until one is empty."""
    rows, count = _rows(spec), int(options.first) if options.page else 0
    pages: list[bytes] = []
    first = None
    while True:
        answer = visit.get(with_parameters(visit.location, **{options.page or options.offset: count}))
        first = first or answer
        found = len(rows(answer.body))
        if pages and found and answer.body == pages[-1]:
            raise _again()
        if found or not pages:
            pages.append(answer.body)
        if not found:
            return visit.reading(pages, first, whole=False)
        count += 1 if options.page else found


def _again() -> Quarantine:
    return Quarantine("Expected another page, came the same one again: correct how the pages follow each other.")


FORMAT = Json()
