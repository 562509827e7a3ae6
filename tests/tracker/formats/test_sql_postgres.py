"""What is special about PostgreSQL: passwords, pinned hosts, a transaction that cannot write, a server that is gone."""

import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from publisher.sandbox.postgres import Server
from publisher.tracker.formats import Limits, Unreachable
from publisher.tracker.values import SourceSpec
from tests.tracker.formats.conftest import cells, read, rows

QUERY = 'SELECT id, name AS "Name", district, answer FROM candidates ORDER BY id'
COLUMNS = {"name": "Name"}


@contextmanager
def relay(path: str, silent_after: bytes = b"\0never\0") -> Iterator[tuple[int, list[bytes]]]:
    """A TCP port before a unix socket, and what clients sent; it falls silent when `silent_after` was asked."""
    sent: list[bytes] = []

    def pump(client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as inner, selectors.DefaultSelector() as ready:
            inner.connect(path)
            for one, other in ((client, inner), (inner, client)):
                ready.register(one, selectors.EVENT_READ, other)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not data:
                        return
                    if key.fileobj is client:
                        sent.append(data)
                    if not any(silent_after in part for part in sent):
                        key.data.sendall(data)

    def serve() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=pump, args=[client], daemon=True).start()

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], sent
        listening.shutdown(socket.SHUT_RDWR)


def socket_of(server: Server) -> str:
    return str(server.folder / ".s.PGSQL.5432")


def test_a_function_that_writes_is_stopped_by_the_read_only_transaction(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION wipe() RETURNS integer LANGUAGE sql AS 'DELETE FROM candidates RETURNING id'"
        )
    spec = SourceSpec("demo", postgres, "sql", options={"query": "SELECT wipe() AS n"})
    with pytest.raises(Unreachable, match="cannot execute DELETE in a read-only transaction"):
        read(spec)
    asking = SourceSpec("demo", postgres, "sql", options={"query": "SELECT count(*) AS n FROM candidates"})
    assert rows(read(asking), asking) == [{"n": "2"}]


def test_a_host_is_resolved_once_by_us_and_never_by_the_driver(
    names: dict[str, list[str]], server: Server, postgres: str
) -> None:
    names["db.example"] = ["127.0.0.1"]
    with relay(socket_of(server)) as (port, _):
        location = f"postgresql://{server.user}@db.example:{port}/tracker"
        spec = SourceSpec("demo", location, "sql", COLUMNS, options={"query": QUERY})
        assert len(cells(read(spec), spec)) == 2
    assert names["asked"] == ["db.example"]


def test_a_server_that_falls_silent_in_the_middle_is_cut_off(server: Server, postgres: str) -> None:
    with relay(socket_of(server), silent_after=b"DECLARE") as (port, sent):
        location = f"postgresql://{server.user}@127.0.0.1:{port}/tracker"
        spec = SourceSpec("demo", location, "sql", COLUMNS, options={"query": QUERY})
        started = time.monotonic()
        with pytest.raises(Unreachable, match="in the time allowed"):
            read(spec, limits=Limits(seconds=1.5))
        assert 1.4 < time.monotonic() - started < 5
    assert any(b"READ ONLY" in part for part in sent)


def test_values_of_every_kind_become_texts(postgres: str) -> None:
    text = """SELECT true AS a, DATE '2026-03-12' AS b, TIMESTAMP '2026-03-12 14:05' AS c, 3.10::numeric AS d,
              '{"x": [1]}'::json AS e, '\\x4c6565'::bytea AS f, '\\xff'::bytea AS g, NULL AS h, 1.5::float8 AS i"""
    spec = SourceSpec("demo", postgres, "sql", options={"query": text})
    assert rows(read(spec), spec) == [
        {"a": "true", "b": "2026-03-12", "c": "2026-03-12T14:05:00", "d": "3.10", "e": '{"x": [1]}', "f": "Lee",
         "g": "ff", "h": "", "i": "1.5"}
    ]  # fmt: skip


def with_password(server: Server, url: str) -> str:
    """A role that must show the password `hunter2`; its address on the same socket."""
    hba = server.folder / "data" / "pg_hba.conf"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'hunter2'")
        connection.execute("GRANT SELECT ON candidates TO reader")
        if "reader" not in hba.read_text():
            hba.write_text("local all reader scram-sha-256\n" + hba.read_text())
        connection.execute("SELECT pg_reload_conf()")
    parts = urlsplit(url)
    return f"host={unquote(parts.netloc.rpartition('@')[2])} dbname={parts.path[1:]} user=reader"


def wait_for_the_rule(location: str) -> None:
    """The server takes a new rule when it comes round to it."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(location, password="wrong-horse").close()
            continue
        return


def test_the_password_comes_from_the_secret_and_is_in_no_message(server: Server, postgres: str) -> None:
    location = with_password(server, postgres)
    wait_for_the_rule(location)
    options = {"query": QUERY}
    with pytest.raises(Unreachable, match="password authentication failed") as caught:
        read(SourceSpec("demo", location, "sql", COLUMNS, options=options, secret="wrong-horse"))
    assert "wrong-horse" not in str(caught.value)
    assert caught.value.__cause__ is None
    for secret in ("hunter2", f"postgresql://reader:hunter2@{urlsplit(postgres).netloc.rpartition('@')[2]}/tracker"):
        good = SourceSpec("demo", location, "sql", COLUMNS, options=options, secret=secret)
        reading = read(good)
        assert len(cells(reading, good)) == 2
        assert "hunter2" not in reading.url + repr(good)


def test_a_server_that_falls_silent_is_cut_off(postgres: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        spec = SourceSpec("demo", f"postgresql://u@127.0.0.1:{port}/x", "sql", options={"query": "SELECT 1"})
        started = time.monotonic()
        with pytest.raises(Unreachable):
            read(spec, limits=Limits(seconds=2))
        assert time.monotonic() - started < 6


def test_a_query_that_takes_too_long_goes_on_nowhere(postgres: str) -> None:
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n"
    with pytest.raises(Unreachable, match="in the time allowed"):
        read(SourceSpec("demo", postgres, "sql", options={"query": slow}), limits=Limits(seconds=0.6))
    with psycopg.connect(postgres, autocommit=True) as connection:
        deadline = time.monotonic() + 2
        busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'publisher' AND state = 'active'"
        while connection.execute(busy).fetchone() != (0,):
            assert time.monotonic() < deadline
