"""HTTP/2 for a stand-in, one connection at a time: as Instagram's servers speak it with libcurl.

It matters because libcurl sends a request again by itself when a connection that it had used before is reset.
"""

import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import ConnectionTerminated, DataReceived, Event, RequestReceived, StreamEnded, StreamReset
from h2.settings import SettingCodes, Settings

from publisher.sandbox.faults import Fault
from publisher.sandbox.wire import Wire

Headers = dict[str, str]
_WINDOW = 2**24


class Reply(Protocol):
    """What goes back: status, content type, further headers, body."""

    @property
    def status(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def headers(self) -> object: ...
    @property
    def body(self) -> bytes: ...


@dataclass(slots=True)
class Stream:
    """One request on its way in."""

    number: int
    headers: Headers
    body: bytearray = field(default_factory=bytearray)


class Ended(Exception):
    """The conversation is over."""


class Conversation:
    """One connection, from its preface to its end. Raises OSError when the caller goes away."""

    def __init__(self, connection: socket.socket, wire: Wire) -> None:
        self._socket = connection
        self._wire = wire
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._streams: dict[int, Stream] = {}
        self._whole: deque[Stream] = deque()

    def run(self, answer: Callable[[Stream], None]) -> None:
        """Hands each whole request to `answer`, one after the other, until either side ends it."""
        self._h2.local_settings = Settings(client=False, initial_values={SettingCodes.INITIAL_WINDOW_SIZE: _WINDOW})
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(_WINDOW)
        self._flush()
        try:
            while True:
                while self._whole:
                    answer(self._whole.popleft())
                self._listen()
        except Ended:
            return

    def send(
        self,
        stream: int,
        reply: Reply,
        headers: Headers,
        length: int | None = None,
        pause: Callable[[], object] | None = None,
    ) -> None:
        """The answer; with `length` only so many bytes of its body, and no end; with `pause` one by one."""
        named = {name.lower(): text for name, text in headers.items()}
        fields = {":status": str(reply.status), "content-type": reply.kind, "content-length": str(len(reply.body))}
        self._h2.send_headers(stream, list({**fields, **named}.items()))
        rest = reply.body if length is None else reply.body[:length]
        while rest:
            room = min(self._h2.local_flow_control_window(stream), self._h2.max_outbound_frame_size)
            if pause:
                room = min(room, 1)
                pause()
            if room:
                self._h2.send_data(stream, rest[:room])
                rest = rest[room:]
            self._flush()
            if not room:
                self._listen()
        if length is None:
            self._h2.end_stream(stream)
        self._flush()

    def play(self, fault: Fault, stream: int) -> bool:
        """A fault that only HTTP/2 has; False for any other."""
        match fault.what:
            case "h2_reset":
                self._h2.reset_stream(stream, ErrorCodes.INTERNAL_ERROR)
            case "h2_refused":
                self._h2.reset_stream(stream, ErrorCodes.REFUSED_STREAM)
            case "h2_goaway":
                self._h2.close_connection(ErrorCodes.INTERNAL_ERROR, last_stream_id=stream)
            case _:
                return False
        self._flush()
        return True

    def _listen(self) -> None:
        data = self._socket.recv(2**16)
        if not data:
            raise Ended
        self._wire.received(len(data))
        for event in self._h2.receive_data(data):
            self._take(event)
        self._flush()

    def _take(self, event: Event) -> None:
        match event:
            case RequestReceived(stream_id=number, headers=headers):
                self._wire.opened()
                self._streams[number] = Stream(number, {str(name): str(text) for name, text in headers})
            case DataReceived(stream_id=number, data=data, flow_controlled_length=length):
                if number in self._streams:
                    self._streams[number].body += data
                self._h2.acknowledge_received_data(length, number)
            case StreamEnded(stream_id=number):
                if number in self._streams:
                    self._whole.append(self._streams.pop(number))
            case StreamReset(stream_id=number):
                self._streams.pop(number, None)
            case ConnectionTerminated():
                raise Ended

    def _flush(self) -> None:
        if data := self._h2.data_to_send():
            self._socket.sendall(data)
