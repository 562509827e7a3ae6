"""A relay on a bare socket that says what a test wants, and breaks off where it wants."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

DROP, SILENCE = "drop", "silence"
BEGUN = "MESSAGE"
"""An answer to this verb is played in the midst of the message: before the dot."""
DOT = "."
"""The final dot's verb."""
SILENT_SECONDS = 5


class RawRelay(socketserver.ThreadingTCPServer):
    """Answers each SMTP verb as told, else 250. It counts connections and keeps every whole message as it came."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, **answers: str) -> None:
        self.answers = {"DATA": "354 Go on", "QUIT": "221 Bye"} | answers
        self.connections = 0
        self.messages: list[bytes] = []
        self.verbs: list[str] = []
        self.open: list[socket.socket] = []
        super().__init__(("127.0.0.1", 0), _Session)

    def hang_up(self) -> None:
        """Ends every connection, as a relay does with those that are idle."""
        while self.open:
            self.open.pop().shutdown(socket.SHUT_RDWR)

    def answer(self, verb: str) -> str:
        self.verbs.append(verb)
        return self.answers.get(verb, "250 OK")


class _Session(socketserver.StreamRequestHandler):
    server: RawRelay

    def setup(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        super().setup()

    def handle(self) -> None:
        self.server.connections += 1
        self.server.open.append(self.request)
        if self._say(self.server.answers.get("CONNECT", "220 raw.example")):
            while line := self.rfile.readline():
                verb = line.split()[0].decode().upper()
                if not self._say(self.server.answer(verb)) or verb == "QUIT":
                    return
                if verb == "DATA" and self.server.answers["DATA"].startswith("354") and not self._message():
                    return

    def _message(self) -> bool:
        if BEGUN in self.server.answers:
            self.rfile.readline()
            return self._say(self.server.answers[BEGUN])
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.messages.append(b"".join(lines))
        return self._say(self.server.answer(DOT))

    def _say(self, answer: str) -> bool:
        """False when the connection is to end."""
        if answer == SILENCE:
            threading.Event().wait(SILENT_SECONDS)
        if answer in (DROP, SILENCE):
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


@pytest.fixture
def relay(settings: Any) -> Iterator[Callable[..., RawRelay]]:
    """Starts the relay of this test: `relay(RCPT="550 No")`; a verb's answer may be DROP or SILENCE."""
    running: list[RawRelay] = []

    def start(**answers: str) -> RawRelay:
        server = RawRelay(**answers)
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        running.append(server)
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *server.server_address, 0.7
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()
