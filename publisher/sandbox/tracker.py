"""A fictional pledge tracker on loopback, for the demo and the tests: a page with buttons, a CSV and a JSON file."""

import hashlib
import json
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from publisher.sandbox.tracker_page import SAYINGS, evidence, page
from publisher.sandbox.tracker_store import TrackerStore

_MOST_BYTES = 10_000
_FONT = resources.files("fontpkg_public_sans") / "files" / "PublicSans[wght].ttf"
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, store: TrackerStore, *rest: Any) -> None:
        self.store = store
        super().__init__(*rest)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/tracker.csv":
            self._file(self.store.csv(), "text/csv; charset=utf-8")
        elif url.path == "/tracker.json":
            self._file(self.store.json(), "application/json")
        elif url.path == "/public-sans.ttf":
            self._file(_FONT.read_bytes(), "font/ttf")
        elif url.path == "/":
            asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
            html = page(self.store.rows(), asked.get("status", ""), asked.get("done", ""))
            self._answer(200, html, "text/html; charset=utf-8", {"Content-Security-Policy": _POLICY})
        elif html := self._evidence(url.path):
            self._answer(200, html, "text/html; charset=utf-8", {"Content-Security-Policy": _POLICY})
        else:
            self._refuse(404, "There is nothing at this address: try / or /tracker.csv.")

    def do_POST(self) -> None:
        """`/candidates/ID` from the page's buttons, `/api/candidates/ID` with JSON from programs."""
        parts = urlsplit(self.path).path.strip("/").split("/")
        try:
            body = self._body()
            if parts[:-1] == ["api", "candidates"]:
                row = self.store.change(parts[-1], **_strings(json.loads(body)))
                self._answer(200, json.dumps(row, ensure_ascii=False).encode(), "application/json")
            elif parts[:-1] == ["candidates"]:
                status = parse_qs(body.decode()).get("status", [""])[-1]
                self.store.change(parts[-1], status)
                self._answer(303, b"", "text/plain", {"Location": f"/?done={parts[-1]}#{parts[-1]}"})
            else:
                self._refuse(404, "There is nothing to send to at this address: use /api/candidates/ID.")
        except KeyError:
            self._refuse(404, f"There is no candidate {parts[-1]}: take an id from /tracker.csv.")
        except (ValueError, TypeError) as error:
            self._refuse(400, f'{error} Send {{"status": "signed"}}.')

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the demo's screen belongs to the demo."""

    def _evidence(self, path: str) -> bytes:
        """`/evidence/ID/pledge` or `/evidence/ID/statement`: what the candidate says on their own page."""
        parts = path.strip("/").split("/")
        row = next((row for row in self.store.rows() if len(parts) == 3 and row["id"] == parts[1]), None)
        return evidence(row, parts[2]) if row and parts[0] == "evidence" and parts[2] in SAYINGS else b""

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= _MOST_BYTES:
            self.close_connection = True
            raise ValueError(f"More than {_MOST_BYTES} bytes came.")
        return self.rfile.read(length)

    def _file(self, body: bytes, kind: str) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", kind, headers)
        else:
            self._answer(200, body, kind, headers)

    def _refuse(self, status: int, line: str) -> None:
        self._answer(status, f"{line}\n".encode(), "text/plain; charset=utf-8")

    def _answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class TrackerSandbox:
    """The tracker in a thread of this process; `url` is its address without a slash at the end."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = ThreadingHTTPServer((host, port), lambda *rest: _Handler(self.store, *rest))
        self.url = f"http://{host}:{self._server.server_port}"
        self.store = TrackerStore(folder, self.url)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self) -> "TrackerSandbox":
        """Answers from now on."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends the server; the rows stay in the folder."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "TrackerSandbox":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(host: str, port: int, folder: Path) -> None:
    """The tracker in a process of its own, until that ends."""
    with ThreadingHTTPServer((host, port), partial(_Handler, TrackerStore(folder, f"http://{host}:{port}"))) as server:
        server.serve_forever()


def _strings(value: Any) -> dict[str, str]:
    """The members of a JSON object of texts."""
    if (
        not isinstance(value, dict)
        or not all(isinstance(cell, str) for cell in value.values())
        or "status" not in value
    ):
        raise ValueError("Expected a JSON object of texts with a status.")
    return value
