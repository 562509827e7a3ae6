"""Requests in, answers out, and faults played on the bare socket."""

import json
import os
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from publisher.sandbox.faults import Fault

_CLOSE_WITH_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: RST instead of FIN
_MAX_BODY = 30_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        """The body as form fields."""
        return {key: values[0] for key, values in parse_qs(self.body.decode(errors="replace")).items()}

    def signed(self) -> dict[str, Any]:
        """The JSON that instagrapi puts into `signed_body=SIGNATURE.{...}`."""
        found = json.loads(self.form().get("signed_body", "SIGNATURE.{}").removeprefix("SIGNATURE."))
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: Any, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; header names are written with underscores."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, json.dumps(value).encode(), headers=named)


class Server(ThreadingHTTPServer):
    """A thread per connection; `respond` gives the answer, and the fault to play instead of it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], respond: Callable[[Request], tuple[Answer, Fault | None]]) -> None:
        super().__init__(address, _Handler)
        self.respond = respond
        self.stopping = Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no error here: that is what the faults are for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one segment an answer, not one a header
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _MAX_BODY)
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            query={key: values[-1] for key, values in parse_qs(parts.query).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        answer, fault = self.server.respond(request)
        if fault is None:
            self._write(answer)
        else:
            self._play(fault, answer)

    do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815  # names that the base class looks for

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: `GET /sandbox/state` tells what came."""

    def _write(self, answer: Answer, cut: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        self.wfile.flush()

    def _play(self, fault: Fault, answer: Answer) -> None:
        match fault.what:
            case "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_WITH_RESET)
                os.close(self.connection.detach())
            case "drop":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "hang":
                self.server.stopping.wait(fault.seconds)
            case "truncate":
                self._write(answer, cut=True)
            case _:
                status, body = fault.answer()
                self._write(Answer(status, body))
                return
        self.close_connection = True
