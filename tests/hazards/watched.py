"""A tracker of 120 fictional candidates, served over HTTP, read by `watch`: what became of each reading."""

import csv
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db.models import F

from publisher import sweep
from publisher.models import Announcement, Poll, QuarantinedRow, Source, StatusChange
from publisher.pipeline import sources

COLUMNS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")
EVIDENCE = "https://news.example.org/pledge"
FIRST = ("Ana", "Bo", "Cy", "Dee", "Eli", "Flo", "Gus", "Hal", "Ida", "Jo", "Kim", "Lee")
LAST = ("Sample", "Placeholder", "Example", "Specimen", "Mockup", "Stand-in", "Dummy", "Pattern", "Model", "Draft")
STATES = ("OH", "TX", "CA", "NY", "FL", "PA")
Cells = dict[str, str]


def people() -> dict[str, Cells]:
    """Key -> row; all pending, some signed since long ago."""
    rows = {}
    for number in range(120):
        first, last = FIRST[number % 12], LAST[number // 12]
        rows[f"c{number}"] = {
            "id": f"c{number}",
            "name": f"{first} {last}",
            "office": "House",
            "state": STATES[number % 6],
            "district": str(number // 6 % 20 + 1) if STATES[number % 6] != "OH" else str(number // 6 % 15 + 1),
            "party": "Independent",
            "status": "signed" if number < 6 else "pending",
            "date": "",
            "evidence": EVIDENCE if number < 6 else "",
        }
    return rows


class Server:
    """Serves whatever `body` gives, anew at each request."""

    def __init__(self, body: Callable[[], bytes], kind: str = "text/csv") -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = body()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()


class Watched:
    """The tracker and its watcher. `read` gives the names that the newest announcements are about."""

    def __init__(self, columns: tuple[str, ...] = COLUMNS) -> None:
        self.columns = columns
        self.rows = people()
        self.extra: list[list[str]] = []
        self.next_bodies: list[bytes] = []
        self.server = Server(self.body)

    def body(self) -> bytes:
        """What the tracker serves: once each of `next_bodies`, then its rows."""
        return self.next_bodies.pop(0) if self.next_bodies else self.text().encode()

    def text(self) -> str:
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([row.get(column, "") for column in self.columns] for row in self.rows.values())
        writer.writerows(self.extra)
        return file.getvalue()

    def add(self, **more: Any) -> "Watched":
        """Makes it a source and takes the silent baseline."""
        wanted = {"name": "tracker", "location": f"{self.server.url}/tracker.csv"} | more
        sources.add(sources.Wanted(**wanted))
        assert self.read() == []
        return self

    @property
    def source(self) -> Source:
        return Source.objects.get(name="tracker")

    def set(self, key: str, **cells: str) -> None:
        """Changes a row, or adds one like it."""
        self.rows[key] = self.rows.get(key, self.rows["c50"] | {"id": key}) | cells

    def sign(self, key: str = "c50", **cells: str) -> str:
        """The candidate signs, with evidence; gives the name."""
        self.set(key, **({"status": "signed", "evidence": EVIDENCE} | cells))
        return self.rows[key]["name"]

    def read(self, times: int = 1) -> list[str]:
        """Reads it so many times; gives whom new announcements are about."""
        known = set(Announcement.objects.values_list("pk", flat=True))
        for _ in range(times):
            sweep.watch([self.source.pk])
        made = Announcement.objects.exclude(pk__in=known).order_by("pk")
        return [change.candidacy.person.name for a in made for change in [a.subjects.get().change]]

    @property
    def poll(self) -> Poll:
        """The latest poll."""
        return Poll.objects.order_by("-pk")[0]

    @property
    def held(self) -> list[str]:
        """The rules of the rows that wait for a person."""
        return sorted(QuarantinedRow.objects.filter(state="open").values_list("rule", flat=True))

    def days_pass(self, days: float = 2) -> None:
        """Everything that was seen so far was seen earlier."""
        StatusChange.objects.update(seen_at=F("seen_at") - timedelta(days=days))
