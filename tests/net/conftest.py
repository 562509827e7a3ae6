"""A site on loopback that answers as a test tells it, and names that lead where a test wants."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from typing import BinaryIO

import pytest

from publisher.net import Guard

Reply = Callable[[str, BinaryIO], None]
LOOPBACK = Guard((ip_network("127.0.0.0/8"),))


def ok(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(location: str) -> bytes:
    return ok(b"", f"Location: {location}", status="302 Found")


@contextmanager
def site(reply: Reply, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that gives every request's head to `reply`."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n")).decode()
            try:
                reply(head, self.wfile)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def get_request(self) -> tuple[socket.socket, object]:
            raw, peer = self.socket.accept()
            return (tls.wrap_socket(raw, server_side=True) if tls else raw), peer

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def answering(*answers: bytes) -> Iterator[int]:
    """A site that gives these answers, one a request, and the last one for ever."""
    left = list(answers)
    with site(lambda head, out: out.write(left.pop(0) if len(left) > 1 else left[0]) and None) as port:
        yield port


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Name -> addresses, for the test to fill; what is asked is counted under "asked"."""
    book: dict[str, list[str]] = {"asked": []}
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *rest: object, **more: object) -> list[object]:
        if host not in book:
            if host.replace(".", "").isdigit() or ":" in host:
                return list(real(host, port, *rest, **more))
            raise socket.gaierror(host)
        book["asked"].append(host)
        return [entry for address in book[host] for entry in real(address, port, type=socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return book
