"""Requests that end in time: a limit on silence alone lets an answer that drips last for ever.

libcurl counts a whole request by itself; urllib3 counts each wait, so here the connection is cut.
"""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class AnswerLost(requests.RequestException):
    """No usable answer. Deliberately no ConnectionError: instagrapi must not handle it in any way."""


class InTime(HTTPAdapter):
    """Takes for a request with its whole answer as long as the two time limits together, and never repeats it."""

    def __init__(self) -> None:
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        self._over = threading.Event()
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As requests does, with connections that are known here."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._opened)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """As requests does, with the answer read; `timeout` is a pair. AnswerLost if it is not whole or not in time."""
        self._over = over = threading.Event()
        seconds = sum(timeout)
        timer = threading.Timer(seconds, self._end, [over])
        timer.daemon = True
        timer.start()
        late = f"the answer took longer than {seconds:g} s"
        try:
            response = super().send(request, stream, timeout, verify, cert, proxies)
            read_whole(response, request)
        except requests.RequestException as error:
            if over.is_set():
                raise AnswerLost(late, request=request) from error
            raise
        finally:
            timer.cancel()
        if over.is_set():  # one that ends with its connection looks whole when it is cut
            raise AnswerLost(late, request=request)
        return response

    def _end(self, over: threading.Event) -> None:
        with self._lock:
            over.set()
            for one in self._sockets if over is self._over else ():
                _cut(one)

    def _opened(self, connection: HTTPConnection) -> None:
        """Its socket is what is kept: a connection lets go of it while an answer that ends with it is still read."""
        with self._lock:
            if connection.sock is not None:
                self._sockets.add(connection.sock)
                if self._over.is_set():
                    _cut(connection.sock)


def read_whole(response: requests.Response, request: requests.PreparedRequest) -> None:
    """Reads an answer to its end. Raises AnswerLost if it breaks off before."""
    try:
        response.content  # noqa: B018 - reading it is what this is for
    except requests.RequestException as error:
        raise AnswerLost(f"the answer broke off ({type(error).__name__})", request=request) from error


def _cut(one: socket.socket) -> None:
    """Ends a read in another thread. The plain socket's method: SSLSocket's own would drop its TLS state first."""
    with suppress(OSError):  # closed already
        socket.socket.shutdown(one, socket.SHUT_RDWR)


def _pools(opened: Callable[[HTTPConnection], None]) -> dict[str, type[HTTPConnectionPool]]:
    """The pools of requests, whose connections tell `opened` of themselves."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            opened(self)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            opened(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
