"""A stand-in for the mail relay and everybody's inbox on loopback, for the demo and the tests.

Point EMAIL_URL at `smtp_url`. `GET /` shows the mails, `GET /sandbox/state` counts them; `POST /sandbox/faults` with
{"kind": "drop_after_dot" | "451" | "550", "times": 1, "to": ""} lets something go wrong.
"""

import json
import tempfile
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from publisher.sandbox import mailbox_pages as pages
from publisher.sandbox.mailbox_relay import KINDS, MailFault, Relay
from publisher.sandbox.mailbox_store import MailStore

__all__ = ["MailFault", "MailboxSandbox"]

_MOST_BYTES = 10_000


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, store: MailStore, relay: Relay, *rest: Any) -> None:
        self.store, self.relay = store, relay
        super().__init__(*rest)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
        match url.path.strip("/").split("/"):
            case [""]:
                self._page(pages.inbox(self.store.all(), asked.get("kind", ""), asked.get("to", "")))
            case ["sandbox", "state"]:
                self._answer(200, json.dumps(self.store.state()).encode(), "application/json")
            case ["mailbox.js"]:
                self._answer(200, pages.SCRIPT, "text/javascript")
            case ["mail", number, *part] if number.isdecimal():
                self._mail(int(number), "/".join(part))
            case _:
                self._page(pages.missing(), 404)

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/sandbox/faults" or not 0 <= length <= _MOST_BYTES:
                raise ValueError
            fault = MailFault(**json.loads(self.rfile.read(length)))
        except (ValueError, TypeError):
            self.close_connection = True
            self._answer(
                400, f"Send JSON with a kind of {', '.join(KINDS)} to /sandbox/faults.\n".encode(), "text/plain"
            )
            return
        self.relay.faults.append(fault)
        self._answer(200, b"{}", "application/json")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the demo's screen belongs to the demo."""

    def _mail(self, number: int, part: str) -> None:
        mail = self.store.get(number)
        if mail is None or part not in ("", "html", "raw"):
            self._page(pages.missing(), 404)
        elif part == "html":
            self._answer(200, pages.html_part(mail), "text/html; charset=utf-8", pages.PART_POLICY)
        elif part == "raw":
            self._answer(200, mail.data, "text/plain; charset=utf-8")
        else:
            self._page(pages.one(mail))

    def _page(self, body: bytes, status: int = 200) -> None:
        self._answer(status, body, "text/html; charset=utf-8", pages.POLICY)

    def _answer(self, status: int, body: bytes, kind: str, policy: str = "default-src 'none'") -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class MailboxSandbox:
    """Relay and pages, in threads of this process; `url` is that of the pages. Use `start` and `stop`, or `with`."""

    def __init__(self, folder: Path | None = None, host: str = "127.0.0.1", port: int = 0, smtp_port: int = 0) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-") if folder is None else None
        self.store = MailStore(Path(self._temporary.name) if self._temporary else Path(str(folder)))
        self.relay = Relay(self.store, host, smtp_port)
        self._web = ThreadingHTTPServer((host, port), partial(_Handler, self.store, self.relay))
        self._thread = threading.Thread(target=self._web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://{host}:{self._web.server_port}"
        self.smtp_url = f"smtp://{host}:{self.relay.port}"

    @property
    def state(self) -> dict[str, Any]:
        """As GET /sandbox/state answers."""
        return self.store.state()

    def fault(self, kind: str, times: int = 1, to: str = "") -> None:
        """Lets something go wrong."""
        self.relay.faults.append(MailFault(kind, times, to))

    def start(self) -> Self:
        """Listens; returns when both answer."""
        self.relay.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends both; the mails stay in the folder."""
        self.relay.stop()
        self._web.shutdown()
        self._thread.join()
        self._web.server_close()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()
