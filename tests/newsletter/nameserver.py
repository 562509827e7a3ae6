"""A name server on loopback: it answers from a table, says that a name is not there, or says nothing at all."""

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

Zone = dict[str, list[str]]
"""`NAME KIND` -> values, such as `_dmarc.coalition.example TXT`."""
MUTE = "mute"


class NameServer(socketserver.ThreadingUDPServer):
    """Answers from `zone`. A name that has other kinds only has no answer; another does not exist; MUTE: silence."""

    daemon_threads = True

    def __init__(self) -> None:
        self.zone: Zone = {}
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Question)

    @property
    def address(self) -> str:
        """As the setting takes it."""
        return "{}:{}".format(*self.server_address)


class _Question(socketserver.BaseRequestHandler):
    server: NameServer

    def handle(self) -> None:
        data, reply_to = self.request
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        self.server.asked.append(f"{name} {kind}")
        values = self.server.zone.get(f"{name} {kind}", [])
        if values == [MUTE]:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if values:
            written = [_text(value) if kind == "TXT" else value for value in values]
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *written))
        elif not any(known.split()[0] == name for known in self.server.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        reply_to.sendto(answer.to_wire(), self.client_address)


def _text(value: str) -> str:
    return " ".join(f'"{value[start : start + 255]}"' for start in range(0, len(value), 255))


@pytest.fixture
def names(settings: Any) -> Iterator[NameServer]:
    """The name server that everything of this test asks."""
    server = NameServer()
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    settings.NAMESERVER = server.address
    yield server
    server.shutdown()
    server.server_close()
