"""A query on PostgreSQL, by psycopg."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from publisher.net import Guard, NetError
from publisher.tracker.formats.base import Unreachable
from publisher.tracker.formats.sql_address import Address, Answer

_ELSEWHERE = ("hostaddr", "service", "servicefile")


def answer(address: Address, query: str, guard: Guard, ends: float, chunk: int) -> Answer:
    """The column names in a row, then the rows, `chunk` at a time. Raises Unreachable.

    The transaction is read-only and the server ends it at the deadline `ends` (of the monotonic clock); should the
    server itself be gone by then, the connection is cut.
    """
    try:
        with _connected(_parameters(address, guard), ends) as connection:
            connection.read_only = True
            with connection.cursor("publisher") as cursor:
                connection.execute(f"SET LOCAL statement_timeout = {int(_left(ends) * 1000)}")
                cursor.execute(sql.SQL(query))
                yield [[column.name for column in cursor.description or ()]]
                while rows := cursor.fetchmany(chunk):
                    yield rows
                    _left(ends)
    except (psycopg.Error, UnicodeDecodeError) as error:
        _left(ends)
        told = error.diag.message_primary if isinstance(error, psycopg.Error) else ""
        message = address.without_secrets(told or error)
        raise Unreachable(f"The database did not answer the query ({message}): correct it or try again.") from None


def _parameters(address: Address, guard: Guard) -> dict[str, Any]:
    """What libpq is given: every host with the addresses that passed the guard, so that it resolves nothing again."""
    try:
        given = dict(conninfo_to_dict(address.text.replace("+psycopg", "", 1)))
    except psycopg.Error:
        raise Unreachable(
            "The database address cannot be understood: write it as postgresql://user@host/name."
        ) from None
    if wrong := [name for name in _ELSEWHERE if name in given]:
        raise Unreachable(f"The database address gives {wrong[0]}, which hides where it leads: give the host instead.")
    hosts = str(given.get("host") or "").split(",")
    ports = str(given.get("port") or "5432").split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    where: list[tuple[str, str, str]] = []
    try:
        for host, port in zip(hosts, ports, strict=True):
            if not host or host.startswith(("/", "@")):
                guard.pinned("127.0.0.1", int(port))  # a socket leads to this machine
                where.append((host, "", port))
            else:
                where += [(host, str(found), port) for found in guard.pinned(host, int(port))]
    except ValueError:
        raise Unreachable("The database address has a port that is none: correct it.") from None
    except NetError as error:
        raise Unreachable(str(error)) from None
    names = dict(zip(("host", "hostaddr", "port"), map(",".join, zip(*where, strict=True)), strict=True))
    given.setdefault("client_encoding", "utf8")
    return given | names | ({"password": address.password} if address.password else {})


@contextmanager
def _connected(parameters: dict[str, Any], ends: float) -> Iterator["psycopg.Connection[Any]"]:
    """A connection until the deadline. `close` and not `with connection`: nothing is ever committed."""
    connection = psycopg.connect(
        **parameters,
        connect_timeout=max(2, int(_left(ends))),
        application_name="publisher",
    )
    timer = threading.Timer(_left(ends), _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _cut(connection: "psycopg.Connection[Any]") -> None:
    """Ends a read in another thread: psycopg then finds the connection closed."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as raw:
            raw.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        return  # closed already


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise Unreachable("The database did not answer in full in the time allowed: make the query quicker.")
    return left
