"""Requests in, answers out, and faults played on the bare socket."""

import io
import json
import os
import socket
import ssl
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from publisher.sandbox.faults import Fault
from publisher.sandbox.wire import Wire

_CLOSE_WITH_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: RST instead of FIN
_MAX_BODY = 30_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What came, on which connection and, with HTTP/2, in which stream of it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    connection: int = 0
    stream: int = 0

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
    """A thread per connection; `respond` gives the answer, and the fault to play instead of it.

    Over TLS it speaks HTTP/2 with whoever asks for it.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(
        self, address: tuple[str, int], respond: Callable[[Request], tuple[Answer, Fault | None]], wire: Wire
    ) -> None:
        super().__init__(address, _Handler)
        self.respond = respond
        self.wire = wire
        self.stopping = Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no error here: that is what the faults are for."""


class _Metered:
    """A file of which every byte that is read is counted."""

    def __init__(self, file: Any, wire: Wire) -> None:
        self._file = file
        self._wire = wire

    def read(self, count: int) -> bytes:
        return self._counted(self._file.read(count))

    def readline(self, most: int) -> bytes:
        return self._counted(self._file.readline(most))

    def close(self) -> None:
        self._file.close()

    def _counted(self, data: bytes) -> bytes:
        self._wire.received(len(data))
        return data


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one segment an answer, not one a header
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def setup(self) -> None:
        super().setup()
        self.number = self.server.wire.connected()
        self.rfile: Any = _Metered(self.rfile, self.server.wire)

    def handle(self) -> None:
        """HTTP/2 where TLS agreed on it, else one request after the other."""
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.do_handshake()
            if self.connection.selected_alpn_protocol() == "h2":
                from publisher.sandbox.instagram_h2 import converse  # HTTP/2 is for tests; its package may be absent

                converse(self.connection, self.server, self.number)
                return
        super().handle()

    def do_GET(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _MAX_BODY)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer, fault = self.server.respond(
            request_of(self.command, self.path, headers, self.rfile.read(length), self.number)
        )
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

    def _drip(self, answer: Answer, seconds: float) -> None:
        straight, self.wfile = self.wfile, io.BytesIO()
        self._write(answer)
        whole, self.wfile = self.wfile.getvalue(), straight
        for byte in whole[:-1]:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            self.server.stopping.wait(seconds / len(whole))

    def _play(self, fault: Fault, answer: Answer) -> None:
        match fault.what:
            case "reset":
                reset(self.connection)
            case "drop" | "h2_reset" | "h2_refused" | "h2_goaway":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "hang":
                self.server.stopping.wait(fault.seconds)
            case "truncate":
                self._write(answer, cut=True)
            case "drip":
                self._drip(answer, fault.seconds)
            case "delay":
                self.server.stopping.wait(fault.seconds)
                self._write(answer)
                return
            case _:
                status, body = fault.answer()
                self._write(Answer(status, body))
                return
        self.close_connection = True


def request_of(
    method: str, target: str, headers: Mapping[str, str], body: bytes, connection: int, stream: int = 0
) -> Request:
    """A request as it came: `target` is path and query, header names are in lower case."""
    parts = urlsplit(target)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return Request(method, parts.path, query, headers, body, connection, stream)


def reset(connection: socket.socket) -> None:
    """Ends the TCP connection with RST, whatever lies above it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSE_WITH_RESET)
    os.close(connection.detach())
