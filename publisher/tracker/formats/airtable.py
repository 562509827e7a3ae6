"""A table of an Airtable base, by its web interface (airtable.com/developers/web/api, List records and Rate limits)."""

import re
import threading
import time
from typing import Any

from publisher.net import Answer
from publisher.tracker.formats.base import Asked, Format, Unreachable
from publisher.tracker.formats.documents import document
from publisher.tracker.formats.flat import flattened
from publisher.tracker.formats.objects import ObjectTable
from publisher.tracker.formats.visit import Visit, bearer, with_parameters
from publisher.tracker.values import Quarantine, Reading, SourceSpec

PAGE = 100
APART = 0.21
"""Seconds between two requests: Airtable allows five a second."""
WAIT = 30.0
"""Seconds until Airtable answers again after "too many requests"."""

_BROWSER = re.compile(r"https://airtable\.com/(?P<base>app\w+)/(?P<table>tbl\w+)(?:/(?P<view>viw\w+))?", re.ASCII)
_SHORT = re.compile(r"(?P<base>app\w{14})/(?P<table>[^/?#]+)", re.ASCII)


class Airtable(Format):
    """Columns are the fields as the base names them, and `record.id`. Airtable leaves empty fields out of a record."""

    label = "Airtable"
    place = "the address of a table in the browser, or https://api.airtable.com/v0/BASE/TABLE?view=VIEW"
    credential = "a personal access token that may read the base (data.records:read)"
    needs_credential = True
    seconds = 90.0

    def tidy(self, location: str) -> str:
        """The address of the interface, from that of the browser or BASE/TABLE."""
        match = _BROWSER.match(location) or _SHORT.fullmatch(location)
        if match:
            view = match.groupdict().get("view")
            url = f"https://api.airtable.com/v0/{match['base']}/{match['table']}"
            return with_parameters(url, view=view) if view else url
        if not location.lower().startswith(("http://", "https://")):
            raise ValueError(f"{location!r} is no table of Airtable: give {self.place}.")
        return location

    def read(self, spec: SourceSpec, asked: Asked) -> Reading:
        if not spec.secret:
            raise Unreachable("Airtable wants a token: give it with --secret @FILE.")
        visit = Visit(spec, asked, self.seconds, bearer(spec.secret))
        offset: dict[str, object] = {}
        pages: list[bytes] = []
        first = None
        while True:
            answer = _ask(visit, with_parameters(spec.location, pageSize=PAGE, **offset))
            first = first or answer
            pages.append(answer.body)
            following = _offset(answer.body)
            if not following:
                return visit.reading(pages, first, whole=False)
            if offset.get("offset") == following:
                raise Quarantine("Expected another page, came the same one again: look whether Airtable is up.")
            offset = {"offset": following}

    def table(self, reading: Reading, spec: SourceSpec) -> ObjectTable:
        return ObjectTable(reading.pages, spec, _records, _fields)


class _Turns:
    """Keeps requests of this process apart, whichever source they are for: a base counts them together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0.0

    def take(self, visit: Visit) -> None:
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + APART
        visit.wait(mine - now, "Too many requests wait for Airtable")


_turns = _Turns()


def _ask(visit: Visit, url: str) -> Answer:
    while True:
        _turns.take(visit)
        answer = visit.ask(url)
        if answer.status != 429:
            return visit.accepted(answer)
        visit.wait(WAIT, "Airtable had too many requests and wants 30 seconds of rest")


def _records(page: bytes) -> list[Any]:
    whole = document(page, "JSON of Airtable")
    found = whole.get("records") if isinstance(whole, dict) else None
    if not isinstance(found, list):
        raise Quarantine("Expected records of Airtable, came something else: give the address of a table.")
    return found


def _offset(page: bytes) -> str:
    if b'"offset"' not in page:
        return ""
    whole = document(page, "JSON of Airtable")
    return str(whole.get("offset") or "") if isinstance(whole, dict) else ""


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    fields = record.get("fields")
    return {"record.id": record.get("id")} | flattened(fields if isinstance(fields, dict) else {})


FORMAT = Airtable()
