"""A tracker of fictional candidates for measuring: as CSV, or as pages of JSON on a loopback address."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

FIELDS = ("id", "name", "office", "state", "district", "party", "status", "date", "evidence")
PAGE = 500
FIRST = (
    "Ana Bo Cy Dee Eli Flo Gus Hal Ida Jo Kim Lee Mia Noa Ona Pia Quy Rae Sol Tia Uma Val Wes Xia Yan Zed".split()  # noqa: SIM905
)
STATES = ("OH", "TX", "CA", "NY", "FL", "PA", "IL", "GA", "NC", "MI")


def row(n: int, signed: int) -> list[object]:
    """The candidate number `n`; the first `signed` of them have signed."""
    name = f"{FIRST[n % 26]} {FIRST[n // 26 % 26]}{chr(97 + n // 676 % 26)}{chr(97 + n // 17576 % 26)} Sample"
    answer = ("signed", "2026-03-12", f"https://news.example.org/{n}") if n < signed else ("pending", "", "")
    return [n, name, "House", STATES[n % 10], n % 9 + 1, "Independent", *answer]


def as_csv(rows: int, signed: int = 0) -> bytes:
    """All of them in one document."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    writer.writerows(row(n, signed) for n in range(rows))
    return file.getvalue().encode()


@contextmanager
def in_pages(rows: int) -> Iterator[str]:
    """The address of their first page while the block runs; each page is made when it is asked for."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start = PAGE * (int(parse_qs(urlsplit(self.path).query)["page"][0]) - 1)
            found = [dict(zip(FIELDS, map(str, row(n, 0)), strict=True)) for n in range(start, min(start + PAGE, rows))]
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/candidates"
    finally:
        server.shutdown()
        server.server_close()
