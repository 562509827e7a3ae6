"""A stand-in for a service's API on loopback: it keeps what it is told, counts it, and goes wrong where a test says."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

LOST_BEFORE, LOST_AFTER, GARBLED = "lost before", "lost after", "garbled"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `body` is its JSON, None without one."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


class No(Exception):
    """An answer of no."""

    def __init__(self, status: int, body: Any = None) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class StandIn:
    """Answers by `answer`, which a service's own class gives. Use `with`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.counts: Counter[str] = Counter()
        self.says = "As the test says"
        self._faults: list[tuple[str, str, str | int]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """For the setting that names the endpoint."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fault(self, method: str, path: str, kind: str | int, times: int = 1) -> None:
        """The next requests of that method whose path ends so go wrong: LOST_…, or a status."""
        self._faults += [(method, path, kind)] * times

    def answer(self, asked: Asked) -> Any:
        """The JSON of a yes, None for an empty one. Raises `No`."""
        raise NotImplementedError

    def taken(self, asked: Asked) -> str | int | None:
        """The fault that strikes this request."""
        self.asked.append(asked)
        self.counts[f"{asked.method} {asked.path.rsplit('/', 1)[-1]}"] += 1
        for fault in self._faults:
            if fault[0] == asked.method and asked.path.endswith(fault[1]):
                self._faults.remove(fault)
                return fault[2]
        return None

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def close(self) -> None:
        """Nobody listens any more; may be repeated."""
        self._server.shutdown()
        self._server.server_close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _handler(stand_in: StandIn) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            length = int(self.headers.get("Content-Length") or 0)
            data = self.rfile.read(length)
            parts = urlsplit(self.path)
            query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            headers = {key.lower(): value for key, value in self.headers.items()}
            body = json.loads(data) if data and "json" in headers.get("content-type", "") else data or None
            asked = Asked(self.command, parts.path, query, headers, body)
            fault = stand_in.taken(asked)
            if fault == LOST_BEFORE:
                self.close_connection = True
                return
            status, told = 200, None
            try:
                told = None if isinstance(fault, int) else stand_in.answer(asked)
            except No as no:
                status, told = no.status, no.body
            if fault == LOST_AFTER:
                self.close_connection = True
                return
            text = b"" if told is None else json.dumps(told).encode()
            if isinstance(fault, int):
                status, text = fault, json.dumps({"message": stand_in.says, "detail": "As it says"}).encode()
            elif fault == GARBLED:
                text = b"<html>A proxy's page</html>"
            self.send_response(status if text or status != 200 else 204)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            return

    return Handler
