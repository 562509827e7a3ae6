"""The sandbox's mail relay: SMTP on loopback, with faults on request."""

import asyncio
import socket
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from publisher.sandbox.mailbox_store import MailStore

KINDS = ("drop_after_dot", "451", "550")


@dataclass(slots=True)
class MailFault:
    """What goes wrong, how often, and for whom (a part of the address; empty: for everybody).

    `drop_after_dot` keeps the mail and closes the connection instead of saying so; `451` and `550` refuse a recipient.
    """

    kind: str
    times: int = 1
    to: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault {self.kind!r}; known are {', '.join(KINDS)}.")
        if type(self.times) is not int or not isinstance(self.to, str):
            raise ValueError("`times` is a number and `to` a text.")


class Relay(Controller):
    """A relay that accepts every mail into `store`. It holds its port from the start; `start` lets it answer.

    `options` are those of `aiosmtpd.smtp.SMTP`: TLS, log-in.
    """

    def __init__(self, store: MailStore, host: str, port: int = 0, **options: Any) -> None:
        self.store = store
        self.faults: list[MailFault] = []
        # Bound here and not by the event loop, so that a free port is known and ours before anybody listens.
        self._listener = socket.create_server((host, port))
        port = int(self._listener.getsockname()[1])
        super().__init__(self, hostname=host, port=port, server_hostname="sandbox.example", **options)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: Any
    ) -> str:
        """Accepts the recipient, unless told otherwise."""
        for code in ("451", "550"):
            if self._strikes(code, to):
                return f"{code} The sandbox was told to refuse this recipient"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps the mail, then says so, unless told otherwise."""
        for to in envelope.rcpt_tos:
            self.store.add(to, envelope.original_content or b"")
        if any(self._strikes("drop_after_dot", to) for to in envelope.rcpt_tos):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 Accepted"

    def _strikes(self, kind: str, to: str) -> bool:
        for fault in self.faults:
            if fault.kind == kind and fault.times > 0 and fault.to in to:
                fault.times -= 1
                return True
        return False
