"""What reached a stand-in, counted below its client: connections, streams and bytes, whatever the client believes."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Came:
    """One request of the service's: its kind, the connection's number, and its HTTP/2 stream (0 on HTTP/1.1)."""

    kind: str
    connection: int
    stream: int


class Wire:
    """Counts everything that came, the sandbox's own doors too; `requests` are those of the service, in order.

    Bytes are those of requests, head and body, after TLS. May be used from many threads.
    """

    def __init__(self) -> None:
        self.connections = self.streams = self.bytes = 0
        self.requests: list[Came] = []
        self._lock = threading.Lock()

    def connected(self) -> int:
        """One more connection was accepted; gives its number, from 1."""
        with self._lock:
            self.connections += 1
            return self.connections

    def opened(self) -> None:
        """One more HTTP/2 stream was opened."""
        with self._lock:
            self.streams += 1

    def received(self, count: int) -> None:
        """So many bytes more."""
        with self._lock:
            self.bytes += count

    def came(self, kind: str, connection: int, stream: int) -> None:
        """One more request of this kind."""
        with self._lock:
            self.requests.append(Came(kind, connection, stream))

    def told(self) -> dict[str, int]:
        """As GET /sandbox/state shows it."""
        return {"connections": self.connections, "streams": self.streams, "bytes": self.bytes}
