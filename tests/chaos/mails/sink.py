"""A relay with PIPELINING that counts what it took, loses replies, and calls the killer at the chosen moment."""

import itertools
import socket
import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes

DATA, DOT, REPLY = "inside DATA", "after the dot", "between reply and commit"
MOMENTS = (DATA, DOT, REPLY)
END = b"\r\n.\r\n"


class Sink(socketserver.ThreadingTCPServer):
    """`strike(moment)` is called while a message is just there; True if that was the moment, and the sender is dead.

    After each `lose`th message it took, the connection ends without an answer.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, lose: int, strike: Callable[[str], bool]) -> None:
        self.lose, self.strike = lose, strike
        self.taken: list[tuple[str, str]] = []
        self.lost = 0
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Session)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, recipient: str, message: bytes) -> bool:
        """Keeps one message; False if its answer is to be lost."""
        with self._lock:
            self.taken.append((str(message_from_bytes(message)["Message-ID"]), recipient))
            lost = next(self._numbers) % self.lose == 0
            self.lost += lost
        return not lost


class _Session(socketserver.BaseRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._buffer = b""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._talk()
        except OSError:
            return

    def _talk(self) -> None:
        self._say("220 sink.example")
        recipient = ""
        while line := self._until(b"\r\n"):
            verb = line[:4].upper()
            if verb == b"EHLO":
                self._say("250-sink.example\r\n250 PIPELINING")
            elif verb == b"DATA":
                self._say("354 Go on")
                if not self._message(recipient):
                    return
            elif verb == b"QUIT":
                self._say("221 Bye")
                return
            else:
                if verb == b"RCPT":
                    recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                self._say("250 OK")

    def _message(self, recipient: str) -> bool:
        """False when the connection is to end."""
        while END not in self._buffer:
            self._more()
            if END not in self._buffer and len(self._buffer) > 100:
                self.server.strike(DATA)
        message = self._until(END)
        killed = self.server.strike(DOT)
        if not self.server.take(recipient, message) or killed:
            return False
        self._say("250 Taken")
        return not self.server.strike(REPLY)

    def _until(self, end: bytes) -> bytes:
        while end not in self._buffer:
            self._more()
        found, _, self._buffer = self._buffer.partition(end)
        return found + end

    def _more(self) -> None:
        data = self.request.recv(65536)
        if not data:
            raise ConnectionResetError
        self._buffer += data

    def _say(self, answer: str) -> None:
        self.request.sendall(f"{answer}\r\n".encode())
