"""A site on loopback whose answer a test changes, and which counts who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.net.conftest import moved, ok, site

PAGE = "<title>I signed the pledge</title><p>Maxima Example signed.</p>"


@dataclass(slots=True)
class Site:
    """`answer` is what it sends; `asked` the paths that were asked for."""

    port: int = 0
    answer: bytes = b""
    asked: list[str] = field(default_factory=list)

    def says(self, body: str = PAGE, status: str = "200 OK") -> None:
        self.answer = ok(body.encode(), "Content-Type: text/html; charset=utf-8", status=status)

    def leads_to(self, location: str) -> None:
        self.answer = moved(location)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/pledge"

    def reply(self, head: str, out: BinaryIO) -> None:
        self.asked.append(head.split(" ")[1])
        out.write(self.answer)


@contextmanager
def running() -> Iterator[Site]:
    """A site that shows the page until it says otherwise."""
    made = Site()
    made.says()
    with site(made.reply) as made.port:
        yield made
