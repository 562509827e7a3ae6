"""A stand-in for the mail relay and everybody's inbox on loopback, for the demo and the tests.

Point EMAIL_URL at `smtp_url`. `GET /` shows the mails, `GET /sandbox/state` counts them; `POST /sandbox/faults` with
{"kind": "drop_after_dot" | "451" | "550", "times": 1, "to": ""} lets something go wrong.
"""

import asyncio
import json
import tempfile
import threading
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from publisher.sandbox import mailbox_pages
from publisher.sandbox.mailbox_store import MailStore

KINDS = ("drop_after_dot", "451", "550")
_MOST_BYTES = 10_000


@dataclass(slots=True)
class MailFault:
    """What goes wrong, how often, and for whom (a part of the address; empty: for everybody)."""

    kind: str
    times: int = 1
    to: str = ""


class _Relay:
    """What aiosmtpd asks for each mail."""

    def __init__(self, store: MailStore) -> None:
        self.store = store
        self.faults: list[MailFault] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: Any
    ) -> str:
        for code in ("451", "550"):
            if self._strikes(code, to):
                return f"{code} The sandbox was told to refuse this recipient"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        data = envelope.original_content or b""
        for to in envelope.rcpt_tos:
            self.store.add(to, data)
        if any(self._strikes("drop_after_dot", to) for to in envelope.rcpt_tos):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 Accepted"

    def _strikes(self, kind: str, to: str) -> bool:
        for fault in self.faults:
            if fault.kind == kind and fault.times > 0 and fault.to in to:
                fault.times -= 1
                return True
        return False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, store: MailStore, relay: _Relay, *rest: Any) -> None:
        self.store, self.relay = store, relay
        super().__init__(*rest)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        parts = [part for part in url.path.split("/") if part]
        if url.path == "/sandbox/state":
            self._answer(200, json.dumps(self.store.state()).encode(), "application/json")
        elif not parts:
            kind = parse_qs(url.query).get("kind", [""])[0]
            self._page(mailbox_pages.inbox(self.store.all(), kind))
        elif parts[0] == "mail" and parts[1:] and parts[1].isdecimal() and (mail := self.store.get(int(parts[1]))):
            if parts[2:] == ["html"]:
                self._answer(200, mailbox_pages.html_part(mail), "text/html; charset=utf-8", mailbox_pages.PART_POLICY)
            else:
                self._page(mailbox_pages.one(mail))
        else:
            self._answer(404, b"There is nothing at this address: try /.\n", "text/plain")

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/sandbox/faults" or not 0 <= length <= _MOST_BYTES:
                raise ValueError
            fault = MailFault(**json.loads(self.rfile.read(length)))
            if fault.kind not in KINDS:
                raise ValueError
        except (ValueError, TypeError):
            self._answer(
                400, f"Send JSON with a kind of {', '.join(KINDS)} to /sandbox/faults.\n".encode(), "text/plain"
            )
            return
        self.relay.faults.append(fault)
        self._answer(200, b"{}", "application/json")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the demo's screen belongs to the demo."""

    def _page(self, body: bytes) -> None:
        self._answer(200, body, "text/html; charset=utf-8", mailbox_pages.POLICY)

    def _answer(self, status: int, body: bytes, kind: str, policy: str = "default-src 'none'") -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", policy),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class MailboxSandbox:
    """Relay and pages, in threads of this process; `port` is that of the pages. Use `start` and `stop`, or `with`."""

    def __init__(self, folder: Path | None = None, host: str = "127.0.0.1", port: int = 0, smtp_port: int = 0) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-") if folder is None else None
        self.store = MailStore(Path(self._temporary.name) if self._temporary else Path(str(folder)))
        self.relay = _Relay(self.store)
        self._host, self._smtp_port = host, smtp_port
        self._smtp: Controller | None = None
        self._web = ThreadingHTTPServer((host, port), partial(_Handler, self.store, self.relay))
        self._thread = threading.Thread(target=self._web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://{host}:{self._web.server_port}"

    @property
    def smtp_url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://{self._host}:{self._smtp_port}"

    @property
    def state(self) -> dict[str, Any]:
        """As GET /sandbox/state answers."""
        return self.store.state()

    def fault(self, kind: str, times: int = 1, to: str = "") -> None:
        """Lets something go wrong."""
        self.relay.faults.append(MailFault(kind, times, to))

    def start(self) -> Self:
        """Listens; returns when both answer."""
        self._smtp_port = self._smtp_port or _free(self._host)
        self._smtp = Controller(
            self.relay, hostname=self._host, port=self._smtp_port, server_hostname="sandbox.example"
        )
        self._smtp.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends both; the mails stay in the folder."""
        if self._smtp:
            self._smtp.stop()
        self._web.shutdown()
        self._thread.join()
        self._web.server_close()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()


def _free(host: str) -> int:
    import socket

    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
