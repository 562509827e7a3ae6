"""A query on SQLite, or on any database for which SQLAlchemy and its driver are installed."""

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from publisher.net import Guard, NetError
from publisher.tracker.formats.base import Unreachable
from publisher.tracker.formats.sql_address import Address, Answer

_READ_ONLY = {
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
"""What begins a read-only transaction; of other databases the rights of the login alone keep us from writing."""
_ELSEWHERE = ("host", "hostaddr", "service", "service_name", "dsn", "odbc_connect", "unix_socket")
_STEPS = 10_000


def answer(address: Address, query: str, guard: Guard, ends: float, chunk: int) -> Answer:
    """The column names in a row, then the rows, `chunk` at a time; all is rolled back. Raises Unreachable."""
    try:
        engine = _engine(address, guard, ends)
        with engine.connect() as connection:
            _begin(connection, ends)
            options = {"stream_results": True, "max_row_buffer": chunk, "no_parameters": True}
            found = connection.execution_options(**options).exec_driver_sql(query)
            yield [list(found.keys())]
            for rows in found.partitions(chunk):
                yield rows
                _left(ends)
    except (SQLAlchemyError, sqlite3.Error, UnicodeDecodeError) as error:
        _left(ends)
        cause = error.orig if isinstance(error, DBAPIError) else error
        message = address.without_secrets(cause)
        raise Unreachable(f"The database did not answer the query ({message}): correct it or try again.") from None


def _engine(address: Address, guard: Guard, ends: float) -> Engine:
    try:
        url = make_url(address.text)
        if address.password:
            url = url.set(password=address.password)
        if url.get_backend_name() == "sqlite":
            return create_engine("sqlite://", creator=lambda: _file(url, ends), poolclass=NullPool)
        if wrong := [name for name in _ELSEWHERE if name in url.query]:
            raise Unreachable(
                f"The database address gives {wrong[0]}, which hides where it leads: give the host instead."
            )
        guard.pinned(url.host or "127.0.0.1", url.port or 0)
        return create_engine(url, poolclass=NullPool)
    except NetError as error:
        raise Unreachable(str(error)) from None
    except NoSuchModuleError as error:
        raise Unreachable(
            f"No such database is known ({address.without_secrets(error)}): correct the address."
        ) from None
    except ModuleNotFoundError as error:
        raise Unreachable(f"The driver {error.name} is not installed: install it beside this program.") from None
    except ArgumentError:
        raise Unreachable("The database address cannot be understood: write it as dialect://user@host/name.") from None


def _file(url: URL, ends: float) -> sqlite3.Connection:
    path = Path(url.database or "")
    if not path.is_file():
        raise Unreachable(f"There is no file {path}: check the path.")
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_left(ends))
    connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    return connection


def _begin(connection: Connection, ends: float) -> None:
    begin = _READ_ONLY.get(connection.dialect.name)
    if begin:
        connection.exec_driver_sql(begin)
    _left(ends)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise Unreachable("The database did not answer in full in the time allowed: make the query quicker.")
    return left
