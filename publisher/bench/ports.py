"""Waiting for a server of the bench's own."""

import socket
import time


def await_port(port: int, seconds: float = 30) -> None:
    """Returns once something answers on this port of loopback. Raises OSError when nothing does for so long."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
