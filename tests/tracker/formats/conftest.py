"""Sites on loopback that answer as a test tells them, and what a format makes of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import psycopg
import pytest

from publisher.sandbox.postgres import Server
from publisher.tracker.formats import Asked, load
from publisher.tracker.values import Reading, SourceSpec
from tests.net.conftest import LOOPBACK, names, ok, site

__all__ = ["names"]

Answers = Callable[[str, Mapping[str, str]], bytes]
"""The path with its query, and the headers in lower case -> the answer in full."""


@dataclass
class Served:
    """A site; `asked` are the paths in their order, `heads` the headers that came with them."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def serve() -> Iterator[Callable[[Answers], Served]]:
    """Starts sites, which end with the test."""
    with ExitStack() as stack:

        def start(answers: Answers) -> Served:
            served = Served()

            def reply(head: str, out: BinaryIO) -> None:
                first, *lines = head.splitlines()
                path = first.split()[1]
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                served.asked.append(path)
                served.heads.append(headers)
                out.write(answers(path, headers))

            served.port = stack.enter_context(site(reply))
            return served

        yield start


def refused(status: str, *headers: str) -> bytes:
    return ok(b"", *headers, status=status)


def read(spec: SourceSpec, **asked: Any) -> Reading:
    """One read with loopback allowed."""
    return load(spec.format).read(spec, Asked(guard=LOOPBACK, **asked))


def rows(reading: Reading, spec: SourceSpec) -> list[dict[str, str]]:
    """The rows of the reading as they came."""
    table = load(spec.format).table(reading, spec)
    return [table.raw(record) for _, record in table]


def cells(reading: Reading, spec: SourceSpec) -> list[tuple[str, ...] | None]:
    """The mapped cells of each row."""
    return [line for line, _ in load(spec.format).table(reading, spec)]


TABLE = "CREATE TABLE candidates (id integer, name text, district integer, answer text)"
PEOPLE = [(1, "Lee Sample", 3, "signed"), (2, "Zoë Příklad", None, "pending")]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def postgres(server: Server) -> Iterator[str]:
    """The address of a database with two fictional candidates."""
    url = server.url("tracker")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.cursor().executemany("INSERT INTO candidates VALUES (%s, %s, %s, %s)", PEOPLE)
        yield url
        connection.execute("DROP TABLE candidates")
