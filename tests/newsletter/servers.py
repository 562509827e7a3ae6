"""A relay that treats each recipient as a test wants, with or without PIPELINING, on a bare socket."""

import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

DROP = "drop"
BEGUN, DOT = "begun", "."
"""Steps beside the verbs: in the midst of the message, and after its final dot."""
Plan = dict[str, dict[str, str]]
"""What is answered to a recipient (what stands before the @) at a step, instead of yes."""


class Server(socketserver.ThreadingTCPServer):
    """Answers as `plan` says, else yes. `accepted` counts by recipient what it took, a lost answer's mail included."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, plan: Plan, *, pipelining: bool, greets: list[str]) -> None:
        self.plan, self.pipelining, self.greets = plan, pipelining, greets
        self.accepted: Counter[str] = Counter()
        self.mails: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Talk)


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def setup(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        super().setup()
        self.to = ""

    def handle(self) -> None:
        greeting = self.server.greets.pop(0) if self.server.greets else "220 relay.example"
        if not self.say(greeting) or not greeting.startswith("220"):
            return
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper()
            if not self.answer(verb, line.decode()) or verb == "QUIT":
                return

    def answer(self, verb: str, line: str) -> bool:
        """False when the connection is to end."""
        if verb == "EHLO":
            offered = "250-relay.example\r\n250-PIPELINING\r\n250 8BITMIME" if self.server.pipelining else "250 relay"
            return self.say(offered)
        if verb in ("MAIL", "RSET"):
            self.to = ""
        if verb == "RCPT":
            to = line.partition("<")[2].partition("@")[0]
            said = self.planned(to, verb, "250 OK")
            self.to = to if said.startswith("250") else ""
            return self.say(said) and not said.startswith("421")
        if verb == "DATA":
            said = self.planned(self.to, verb, "354 Go on") if self.to else "503 5.5.1 Nobody to send it to"
            return self.say(said) and (not said.startswith("354") or self.message())
        return self.say("221 Bye" if verb == "QUIT" else "250 OK")

    def message(self) -> bool:
        if self.planned(self.to, BEGUN, "") == DROP:
            self.rfile.readline()
            return False
        lines = list(iter(self.rfile.readline, b".\r\n"))
        said = self.planned(self.to, DOT, "250 2.0.0 Accepted")
        if said.startswith("250") or said == DROP:
            self.server.accepted[self.to] += 1
            self.server.mails.append(b"".join(lines))
        return self.say(said)

    def planned(self, to: str, step: str, otherwise: str) -> str:
        return self.server.plan.get(to, {}).get(step, otherwise)

    def say(self, answer: str) -> bool:
        if answer == DROP:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


@pytest.fixture
def server(settings: Any) -> Iterator[Callable[..., Server]]:
    """Starts the relay of this test: `server(plan, pipelining=True, greets=["421 Busy"])`."""
    running: list[Server] = []

    def start(plan: Plan, *, pipelining: bool = False, greets: list[str] | None = None) -> Server:
        made = Server(plan, pipelining=pipelining, greets=greets or [])
        threading.Thread(target=made.serve_forever, args=[0.02], daemon=True).start()
        running.append(made)
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *made.server_address, 5
        settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = "news@coalition.example", "https://coalition.example"
        return made

    yield start
    for made in running:
        made.shutdown()
        made.server_close()
