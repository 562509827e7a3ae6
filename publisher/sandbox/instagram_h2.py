"""Requests in and answers out over HTTP/2, and faults played on its streams and on the bare socket."""

import socket
import ssl
from contextlib import suppress
from dataclasses import replace

from publisher.sandbox.faults import Fault
from publisher.sandbox.http2 import Conversation, Ended, Stream
from publisher.sandbox.instagram_http import Answer, Server, request_of, reset

_PATIENCE = 2.0


def converse(connection: ssl.SSLSocket, server: Server, number: int) -> None:
    """Answers what comes on a connection that agreed on HTTP/2, until it ends."""
    talk = Conversation(connection, server.wire)

    def answer(stream: Stream) -> None:
        told = stream.headers
        method, target = told.get(":method", ""), told.get(":path", "")
        request = request_of(method, target, told, bytes(stream.body), number, stream.number)
        found, fault = server.respond(request)
        found = replace(found, body=b"") if method == "HEAD" else found
        if fault is None:
            talk.send(stream.number, found, dict(found.headers))
        else:
            _play(talk, connection, server, stream.number, fault, found)

    talk.run(answer)


def _play(
    talk: Conversation, connection: ssl.SSLSocket, server: Server, stream: int, fault: Fault, answer: Answer
) -> None:
    if talk.play(fault, stream):
        if fault.what != "h2_goaway":
            return
        _close(connection)
        raise Ended
    match fault.what:
        case "reset":
            reset(connection)
        case "drop":
            _close(connection)
        case "hang":
            server.stopping.wait(fault.seconds)
        case "drip":
            pause = fault.seconds / max(1, len(answer.body))
            talk.send(stream, answer, {**answer.headers}, len(answer.body) - 1, lambda: server.stopping.wait(pause))
        case "truncate":
            talk.send(stream, answer, dict(answer.headers), length=len(answer.body) // 2)
            _close(connection)
        case "delay":
            server.stopping.wait(fault.seconds)
            talk.send(stream, answer, dict(answer.headers))
            return
        case _:
            status, body = fault.answer()
            talk.send(stream, Answer(status, body), {})
            return
    raise Ended


def _close(connection: ssl.SSLSocket) -> None:
    """As it should be, with TLS's own farewell and FIN; what came meanwhile is read, or closing would reset."""
    connection.settimeout(_PATIENCE)
    with suppress(OSError):
        connection.unwrap()
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(2**16):
            pass
