"""What the stand-ins for Instagram share: a server in a thread, its doors, faults on request."""

import re
import signal
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self

from publisher.sandbox.faults import Fault, Faults
from publisher.sandbox.instagram_by_hand import post_by_hand
from publisher.sandbox.instagram_control import Control
from publisher.sandbox.instagram_http import Answer, Request, Server, as_json
from publisher.sandbox.instagram_store import Store

Route = tuple[str, str, str, Callable[[Request], Answer]]
"""Method, path, kind in the counts, and who answers. The first that fits is taken."""

OWN = "sandbox"
"""Kind of the sandbox's own doors: not counted, never struck by a fault."""


class Doors:
    """The server, in a thread of this process. Use `start` and `stop`, or `with`.

    Posts are kept in `folder` and are there again after a restart; without one they go with the server. Whoever
    inherits gives `control` and `routes`.
    """

    control: Control
    routes: list[Route]
    visible = ""
    """A part of the path that makes something visible: where faults strike unless they say otherwise."""

    def __init__(
        self,
        folder: Path | str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: SSLContext | None = None,
    ) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-") if folder is None else None
        self.store = Store(Path(self._temporary.name if self._temporary else str(folder)).resolve())
        self.faults = Faults()
        self._server = Server((host, port), self._respond, self.store.wire)
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(  # the handshake is for the connection's own thread
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """http(s)://HOST:PORT, for the setting that names the endpoint, and for a browser."""
        host, port = self._server.server_address[:2]
        return f"{self._scheme}://{host!s}:{port}"

    @property
    def state(self) -> dict[str, Any]:
        """As GET /sandbox/state answers."""
        return self.control.state()

    def fault(self, kind: str, match: str | None = None, **more: Any) -> None:
        """Let something go wrong; see `faults`. Once, unless `times` or `probability` say otherwise.

        `match` is a part of the path, or the kind in the counts; without it, what makes something visible.
        """
        self.faults.add({"kind": kind, "match": self.visible if match is None else match, **more})

    def start(self) -> Self:
        """Listen; returns at once."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, end requests that hang, and remove a temporary folder."""
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        if self._temporary:
            self._temporary.cleanup()

    __enter__ = start

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _respond(self, request: Request) -> tuple[Answer, Fault | None]:
        kind, act = self._routed(request)
        if kind == OWN:
            return act(request), None
        self.store.count(kind)
        self.store.wire.came(kind, request.connection, request.stream)
        self._server.stopping.wait(self.control.delay)
        fault = self.faults.take(f"{request.path} {kind}")
        if fault is not None and fault.meanwhile:
            for account in self.store.accounts():
                if fault.by in ("", account.username):
                    post_by_hand(self.store, account, fault.meanwhile)
        if fault is not None and not fault.after:
            return Answer(body=b'{"status": "ok"}'), fault
        return act(request), fault

    def _routed(self, request: Request) -> tuple[str, Callable[[Request], Answer]]:
        method = "GET" if request.method == "HEAD" else request.method
        for wanted, pattern, kind, act in self.routes:
            if method in wanted.split() and re.fullmatch(pattern, request.path):
                return kind, act
        return "unknown", _unknown


def run(doors: Doors) -> None:
    """Runs a stand-in as a process of its own until SIGTERM or Ctrl-C."""
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with doors:
        done.wait()


def own(control: Control) -> list[Route]:
    """The doors that only a sandbox has."""
    return [
        ("GET", r"/sandbox/state", OWN, control.show_state),
        ("POST DELETE", r"/sandbox/faults", OWN, control.set_faults),
        ("POST", r"/sandbox/settings", OWN, control.set_settings),
        ("POST", r"/sandbox/accounts", OWN, control.add_account),
        ("POST", r"/sandbox/posts", OWN, control.add_post),
        ("GET", r"/images/[A-Za-z0-9-]+\.jpg", OWN, control.image),
        ("GET", r"/shown/\d{1,4}/[A-Za-z0-9-]+\.jpg", OWN, control.shown),
        ("GET", r"/p/[A-Za-z0-9_-]+/?", OWN, control.post_page),
        ("GET", r"/stories/[^/]+/\d+/?", OWN, control.story_page),
        ("GET", r"/", OWN, control.feed_page),
    ]


def _unknown(request: Request) -> Answer:
    return as_json({"message": f"The sandbox has no {request.path}", "status": "fail"}, 404)
